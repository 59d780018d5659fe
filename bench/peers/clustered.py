"""A made set of clustered vectors of unit length for AnnRecords: clusters of sizes that fall like Zipf's law, each with a width of its own.

  clustered.py FOLDER ROWS DIMENSION CLUSTERS QUERIES     writes base.fvecs, query.fvecs and gt.ivecs (the best 10 by inner product)
"""

import os
import sys

import numpy as np

folder, rows, dimension, clusters, queries = sys.argv[1], *map(int, sys.argv[2:6])
random = np.random.default_rng(42)
share = 1 / np.arange(1, clusters + 1) ** 0.7
of = random.choice(clusters, rows + queries, p=share / share.sum())
centers = random.standard_normal((clusters, dimension))
width = random.uniform(0.3, 1.2, clusters)
vectors = (centers[of] + width[of, None] * random.standard_normal((rows + queries, dimension))).astype(np.float32)
vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
base, asked = vectors[:rows], vectors[rows:]


def best(part):
    scores = part @ base.T
    near = np.argpartition(scores, rows - 10, axis=1)[:, -10:]
    return np.take_along_axis(near, np.argsort(-np.take_along_axis(scores, near, 1), axis=1), 1)


truth = np.concatenate([best(part) for part in np.array_split(asked, max(1, queries // 100))]).astype(np.int32)


def write(name, values):
    out = np.empty((len(values), values.shape[1] + 1), np.int32)
    out[:, 0] = values.shape[1]
    out[:, 1:] = values.view(np.int32)
    out.tofile(os.path.join(folder, name))


os.makedirs(folder, exist_ok=True)
write("base.fvecs", base)
write("query.fvecs", asked)
write("gt.ivecs", truth)
