package dev.tributary.bench;

import dev.tributary.ann.Metric;
import dev.tributary.ann.RowFilter;
import dev.tributary.ann.SearchResult;
import dev.tributary.ann.SearchResults;
import dev.tributary.ann.Vectors;
import dev.tributary.ann.flat.FlatIndex;
import dev.tributary.math.Job;
import dev.tributary.math.Kernels;
import dev.tributary.math.Matrix;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * The exact scan on one thread beside the speed of memory and numpy in the same run: a single query for the ten best of all rows under the inner product, in
 * gigabytes of vectors a second of CPU, beside OpenBLAS's product of the vectors with themselves and with one query; and a batch beside OpenBLAS's matrix product with
 * numpy's choice of the ten best. Both take turns; the best of five (batches: three) counts.
 *
 * <p>Arguments: the Python interpreter, rows (default 10,000,000) and values of each (default 64), queries of a batch (default 200).
 */
public final class ScanSpeed {
  private static final int TURNS = 5;

  private ScanSpeed() {}

  public static void main(String[] args) throws IOException {
    String python = args[0];
    int rows = args.length > 1 ? Integer.parseInt(args[1]) : 10_000_000;
    int dimension = args.length > 2 ? Integer.parseInt(args[2]) : 64;
    int count = args.length > 3 ? Integer.parseInt(args[3]) : 200;
    System.out.printf(Locale.ROOT, "kernels: %s; %d processors; %,d rows of %d%n", Kernels.description(), Runtime.getRuntime().availableProcessors(), rows, dimension);
    var random = new SplittableRandom(1);
    var values = Matrix.zeros(rows, dimension);
    for (long n = 0; n < values.values().size(); n++) {
      values.values().set(n, (float) random.nextDouble() - 0.5f);
    }
    var index = FlatIndex.of(Vectors.of(Metric.INNER_PRODUCT, values));
    var queries = Matrix.of(count, dimension, values.values().part(0, (long) count * dimension));
    var query = new float[dimension];
    var found = new SearchResult();
    var threads = ManagementFactory.getThreadMXBean();
    for (int n = 0; n < 3; n++) {
      queries.copyRow(n, query);
      index.search(query, 10, RowFilter.ALL, found);
    }
    try (var peer = new Peer(python, "scan.py", rows, dimension)) {
      peer.line();
      double gigabytes = 4e-9 * rows * dimension;
      double ours = Double.POSITIVE_INFINITY;
      double read = ours;
      double product = ours;
      for (int turn = 0; turn < TURNS; turn++) {
        queries.copyRow(turn, query);
        long start = threads.getCurrentThreadCpuTime();
        index.search(query, 10, RowFilter.ALL, found);
        ours = Math.min(ours, (threads.getCurrentThreadCpuTime() - start) / 1e9);
        String[] said = peer.ask("read").split(" ");
        read = Math.min(read, Double.parseDouble(said[0]));
        product = Math.min(product, Double.parseDouble(said[1]));
      }
      System.out.printf(Locale.ROOT, "single: ours %.1f GB/s; memory by sdot %.1f, by sgemv %.1f; ours of the better %.2f%n", gigabytes / ours, gigabytes / read, gigabytes / product, Math.min(read, product) / ours);
      var coded = index.withCodes(true, Job.DEFAULT);
      double sieved = Double.POSITIVE_INFINITY;
      for (int turn = 0; turn < 2 * TURNS; turn++) {
        queries.copyRow(turn, query);
        long start = threads.getCurrentThreadCpuTime();
        coded.search(query, 10, RowFilter.ALL, found);
        sieved = Math.min(sieved, (threads.getCurrentThreadCpuTime() - start) / 1e9);
      }
      System.out.printf(Locale.ROOT, "single through codes, the same answers: as if %.1f GB/s; of memory's better %.2f%n", gigabytes / sieved, Math.min(read, product) / sieved);
      var results = new SearchResults(count, 10);
      var job = Job.DEFAULT.withThreads(1);
      double batch = Double.POSITIVE_INFINITY;
      double theirs = batch;
      String parts = "";
      for (int turn = 0; turn < 3; turn++) {
        long start = threads.getCurrentThreadCpuTime();
        index.search(queries, RowFilter.ALL, results, job);
        batch = Math.min(batch, (threads.getCurrentThreadCpuTime() - start) / 1e9);
        String[] said = peer.ask("batch " + count + " 10").split(" ");
        double sum = Double.parseDouble(said[0]) + Double.parseDouble(said[1]);
        parts = sum < theirs ? String.join(" + ", said) : parts;
        theirs = Math.min(theirs, sum);
      }
      System.out.printf(Locale.ROOT, "batch of %d: ours %.2f s, numpy %.2f s (%s); its time against ours %.2f%n", count, batch, theirs, parts, theirs / batch);
    }
  }
}
