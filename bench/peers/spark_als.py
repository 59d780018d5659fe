"""CPU seconds of an iteration of Spark MLlib's ALS on one machine: spark_als.py PAIRS FACTORS ITERATIONS THREADS

PAIRS has a user's and an item's number in each line. Wants pyspark 4.1.0 and, in JAVA_HOME, a Java that it starts on (17). Its iterations solve every row exactly, by Cholesky. What is not an
iteration falls out of the difference of two trainings, after one more that warms the compiler up. Prints seconds of all its threads and seconds elapsed, or "skip REASON".
"""

import os
import sys
import time

try:
    from pyspark.ml.recommendation import ALS
    from pyspark.sql import SparkSession
except ImportError as reason:
    print("skip", reason)
    sys.exit()

pairs, factors, iterations, threads = sys.argv[1], *map(int, sys.argv[2:5])
spark = (
    SparkSession.builder.master(f"local[{threads}]")
    .config("spark.ui.enabled", False)
    .config("spark.driver.memory", "6g")
    .config("spark.driver.bindAddress", "127.0.0.1")
    .config("spark.driver.host", "127.0.0.1")
    .getOrCreate()
)
spark.sparkContext.setLogLevel("ERROR")
java = spark.sparkContext._gateway.proc.pid
rows = spark.read.csv(pairs, sep="\t", schema="user INT, item INT").selectExpr("user", "item", "1.0F AS rating").repartition(threads).cache()
rows.count()


def cpu():
    user, system = open(f"/proc/{java}/stat").read().rsplit(")", 1)[1].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def fit(count):
    before, begun = cpu(), time.perf_counter()
    als = ALS(rank=factors, maxIter=count, implicitPrefs=True, alpha=100, regParam=0.01, userCol="user", itemCol="item", ratingCol="rating", numUserBlocks=threads, numItemBlocks=threads, seed=1)
    als.fit(rows)
    return cpu() - before, time.perf_counter() - begun


fit(1)
short, long = fit(1), fit(1 + iterations)
print((long[0] - short[0]) / iterations, (long[1] - short[1]) / iterations, flush=True)
spark.stop()
