"""The peers of AnnRecords: hnswlib (M 16, efConstruction 200), ScaNN (tree of 1,000 leaves, 2 values a code, anisotropic .2, float vectors to reorder; with
and without SOAR) and Faiss (IVF1024,PQ(d/2)x4fs,RFlat), inner product on unit vectors.

  ann.py build KIND VECTORS.fvecs INDEX        KIND is hnswlib, scann, soar or faiss; builds on two threads and saves; prints CPU seconds
  ann.py search KIND INDEX QUERIES.fvecs TRUTH.ivecs
        for each line "BREADTH RERANK FROM TO" on standard input prints CPU seconds for these queries on one thread, one call each (hnswlib, for which
        that is the same: one call), and recall@10; BREADTH is probes or ef; with a fifth word "batch" all in one call
"""

import os
import sys
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[name] = "1" if sys.argv[1] == "search" else "2"

import numpy as np


def vecs(path, dtype):
    values = np.fromfile(path, dtype=np.int32)
    return np.ascontiguousarray(values.reshape(-1, values[0] + 1)[:, 1:]).view(dtype)


class Scann:
    def __init__(self, soar):
        self.soar = soar

    def build(self, vectors, path):
        import scann

        tree = dict(num_leaves=1000, num_leaves_to_search=50, training_sample_size=len(vectors))
        if self.soar:
            tree.update(soar_lambda=1.5, overretrieve_factor=2.0)
        builder = scann.scann_ops_pybind.builder(vectors, 10, "dot_product").set_n_training_threads(2)
        index = builder.tree(**tree).score_ah(2, anisotropic_quantization_threshold=0.2).reorder(100).build()
        os.makedirs(path, exist_ok=True)
        index.serialize(path)

    def load(self, path):
        import scann

        self.index = scann.scann_ops_pybind.load_searcher(path)

    def one(self, query, probes, rerank):
        return self.index.search(query, leaves_to_search=probes, pre_reorder_num_neighbors=rerank)[0]

    def many(self, queries, probes, rerank):
        return self.index.search_batched(queries, leaves_to_search=probes, pre_reorder_num_neighbors=rerank)[0]


class Hnswlib:
    def build(self, vectors, path):
        import hnswlib

        index = hnswlib.Index("ip", vectors.shape[1])
        index.init_index(len(vectors), M=16, ef_construction=200, random_seed=100)
        index.add_items(vectors, np.arange(len(vectors)), num_threads=2)
        index.save_index(path)

    def load(self, path):
        import hnswlib

        self.index = hnswlib.Index("ip", queries.shape[1])
        self.index.load_index(path)

    def many(self, queries, ef, rerank):
        self.index.set_ef(ef)
        return self.index.knn_query(queries, 10, num_threads=1)[0]


class Faiss:
    def build(self, vectors, path):
        import faiss

        index = faiss.index_factory(vectors.shape[1], f"IVF1024,PQ{vectors.shape[1] // 2}x4fs,RFlat", faiss.METRIC_INNER_PRODUCT)
        index.train(vectors)
        index.add(vectors)
        faiss.write_index(index, path)

    def load(self, path):
        import faiss

        faiss.omp_set_num_threads(1)
        self.index = faiss.read_index(path)
        self.cells = faiss.downcast_index(faiss.downcast_index(self.index).base_index)
        self.scores = np.empty((1, 10), np.float32)
        self.ids = np.empty((1, 10), np.int64)
        self.pointer = faiss.swig_ptr

    def set(self, probes, rerank):
        self.cells.nprobe = probes
        self.index.k_factor = rerank / 10

    def one(self, query, probes, rerank):
        self.set(probes, rerank)
        self.index.search_c(1, self.pointer(query), 10, self.pointer(self.scores), self.pointer(self.ids))
        return self.ids[0].copy()

    def many(self, queries, probes, rerank):
        self.set(probes, rerank)
        return self.index.search(queries, 10)[1]


kind = sys.argv[2]
peer = Faiss() if kind == "faiss" else Hnswlib() if kind == "hnswlib" else Scann(kind == "soar")
if sys.argv[1] == "build":
    vectors = vecs(sys.argv[3], np.float32)
    start = time.process_time()
    peer.build(vectors, sys.argv[4])
    print(time.process_time() - start, flush=True)
else:
    queries = vecs(sys.argv[4], np.float32)
    peer.load(sys.argv[3])
    truth = vecs(sys.argv[5], np.int32)[:, :10]
    for line in sys.stdin:
        words = line.split()
        probes, rerank, begin, end = map(int, words[:4])
        part = queries[begin:end]
        start = time.process_time()
        found = peer.many(part, probes, rerank) if words[4:] or kind == "hnswlib" else [peer.one(query, probes, rerank) for query in part]
        seconds = time.process_time() - start
        hits = sum(len(np.intersect1d(a, b)) for a, b in zip(found, truth[begin:end]))
        print(seconds, hits / (10 * len(part)), flush=True)
