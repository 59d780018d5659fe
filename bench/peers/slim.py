"""The peer of SlimSpeed: irspack's SLIM (C++, coordinate descent over residuals, several threads).

Arguments: a file of "user<TAB>item" rows, l1, l2, the number of passes at most, threads. The loss is the same: irspack's alpha and l1_ratio are
computed from l1 and l2. Prints the elapsed and CPU seconds of learning, and the weights of the first 50 items as "source candidate
weight" for a check of the answer.
"""

import sys
import time

try:
    import numpy as np
    import scipy.sparse as sp
    from irspack import SLIMRecommender
except ImportError as e:
    print("skip:", e)
    sys.exit(0)

path, l1, l2, passes, threads = sys.argv[1], float(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5])
pairs = np.loadtxt(path, dtype=np.int64, delimiter="\t")
x = sp.csr_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])))
alpha = (l1 + l2) / x.shape[0]
model = SLIMRecommender(x, alpha=alpha, l1_ratio=l1 / (l1 + l2), positive_only=True, n_iter=passes, tol=1e-3, n_threads=threads)
cpu, start = time.process_time(), time.perf_counter()
model.learn()
print(time.perf_counter() - start, time.process_time() - cpu)
w = sp.csc_matrix(model.W)[:, :50].tocoo()
for j, i, weight in zip(w.row, w.col, w.data):
    print(j, i, weight)
