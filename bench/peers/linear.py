"""The peer of LinearSpeed: irspack's RP3beta (C++), numpy's inverse, numpy's product with argpartition.

Arguments: a file of "user<TAB>item" rows, threads. Then reads a question a line and answers each with one: CPU seconds first, then three fields
(row, item, value) for each of a few values to check, or the bytes that the inverse held at its peak beyond its matrix's setup.

rp3beta ALPHA BETA K; inverse LAMBDA; score FOLDER-OF-A-MODEL K
"""

import json
import os
import sys
import time

threads = sys.argv[2]
os.environ["OPENBLAS_NUM_THREADS"] = threads

import numpy as np
import scipy.sparse as sp

pairs = np.loadtxt(sys.argv[1], dtype=np.int64, delimiter="\t")
x = sp.csr_matrix((np.ones(len(pairs), dtype=np.float32), (pairs[:, 0], pairs[:, 1])))


def held(which):
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith(which))


def rp3beta(alpha, beta, k):
    from irspack import RP3betaRecommender

    model = RP3betaRecommender(x.astype(np.float64), alpha=float(alpha), beta=float(beta), top_k=int(k), n_threads=int(threads))
    cpu = time.process_time()
    model.learn()
    cpu = time.process_time() - cpu
    w = sp.csr_matrix(model.W)[:50].tocoo()
    return cpu, [(j, i, v) for j, i, v in zip(w.row, w.col, w.data) if j != i]


def inverse(penalty):
    gram = (x.T @ x).toarray()
    gram[np.diag_indices(len(gram))] += np.float32(penalty)
    before = held("VmRSS") - gram.nbytes
    cpu = time.process_time()
    np.linalg.inv(gram)
    cpu = time.process_time() - cpu
    return cpu, held("VmHWM") - before


def score(folder, k):
    """The lists and tails of the item-item index as one matrix, dense while that is small; what a user has is left out."""
    with open(f"{folder}/similar.safetensors", "rb") as file:
        raw = file.read()
    length = int.from_bytes(raw[:8], "little")
    head = json.loads(raw[8 : 8 + length])
    kinds = {"I64": "<i8", "I32": "<i4", "F32": "<f4"}

    def tensor(name):
        begin, end = head[name]["data_offsets"]
        return np.frombuffer(raw[8 + length + begin : 8 + length + end], dtype=kinds[head[name]["dtype"]])

    items = x.shape[1]
    parts = [sp.csr_matrix((tensor(p + "similarities"), tensor(p + "items"), tensor(p + "starts")), shape=(items, items)) for p in ("", "tail.")]
    weights = (parts[0] + parts[1]).tocsr()
    if items <= 10000:
        weights = weights.toarray()
    cpu = time.process_time()
    best = []
    for start in range(0, x.shape[0], 1024):
        rows = x[start : start + 1024]
        scores = rows @ weights
        if sp.issparse(scores):
            scores = scores.toarray()
        scores[rows.nonzero()] = -np.inf
        top = np.argpartition(-scores, k, axis=1)[:, :k]
        values = np.take_along_axis(scores, top, 1)
        order = np.argsort(-values, axis=1)
        best.append((np.take_along_axis(top, order, 1), np.take_along_axis(values, order, 1)))
    cpu = time.process_time() - cpu
    return cpu, [(user, best[0][0][user, 0], best[0][1][user, 0]) for user in range(50)]


for line in sys.stdin:
    what, *arguments = line.split()
    if what == "rp3beta":
        cpu, told = rp3beta(*arguments)
    elif what == "inverse":
        cpu, told = inverse(float(arguments[0]))
        print(cpu, told, flush=True)
        continue
    else:
        cpu, told = score(arguments[0], int(arguments[1]))
    print(cpu, *(f"{a} {b} {v}" for a, b, v in told), flush=True)
