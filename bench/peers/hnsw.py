"""The peer of HnswSpeed: hnswlib, inner product on unit vectors.

  hnsw.py build VECTORS.fvecs INDEX.bin M EFCONSTRUCTION THREADS   builds and saves; prints CPU seconds
  hnsw.py search INDEX.bin DIMENSION QUERIES.fvecs TRUTH.ivecs     for each line "ef" on standard input prints CPU seconds for all queries
                                                                   in one call on one thread, and recall@10
"""

import sys
import time

import hnswlib
import numpy as np


def vecs(path, dtype):
    values = np.fromfile(path, dtype=np.int32)
    return np.ascontiguousarray(values.reshape(-1, values[0] + 1)[:, 1:]).view(dtype)


if sys.argv[1] == "build":
    vectors = vecs(sys.argv[2], np.float32)
    index = hnswlib.Index("ip", vectors.shape[1])
    index.init_index(len(vectors), M=int(sys.argv[4]), ef_construction=int(sys.argv[5]), random_seed=100)
    start = time.process_time()
    index.add_items(vectors, np.arange(len(vectors)), num_threads=int(sys.argv[6]))
    seconds = time.process_time() - start
    index.save_index(sys.argv[3])
    print(seconds)
else:
    index = hnswlib.Index("ip", int(sys.argv[3]))
    index.load_index(sys.argv[2])
    queries = vecs(sys.argv[4], np.float32)
    truth = vecs(sys.argv[5], np.int32)[:, :10]
    for line in sys.stdin:
        index.set_ef(int(line))
        start = time.process_time()
        found, _ = index.knn_query(queries, 10, num_threads=1)
        seconds = time.process_time() - start
        hits = sum(len(np.intersect1d(a, b)) for a, b in zip(found, truth))
        print(seconds, hits / truth.size, flush=True)
