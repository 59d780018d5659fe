"""DuckDB reads a CSV of user,item,rating,time: ids as ENUM, rows in order of user and time.
Each line of input names a file; the answer is JSON: rows, seconds, cpu (seconds of processors), peak (bytes resident).
usage: duckdb_import.py THREADS"""
import json, resource, sys, time
import duckdb

threads = int(sys.argv[1])
for line in sys.stdin:
    path = line.strip()
    db = duckdb.connect(config={'threads': threads})
    start, usage = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
    source = f"read_csv('{path}', header = true, columns = {{'user': 'VARCHAR', 'item': 'VARCHAR', 'rating': 'FLOAT', 'time': 'BIGINT'}})"
    db.execute(f"create type users as enum (select distinct \"user\" from {source} order by 1)")
    db.execute(f"create type items as enum (select distinct item from {source} order by 1)")
    db.execute(f"create table log as select \"user\"::users u, item::items i, rating, time from {source} order by u, time")
    seconds = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - usage.ru_utime - usage.ru_stime
    rows = db.execute('select count(*) from log').fetchone()[0]
    print(json.dumps(dict(rows=rows, seconds=seconds, cpu=cpu, peak=after.ru_maxrss * 1024)), flush=True)
    db.close()
