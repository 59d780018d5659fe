"""The peer of DenseKernels: numpy in float32. Arguments: what (sgemm, syrk or inverse), n, repetitions.

Prints the best elapsed seconds, the CPU seconds of that repetition, and the bytes that the process grew by beyond the matrices
it held before; the number of threads comes from OPENBLAS_NUM_THREADS.
"""

import resource
import sys
import time

import numpy as np

what, n, repetitions = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
a = np.random.default_rng(1).random((n, n), dtype=np.float32) - np.float32(0.5)
if what == "inverse":
    a = a @ a.T / np.float32(n)
    a[np.diag_indices(n)] += 1
    run = lambda: np.linalg.inv(a)
elif what == "syrk":
    c = np.empty((n, n), dtype=np.float32)
    run = lambda: np.matmul(a, a.T, out=c)  # numpy calls ssyrk when it sees the same array twice
else:
    b = np.random.default_rng(2).random((n, n), dtype=np.float32) - np.float32(0.5)
    c = np.empty((n, n), dtype=np.float32)
    run = lambda: np.matmul(a, b, out=c)

peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
before = peak()
best = (float("inf"), 0.0)
for _ in range(repetitions):
    cpu, start = time.process_time(), time.perf_counter()
    run()
    best = min(best, (time.perf_counter() - start, time.process_time() - cpu))
print(best[0], best[1], peak() - before)
