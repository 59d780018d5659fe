"""The peer of ScanSpeed: numpy with OpenBLAS on one thread.

  scan.py ROWS DIMENSION      makes as many random vectors; then answers lines on standard input with seconds of CPU:
        read            one pass over all values: the best of a product of the vector of all with itself and of all rows with one query
        batch QUERIES K one matrix product with all rows, 16,384 at a time, and the K best of each query by argpartition: two numbers, product and choice
"""

import os
import sys
import time

os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np

rows, dimension = int(sys.argv[1]), int(sys.argv[2])
random = np.random.default_rng(1)
vectors = np.empty((rows, dimension), np.float32)
for start in range(0, rows, 1 << 18):
    part = vectors[start : start + (1 << 18)]
    part[:] = random.random(part.shape, dtype=np.float32) - np.float32(0.5)
flat = vectors.reshape(-1)
scores = np.empty(rows, np.float32)
BLOCK = 16384
print("ready", flush=True)
for line in sys.stdin:
    words = line.split()
    if words[0] == "read":
        start = time.process_time()
        sum(float(np.dot(flat[at : at + (1 << 26)], flat[at : at + (1 << 26)])) for at in range(0, len(flat), 1 << 26))
        middle = time.process_time()
        np.dot(vectors, vectors[0], out=scores)
        print(middle - start, time.process_time() - middle, flush=True)
        continue
    count, k = int(words[1]), int(words[2])
    queries = vectors[:count].copy()
    product = choice = 0.0
    best = np.full((count, k), -np.inf, np.float32)
    ids = np.zeros((count, k), np.int64)
    block = np.empty((count, BLOCK), np.float32)
    for start in range(0, rows, BLOCK):
        part = vectors[start : start + BLOCK]
        begin = time.process_time()
        scored = np.dot(queries, part.T, out=block[:, : len(part)] if len(part) < BLOCK else block) if len(part) == BLOCK else queries @ part.T
        middle = time.process_time()
        chosen = np.argpartition(scored, len(part) - k, axis=1)[:, -k:]
        both = np.concatenate([best, np.take_along_axis(scored, chosen, 1)], axis=1)
        names = np.concatenate([ids, chosen + start], axis=1)
        top = np.argpartition(both, k, axis=1)[:, -k:]
        best, ids = np.take_along_axis(both, top, 1), np.take_along_axis(names, top, 1)
        choice += time.process_time() - middle
        product += middle - begin
    print(product, choice, flush=True)
