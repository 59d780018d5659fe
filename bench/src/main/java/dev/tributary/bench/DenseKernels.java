package dev.tributary.bench;

import dev.tributary.math.Cholesky;
import dev.tributary.math.FloatColumn;
import dev.tributary.math.Job;
import dev.tributary.math.Kernels;
import dev.tributary.math.Matrix;
import dev.tributary.math.MatrixProduct;
import dev.tributary.math.Seeds;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Dense products and the inverse of a positive definite matrix, in floats, against numpy (OpenBLAS) in the same run: elapsed and CPU
 * seconds, billions of operations a second, and the ratio of elapsed times, above 1 where ours is faster. Ours and the peer take turns, and
 * the best turn of each counts. An inverse counts as 2·n³ operations on both sides, which is what numpy's way takes; ours takes half.
 *
 * <p>Arguments: the Python interpreter (default: the environment's PYTHON; without either numpy is skipped), then the largest n of the
 * inverse (default 8000). Run it from the folder of the project.
 */
public final class DenseKernels {
  private static final Path PEER = Path.of("bench", "peers", "dense.py");
  private static final int TURNS = 3;

  private DenseKernels() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    String python = args.length > 0 ? args[0] : System.getenv().getOrDefault("PYTHON", "");
    int largest = args.length > 1 ? Integer.parseInt(args[1]) : 8000;
    System.out.printf(Locale.ROOT, "kernels: %s; %d processors%n", Kernels.description(), Runtime.getRuntime().availableProcessors());
    if (python.isEmpty()) {
      System.out.println("numpy is skipped: name a Python interpreter with numpy as the first argument, or in PYTHON");
    }
    check();
    ours("sgemm", 1024, 100, Job.DEFAULT); // until the compiler has done its work
    ours("syrk", 1024, 50, Job.DEFAULT);
    ours("inverse", 1024, 30, Job.DEFAULT);
    for (int threads : new int[] {1, 2}) {
      for (int n : new int[] {1024, 2048}) {
        compare("sgemm", n, threads, python);
      }
      for (int n : new int[] {1024, 2048}) {
        compare("syrk", n, threads, python);
      }
      for (int n : new int[] {2000, 4000, 8000}) {
        if (n <= largest) {
          compare("inverse", n, threads, python);
        }
      }
    }
  }

  /** Least elapsed seconds, CPU seconds on average of the best turn, and the most bytes held where that is known. */
  record Time(double elapsed, double cpu, long held) {
    Time best(Time other) {
      return new Time(Math.min(elapsed, other.elapsed), Math.min(cpu, other.cpu), Math.max(held, other.held));
    }
  }

  private static void compare(String what, int n, int threads, String python) throws IOException, InterruptedException {
    var never = new Time(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, 0);
    var ours = never;
    var numpy = never;
    int turns = n < 8000 ? TURNS : 1;
    for (int turn = 0; turn < turns; turn++) {
      int repetitions = (int) Math.clamp(4e10 / ((double) n * n * n), 1, 10);
      ours = ours.best(ours(what, n, repetitions, Job.DEFAULT.withThreads(threads)));
      if (!python.isEmpty()) {
        numpy = numpy.best(numpy(what, n, repetitions, threads, python));
      }
    }
    double operations = (what.equals("syrk") ? 1.0 : 2.0) * n * n * n;
    System.out.printf(
        Locale.ROOT, "%-8s n %5d, %d threads: %8.3f s, %8.3f s of CPU, %6.1f GFLOP/s", what, n, threads, ours.elapsed, ours.cpu, operations / ours.elapsed / 1e9);
    if (!python.isEmpty()) {
      System.out.printf(
          Locale.ROOT,
          "; numpy %8.3f s, %8.3f s of CPU, %6.1f GFLOP/s; ratio %.2f, by CPU %.2f",
          numpy.elapsed,
          numpy.cpu,
          operations / numpy.elapsed / 1e9,
          numpy.elapsed / ours.elapsed,
          numpy.cpu / ours.cpu);
      if (what.equals("inverse")) {
        System.out.printf(Locale.ROOT, "; numpy held %.1f matrices at its peak, ours one", numpy.held / (4.0 * n * n));
      }
    }
    System.out.println();
  }

  static Time ours(String what, int n, int repetitions, Job job) {
    var a = random(n, 1);
    var b = what.equals("sgemm") ? random(n, 2) : a;
    var c = Matrix.zeros(n, n);
    var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    double elapsed = Double.POSITIVE_INFINITY;
    long cpu = 0; // the clock ticks a hundred times a second: only the sum of all repetitions tells something
    for (int i = 0; i < repetitions; i++) {
      if (what.equals("inverse")) {
        positive(a, c, job);
      }
      long cpuStart = system.getProcessCpuTime();
      long start = System.nanoTime();
      switch (what) {
        case "sgemm" -> MatrixProduct.multiply(1, a, b, 0, c, job);
        case "syrk" -> MatrixProduct.gram(1, a, 0, c, job);
        default -> Cholesky.invert(c, job);
      }
      elapsed = Math.min(elapsed, (System.nanoTime() - start) / 1e9);
      cpu += system.getProcessCpuTime() - cpuStart;
    }
    return new Time(elapsed, cpu / 1e9 / repetitions, 0);
  }

  static Time numpy(String what, int n, int repetitions, int threads, String python) throws IOException, InterruptedException {
    var builder = new ProcessBuilder(python, PEER.toString(), what, Integer.toString(n), Integer.toString(repetitions));
    builder.environment().put("OPENBLAS_NUM_THREADS", Integer.toString(threads));
    var process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
      throw new IllegalStateException(PEER + " failed: " + said);
    }
    String[] numbers = said.split(" ");
    return new Time(Double.parseDouble(numbers[0]), Double.parseDouble(numbers[1]), Long.parseLong(numbers[2]));
  }

  /** Right before fast: products against sums in doubles at a few places, the inverse through what it does to the matrix. */
  private static void check() {
    int n = 517;
    var job = Job.DEFAULT;
    var a = random(n, 1);
    var b = random(n, 2);
    var c = Matrix.zeros(n, n);
    MatrixProduct.multiply(1, a, b, 0, c, job);
    for (int i = 0; i < n; i += 43) {
      for (int j = 0; j < n; j += 47) {
        double sum = 0;
        for (int p = 0; p < n; p++) {
          sum += (double) a.get(i, p) * b.get(p, j);
        }
        if (!(Math.abs(sum - c.get(i, j)) < 1e-4)) {
          throw new IllegalStateException("the product is wrong at " + i + ", " + j + ": " + c.get(i, j) + ", not " + sum);
        }
      }
    }
    positive(a, c, job);
    var inverse = Matrix.of(n, n, FloatColumn.copyOf(c.values().toArray()));
    Cholesky.invert(inverse, job);
    MatrixProduct.multiply(1, c, inverse, 0, b, job);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        if (!(Math.abs(b.get(i, j) - (i == j ? 1 : 0)) < 1e-4)) {
          throw new IllegalStateException("the inverse is wrong at " + i + ", " + j);
        }
      }
    }
  }

  /** target = A·Aᵀ / n + I. */
  private static void positive(Matrix a, Matrix target, Job job) {
    MatrixProduct.gram(1f / a.rows(), a, 0, target, job);
    for (int i = 0; i < a.rows(); i++) {
      target.set(i, i, target.get(i, i) + 1);
    }
  }

  private static Matrix random(int n, long seed) {
    var random = Seeds.random(seed);
    var matrix = Matrix.zeros(n, n);
    var row = new float[n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        row[j] = (float) random.nextDouble() - 0.5f;
      }
      matrix.setRow(i, row);
    }
    return matrix;
  }
}
