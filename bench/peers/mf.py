"""LIBMF (C++, stochastic gradient descent without locks) on ratings: FOLDER FACTORS EPOCHS THREADS RATE LAMBDA. FOLDER holds train.tsv and test.tsv of user, item, rating, as numbers.

LIBMF_OBJ may name its library built for this machine (g++ -O3 -march=native -DUSEAVX -DUSEOMP -fopenmp -shared -fPIC); that of PyPI's libmf 0.9.2 knows no AVX.
Prints processor seconds of an epoch, elapsed seconds of an epoch, and the error on the test; or "skip REASON".
"""

import contextlib
import os
import sys
import time

try:
    import numpy as np

    with contextlib.redirect_stdout(sys.stderr):
        from libmf import mf
except ImportError as reason:
    print("skip", reason)
    sys.exit()

folder, factors, epochs, threads, rate, penalty = sys.argv[1], *map(int, sys.argv[2:5]), *map(float, sys.argv[5:7])
train, test = (np.fromfile(f"{folder}/{name}.tsv", dtype=np.float32, sep=" ").reshape(-1, 3) for name in ("train", "test"))
times = []
for count in (1, epochs + 1):  # what is not an epoch falls out of the difference
    engine = mf.MF(k=factors, nr_iters=count, nr_threads=threads, nr_bins=max(26, 2 * threads + 1), lambda_p2=penalty, lambda_q2=penalty, lambda_p1=0, lambda_q1=0, eta=rate, quiet=True)
    cpu, wall = time.process_time(), time.perf_counter()
    engine.fit(train)
    times.append((time.process_time() - cpu, time.perf_counter() - wall))
user, item = test[:, 0].astype(int), test[:, 1].astype(int)
scores = np.sum(engine.p_factors()[user] * engine.q_factors()[item], axis=1)  # its own predict() answers for other pairs
error = np.sqrt(np.mean((np.where(np.isfinite(scores), scores, train[:, 2].mean()) - test[:, 2]) ** 2))
print((times[1][0] - times[0][0]) / epochs, (times[1][1] - times[0][1]) / epochs, error, flush=True)
os._exit(0)
