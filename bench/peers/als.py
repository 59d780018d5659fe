"""CPU seconds of an iteration of implicit's ALS: als.py PAIRS FACTORS ITERATIONS THREADS cg|cholesky

PAIRS has a user's and an item's number in each line. Prints the median over the iterations but the first, or "skip REASON".
"""
import sys
import time

try:
    import numpy as np
    import scipy.sparse as sp
    from implicit.cpu.als import AlternatingLeastSquares
except ImportError as reason:
    print("skip", reason)
    sys.exit()

pairs, factors, iterations, threads, solver = sys.argv[1], *map(int, sys.argv[2:5]), sys.argv[5]
rows = np.loadtxt(pairs, dtype=np.int64)
likes = sp.csr_matrix((np.ones(len(rows), np.float32), (rows[:, 0], rows[:, 1])))
times = [time.process_time()]
model = AlternatingLeastSquares(factors, regularization=30, alpha=100, use_cg=solver == "cg", iterations=iterations, num_threads=threads, random_state=1)
model.fit(likes, show_progress=False, callback=lambda *_: times.append(time.process_time()))
print(np.median(np.diff(times)[1:]))
