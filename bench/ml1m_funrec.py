"""ml-1m in fun-rec's protocol of retrieval as files that Tributary reads: ml1m_funrec.py ML-1M-FOLDER OUT-FOLDER

train.tsv (user, item, place in the order of ratings.dat as time; all ratings but each user's last), test.tsv (that last one); and for tuning without a look at the
test: tune.tsv and tune-valid.tsv, the same one row earlier.
The order is fun-rec's, that of a file.
"""
import gzip
import os
import sys

source, out = sys.argv[1], sys.argv[2]
os.makedirs(out, exist_ok=True)
START = 1_000_000_000  # places in an order are no dates: a minute for each keeps them apart

rows = {}
with gzip.open(f"{source}/interactions.tsv.gz", "rt") as file:
    next(file)  # the header
    for line in file:
        user, movie = line.split("\t")[:2]
        rows.setdefault(user, []).append(movie)
last = dict(line.split() for line in open(f"{source}/funrec/last_in_file_order.tsv").read().splitlines()[1:])
assert all(movies[-1] == last[user] for user, movies in rows.items()), "the files do not belong together"


def write(name, part):
    with open(f"{out}/{name}.tsv", "w") as file:
        file.write("user\titem\ttime\n")
        for user, movies in rows.items():
            place = {movie: START + 60 * n for n, movie in enumerate(movies)}
            file.writelines(f"{user}\t{movie}\t{place[movie]}\n" for movie in part(movies))


write("train", lambda movies: movies[:-1])
write("test", lambda movies: movies[-1:])
write("tune", lambda movies: movies[:-2])
write("tune-valid", lambda movies: movies[-2:-1])
