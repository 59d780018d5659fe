"""Lessons a second of a YouTubeDNN in PyTorch on a CPU: youtubednn.py PAIRS BATCH NEGATIVES THREADS SECONDS dense|sparse

PAIRS has a user's and an item's number in each line, each user's in the order of time. The mean of the last 50 items, 64 values each, goes through ReLU layers of 256 and 128 and a linear one to 64 values; negatives
are drawn by popularity to the power .75, shared by the batch, with the correction for how likely they are drawn. dense: fused Adam; sparse: SparseAdam on the tables. The making of batches is part of the time.
Prints lessons a second of the processors and of the clock, or "skip REASON".
"""
import sys
import time

try:
    import numpy as np
    import torch
    from torch import nn
    from torch.nn import functional as F
except ImportError as reason:
    print("skip", reason)
    sys.exit()

pairs, batch, negatives, threads, seconds, optimizer = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), float(sys.argv[5]), sys.argv[6]
HISTORY = 50
torch.set_num_threads(threads)
torch.manual_seed(1)
users, items = np.loadtxt(pairs, dtype=np.int64).T
items = items + 1  # 0 stands for nothing
count = items.max() + 1
starts = np.r_[0, np.flatnonzero(np.diff(users)) + 1]
places = np.arange(len(users)) - starts[np.repeat(np.arange(len(starts)), np.diff(np.r_[starts, len(users)]))]
keep = torch.from_numpy(np.flatnonzero(places > 0))
flat, places = torch.from_numpy(np.r_[np.zeros(HISTORY, np.int64), items]), torch.from_numpy(places)
popularity = torch.from_numpy(np.bincount(items, minlength=count)).double() ** 0.75
chance = (popularity / popularity.sum()).float()
offset = -torch.log(negatives * chance.clamp_min(1e-12))
back = torch.arange(1, HISTORY + 1)
sparse = optimizer == "sparse"
history = nn.EmbeddingBag(count, 64, mode="mean", padding_idx=0, sparse=sparse)
classes = nn.Embedding(count, 64, sparse=sparse)
for table in (history, classes):
    nn.init.normal_(table.weight, std=0.0125)
layers = nn.Sequential(nn.Linear(64, 256), nn.ReLU(), nn.Linear(256, 128), nn.ReLU(), nn.Linear(128, 64))
tables = [history.weight, classes.weight]
optimizers = [torch.optim.Adam([*layers.parameters(), *([] if sparse else tables)], lr=1e-3, fused=True)] + ([torch.optim.SparseAdam(tables, lr=1e-3)] if sparse else [])


def step():
    lessons = keep[torch.randint(0, len(keep), (batch,))]
    bags = flat[lessons[:, None] + HISTORY - back].masked_fill(back > places[lessons][:, None], 0)
    targets = flat[lessons + HISTORY]
    drawn = torch.multinomial(chance, negatives, replacement=True)
    for one in optimizers:
        one.zero_grad(set_to_none=True)
    user = layers(history(bags))
    positive = (user * classes(targets)).sum(1) + offset[targets]
    others = user @ classes(drawn).t() + offset[drawn]
    loss = F.cross_entropy(torch.cat([positive[:, None], others], 1), torch.zeros(batch, dtype=torch.int64))
    loss.backward()
    for one in optimizers:
        one.step()


for _ in range(3):
    step()
steps, clock, processors = 0, time.perf_counter(), time.process_time()
while time.perf_counter() - clock < seconds:
    step()
    steps += 1
print(steps * batch / (time.process_time() - processors), steps * batch / (time.perf_counter() - clock))
