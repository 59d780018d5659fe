"""The peer of ItemCfSpeed: implicit's CosineRecommender (C++), several threads.

Arguments: a file of "user<TAB>item" rows, neighbours kept, threads. Prints the elapsed and CPU seconds of fitting, and the neighbours of the first 50
items as "item other similarity" for a check of the answer.
"""

import sys
import time

try:
    import numpy as np
    import scipy.sparse as sp
    from implicit.nearest_neighbours import CosineRecommender
except ImportError as e:
    print("skip:", e)
    sys.exit(0)

path, neighbors, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
pairs = np.loadtxt(path, dtype=np.int32, delimiter="\t")
x = sp.csr_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])))
model = CosineRecommender(K=neighbors, num_threads=threads)
cpu, start = time.process_time(), time.perf_counter()
model.fit(x, show_progress=False)
print(time.perf_counter() - start, time.process_time() - cpu)
w = model.similarity[:50].tocoo()
for j, i, weight in zip(w.row, w.col, w.data):
    if j != i:
        print(j, i, weight)
