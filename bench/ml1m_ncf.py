"""ml-1m in NCF's protocol as files that Tributary reads: ml1m_ncf.py ML-1M-FOLDER OUT-FOLDER

train.tsv (user, item, place in the user's order of time as time), test.tsv, candidates.tsv (the test item and NCF's 99 others); and for tuning
without a look at the test: tune.tsv, tune-valid.tsv (each user's last item of train), tune-candidates.tsv (it and 99 drawn items the user never took).
"""
import gzip
import os
import random
import sys

source, out = sys.argv[1], sys.argv[2]
os.makedirs(out, exist_ok=True)
START = 1_000_000_000  # places in an order are no dates: a minute for each keeps them apart

ncf_item = {}
for line in open(f"{source}/ncf/ncf_to_original_items.tsv").read().splitlines()[1:]:
    ours, movie = line.split("\t")
    ncf_item[movie] = ours
test = {}
for line in open(f"{source}/ncf/ml-1m.test.rating"):
    user, item = line.split("\t")[:2]
    test[user] = item
rows = {}
with gzip.open(f"{source}/interactions.tsv.gz", "rt") as file:
    for line in file:
        user, movie, _, place = line.split("\t")[:4]
        if not user.isdigit():
            continue  # the header
        user, item = str(int(user) - 1), ncf_item[movie]
        if test[user] != item:
            rows.setdefault(user, []).append((int(place), item))


def write(name, header):
    file = open(f"{out}/{name}", "w")
    file.write(header)
    return file


train, tune = write("train.tsv", "user\titem\ttime\n"), write("tune.tsv", "user\titem\ttime\n")
found, valid = write("test.tsv", "user\titem\n"), write("tune-valid.tsv", "user\titem\n")
candidates, tune_candidates = write("candidates.tsv", ""), write("tune-candidates.tsv", "")
draw, items = random.Random(7), sorted(ncf_item.values())
for user, taken in rows.items():
    last = max(range(len(taken)), key=lambda n: taken[n][0])
    known = {item for _, item in taken} | {test[user]}
    for n, (place, item) in enumerate(taken):
        line = f"{user}\t{item}\t{START + 60 * place}\n"
        train.write(line)
        if n != last:
            tune.write(line)
    held = taken[last][1]
    valid.write(f"{user}\t{held}\n")
    others = set()
    while len(others) < 99:
        item = draw.choice(items)
        if item not in known:
            others.add(item)
    for item in [held, *sorted(others)]:
        tune_candidates.write(f"{user}\t{item}\n")
    found.write(f"{user}\t{test[user]}\n")
for line in gzip.open(f"{source}/ncf/ml-1m.test.negative.gz", "rt"):
    pair, *others = line.rstrip("\n").split("\t")
    user, item = pair.strip("()").split(",")
    for candidate in [item, *filter(None, others)]:
        candidates.write(f"{user}\t{candidate}\n")
