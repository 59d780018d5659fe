package dev.tributary.math;

import static dev.tributary.math.Require.require;

import dev.tributary.math.BlockProduct.Part;

/**
 * The eigenvalues of largest magnitude of a large symmetric operator, and their vectors, by subspace iteration from a random start
 * (Halko, Martinsson, Tropp: "Finding structure with randomness", SIAM Review 53(2), 2011, algorithms 4.4 and 5.3).
 *
 * <p>For the singular values of a sparse A apply Aᵀ·A: they are the roots of its eigenvalues, its vectors are the right ones, and
 * A·vector / singular value the left ones.
 *
 * <p>Each round applies the operator to k + extra columns and makes them orthogonal, in floats. A value's relative error falls by about
 * (λ_{k+extra+1} / λ_k)² a round, down to about 1e-6. Values descend by magnitude; the largest component of each vector (the first of
 * equal ones) is positive. Time of one round: the operator, and 4·n·(k + extra)² operations; memory: two matrices of n × (k + extra).
 *
 * <p>Immutable. The same seed gives the same bits on any number of threads where the operator does. Stable.
 */
public final class TopEigen {
  /** Columns that are made orthogonal to each other in doubles, after the ones before have been taken off by products. */
  private static final int PANEL = 16;
  private static final String PHASE = "decomposing";

  private final double[] values;
  private final Matrix vectors;

  private TopEigen(double[] values, Matrix vectors) {
    this.values = values;
    this.vectors = vectors;
  }

  /**
   * How hard to try.
   *
   * @param rank how many values, 1 or more
   * @param extra columns beyond the rank, which make the rest settle; 0 or more, 10 to rank is usual
   * @param rounds how often the operator is applied beyond the first time, 0 or more; 4 is enough where values fall fast, 10 or more where not
   */
  public record Effort(int rank, int extra, int rounds) {
    public Effort {
      require(rank >= 1, "rank is %d, must be 1 or more", rank);
      require(extra >= 0, "extra is %d, must be 0 or more; start with 10", extra);
      require(rounds >= 0, "rounds is %d, must be 0 or more; start with 6", rounds);
    }
  }

  /**
   * Decomposes an operator on columns of n values. Where n is below the rank, there are n values.
   *
   * @throws java.util.concurrent.CancellationException when the job's listener stops it
   */
  public static TopEigen of(SymmetricOperator operator, int n, Effort effort, Job job) {
    require(n >= 0, "n is %d, must be 0 or more", n);
    int rank = Math.min(n, effort.rank);
    int columns = (int) Math.min(n, (long) effort.rank + effort.extra);
    require(columns <= 4096, "rank and extra are %d together, allowed up to 4096", columns);
    var product = new BlockProduct(Kernels.arithmetic(), job.withProgress(Progress.NONE), PHASE);
    var basis = Matrix.zeros(n, columns);
    fillWithNormals(basis, Seeds.of(job.seed(), "top eigen"));
    var image = Matrix.zeros(n, columns);
    orthogonalise(basis, product, job.seed());
    for (int round = 0; round < effort.rounds; round++) {
      job.progress().step(PHASE, round, effort.rounds + 1L);
      operator.apply(basis, image);
      var swap = basis;
      basis = image;
      image = swap;
      orthogonalise(basis, product, job.seed() + round + 1);
    }
    job.progress().step(PHASE, effort.rounds, effort.rounds + 1L);
    operator.apply(basis, image);
    // Rayleigh and Ritz: within the basis the small matrix basisᵀ·S·basis tells values and vectors
    var small = Matrix.zeros(columns, columns);
    product.multiply(1, basis.block(), true, image.block(), false, 0, small.block(), Part.ALL);
    var lower = new double[columns][columns];
    for (int i = 0; i < columns; i++) {
      for (int j = 0; j <= i; j++) {
        lower[i][j] = ((double) small.get(i, j) + small.get(j, i)) / 2;
      }
    }
    var inside = SymmetricEigen.of(lower);
    var order =
        java.util.stream.IntStream.range(0, columns)
            .boxed()
            .sorted((x, y) -> Double.compare(Math.abs(inside.value(y)), Math.abs(inside.value(x))))
            .limit(rank)
            .mapToInt(i -> i)
            .toArray();
    var turn = Matrix.zeros(columns, rank);
    var values = new double[rank];
    for (int j = 0; j < rank; j++) {
      values[j] = inside.value(order[j]);
      for (int i = 0; i < columns; i++) {
        turn.set(i, j, (float) inside.vector(order[j], i));
      }
    }
    var vectors = Matrix.zeros(n, rank);
    product.multiply(1, basis.block(), false, turn.block(), false, 0, vectors.block(), Part.ALL);
    fixSigns(vectors);
    job.progress().step(PHASE, effort.rounds + 1L, effort.rounds + 1L);
    return new TopEigen(values, vectors);
  }

  /** How many values and vectors. */
  public int size() {
    return values.length;
  }

  /** One eigenvalue, the largest magnitude first. */
  public double value(int index) {
    return values[index];
  }

  /** n × size: column i belongs to {@link #value} i and has length 1. The memory itself, no copy. */
  public Matrix vectors() {
    return vectors;
  }

  private static void fillWithNormals(Matrix matrix, long seed) {
    var row = new float[matrix.columns()];
    for (int i = 0; i < matrix.rows(); i++) {
      var random = Seeds.random(Seeds.of(seed, i));
      for (int j = 0; j < row.length; j++) {
        row[j] = (float) random.nextGaussian();
      }
      matrix.setRow(i, row);
    }
  }

  /** Makes the columns orthogonal and of length 1: by panels, each at least twice, because once leaves what rounding puts back. */
  private static void orthogonalise(Matrix matrix, BlockProduct product, long seed) {
    int n = matrix.rows();
    var all = matrix.block();
    for (int from = 0; from < matrix.columns(); from += PANEL) {
      int to = Math.min(matrix.columns(), from + PANEL);
      var before = all.part(0, n, 0, from);
      var panel = all.part(0, n, from, to);
      var shares = Matrix.zeros(from, to - from).block();
      var inside = new double[to - from][n];
      boolean fresh = false;
      for (int time = 0; time < 2 || fresh && time < 5; time++) {
        double[] lengths = read(panel, inside);
        if (from > 0) {
          product.multiply(1, before, true, panel, false, 0, shares, Part.ALL);
          product.multiply(-1, before, false, shares, false, 1, panel, Part.ALL);
          read(panel, inside);
        }
        fresh = orthogonaliseInside(inside, lengths, Seeds.of(Seeds.of(seed, from), time));
        for (int i = 0; i < n; i++) {
          for (int j = 0; j < inside.length; j++) {
            panel.set(i, j, (float) inside[j][i]);
          }
        }
      }
    }
  }

  /** Copies a panel into columns, and returns their lengths. */
  private static double[] read(Block panel, double[][] columns) {
    var line = new float[columns.length];
    for (int i = 0; i < panel.rows(); i++) {
      panel.copy(i, 0, columns.length, line, 0);
      for (int j = 0; j < columns.length; j++) {
        columns[j][i] = line[j];
      }
    }
    return java.util.Arrays.stream(columns).mapToDouble(column -> Math.sqrt(dot(column, column))).toArray();
  }

  /**
   * Gram and Schmidt, modified, in doubles. Of a column that follows from others only rounding is left: it is replaced by chance, else
   * it would lie along what it should be free of.
   *
   * @param lengths of the columns before anything was taken off
   * @return whether there is a replaced column, from which the columns of other panels must yet be taken off
   */
  private static boolean orthogonaliseInside(double[][] columns, double[] lengths, long seed) {
    boolean fresh = false;
    for (int j = 0; j < columns.length; j++) {
      require(Double.isFinite(lengths[j]), "the operator gave a value that is not finite");
      double left = takeOff(columns, j);
      for (int time = 0; time < 3 && !(left > 1e-5 * lengths[j]); time++) {
        fresh = true;
        var random = Seeds.random(Seeds.of(seed, j + 1000L * time));
        for (int i = 0; i < columns[j].length; i++) {
          columns[j][i] = random.nextGaussian();
        }
        lengths[j] = Math.sqrt(dot(columns[j], columns[j]));
        left = takeOff(columns, j);
      }
      double length = takeOff(columns, j);
      for (int i = 0; i < columns[j].length; i++) {
        columns[j][i] /= length;
      }
    }
    return fresh;
  }

  /** Takes the shares of the columns before j off column j; returns the length that is left. */
  private static double takeOff(double[][] columns, int j) {
    double[] column = columns[j];
    for (int other = 0; other < j; other++) {
      double[] base = columns[other];
      double share = dot(base, column);
      for (int i = 0; i < column.length; i++) {
        column[i] -= share * base[i];
      }
    }
    return Math.sqrt(dot(column, column));
  }

  private static double dot(double[] x, double[] y) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 3 < x.length; i += 4) {
      s0 += x[i] * y[i];
      s1 += x[i + 1] * y[i + 1];
      s2 += x[i + 2] * y[i + 2];
      s3 += x[i + 3] * y[i + 3];
    }
    for (; i < x.length; i++) {
      s0 += x[i] * y[i];
    }
    return (s0 + s1) + (s2 + s3);
  }

  private static void fixSigns(Matrix vectors) {
    int size = vectors.columns();
    var row = new float[size];
    var largest = new float[size];
    for (int i = 0; i < vectors.rows(); i++) {
      vectors.copyRow(i, row);
      for (int j = 0; j < size; j++) {
        largest[j] = Math.abs(row[j]) > Math.abs(largest[j]) ? row[j] : largest[j];
      }
    }
    for (int i = 0; i < vectors.rows(); i++) {
      vectors.copyRow(i, row);
      for (int j = 0; j < size; j++) {
        row[j] = largest[j] < 0 ? -row[j] : row[j];
      }
      vectors.setRow(i, row);
    }
  }
}
