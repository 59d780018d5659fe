"""The peer of DenseKernels: numpy in float32. Arguments: what (sgemm, syrk or inverse), n, repetitions.

Prints the best elapsed seconds, the CPU seconds of a repetition on average, and the bytes that the process held at its peak beyond what an
empty one holds (at least the two matrices of the setup); the number of threads comes from OPENBLAS_NUM_THREADS.
"""

import sys
import time

import numpy as np

what, n, repetitions = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])


def peak():
    """Of this process alone; the maximum that getrusage tells is inherited from the parent."""
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))
    except OSError:
        return 0


empty = peak()
a = np.random.default_rng(1).random((n, n), dtype=np.float32)
a -= np.float32(0.5)
if what == "inverse":
    root, a = a, a @ a.T
    del root
    a /= np.float32(n)
    a.flat[:: n + 1] += 1
    run = lambda: np.linalg.inv(a)
elif what == "syrk":
    c = np.empty((n, n), dtype=np.float32)
    run = lambda: np.matmul(a, a.T, out=c)  # numpy calls ssyrk when it sees the same array twice
else:
    b = np.random.default_rng(2).random((n, n), dtype=np.float32) - np.float32(0.5)
    c = np.empty((n, n), dtype=np.float32)
    run = lambda: np.matmul(a, b, out=c)

best, cpu = float("inf"), time.process_time()
for _ in range(repetitions):
    start = time.perf_counter()
    run()
    best = min(best, time.perf_counter() - start)
print(best, (time.process_time() - cpu) / repetitions, peak() - empty)
