"""myFM (C++, Gibbs sampling) on ratings: FOLDER FACTORS SWEEPS. FOLDER holds train.tsv and test.tsv of user, item, rating, as numbers.

Prints processor seconds of a sweep, elapsed seconds of a sweep, and the error on the test.
"""

import sys
import time

import myfm
import numpy as np
from scipy import sparse

folder, factors, sweeps = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
parts = {name: np.loadtxt(f"{folder}/{name}.tsv") for name in ("train", "test")}
users = int(max(p[:, 0].max() for p in parts.values())) + 1
items = int(max(p[:, 1].max() for p in parts.values())) + 1


def rows(part):
    count = len(part)
    columns = np.stack([part[:, 0].astype(np.int64), users + part[:, 1].astype(np.int64)], 1).ravel()
    return sparse.csr_matrix((np.ones(2 * count), columns, np.arange(0, 2 * count + 1, 2)), (count, users + items))


train, test = rows(parts["train"]), rows(parts["test"])
times = []
machine = myfm.MyFMRegressor(rank=factors, random_seed=1)
for count in (1, sweeps + 1):  # what is not a sweep falls out of the difference
    cpu, wall = time.process_time(), time.perf_counter()
    machine.fit(train, parts["train"][:, 2], n_iter=count, n_kept_samples=max(1, count // 2), callback=lambda *_: (False, None))
    times.append((time.process_time() - cpu, time.perf_counter() - wall))
error = np.sqrt(np.mean((machine.predict(test) - parts["test"][:, 2]) ** 2))
print((times[1][0] - times[0][0]) / sweeps, (times[1][1] - times[0][1]) / sweeps, error, flush=True)
