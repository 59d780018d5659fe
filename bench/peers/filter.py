"""The peer of FilterSpeed: Faiss's IVF1024,Flat with an id bitmap, inner product.

  filter.py VECTORS.fvecs INDEX QUERIES.fvecs BITMAP   builds the index where it is missing; BITMAP has one bit a row, read at the first line. For each
        line "PROBES FROM TO" on standard input prints CPU seconds for these queries, one call each on one thread, then ten ids of each
"""

import os
import sys
import time

os.environ["OMP_NUM_THREADS"] = "1"

import faiss
import numpy as np


def vecs(path):
    values = np.fromfile(path, dtype=np.int32)
    return np.ascontiguousarray(values.reshape(-1, values[0] + 1)[:, 1:]).view(np.float32)


vectors, path, queries, bitmap = sys.argv[1:5]
if not os.path.exists(path):
    vectors = vecs(vectors)
    index = faiss.index_factory(vectors.shape[1], "IVF1024,Flat", faiss.METRIC_INNER_PRODUCT)
    index.train(vectors)
    index.add(vectors)
    faiss.write_index(index, path)
index = faiss.read_index(path)
faiss.omp_set_num_threads(1)
queries = vecs(queries)
selector = None
scores = np.empty((1, 10), np.float32)
ids = np.empty((1, 10), np.int64)
for line in sys.stdin:
    probes, begin, end = map(int, line.split())
    if selector is None:
        bits = np.fromfile(bitmap, dtype=np.uint8)
        selector = faiss.IDSelectorBitmap(bits)
    parameters = faiss.SearchParametersIVF(sel=selector, nprobe=probes)
    found = []
    start = time.process_time()
    for query in queries[begin:end]:
        index.search_c(1, faiss.swig_ptr(query), 10, faiss.swig_ptr(scores), faiss.swig_ptr(ids), parameters)
        found.append(ids[0].copy())
    seconds = time.process_time() - start
    print(seconds, *np.concatenate(found), flush=True)
