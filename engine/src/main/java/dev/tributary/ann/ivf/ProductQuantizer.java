package dev.tributary.ann.ivf;

import dev.tributary.math.Job;
import dev.tributary.math.Kernels;
import dev.tributary.math.Matrix;
import dev.tributary.math.Progress;
import dev.tributary.math.Seeds;

/**
 * Product quantisation in 4 bits: a vector is cut into short pieces, and each is written as the number of one of 16 values that its place
 * has (Jégou, Douze, Schmid, PAMI 2011).
 *
 * <p>The codes of a vector x, given its residual r = x − c, are chosen to make |r − r̂|² + (w − 1)·((r − r̂)·x/|x|)² small: an error along x
 * itself counts w times as much as one across it (Guo et al.: "Accelerating large-scale inference with anisotropic vector quantization",
 * ICML 2020), because the queries that x is an answer to point its way. With w = 1 it is the plain squared error. Immutable once trained.
 */
final class ProductQuantizer {
  /** Values of a place. */
  static final int VALUES = 16;
  private static final int SAMPLE = 32_768;
  private static final int ROUNDS = 8;
  private static final int SWEEPS = 4;

  private final int dimension;
  /** Length of a piece; the last may be shorter. */
  private final int length;
  /** Number of places, a multiple of four: those behind the last piece stay zero. */
  private final int places;
  /** What an error along the vector counts more than one across it. */
  private final float surplus;
  /** Value v of place p: from (p · 16 + v) · length on; zeros behind the dimension. */
  private final float[] values;
  private volatile float[] across = {};

  /** One whose values are all zero. */
  ProductQuantizer(int dimension, int length, float weight) {
    this.dimension = dimension;
    this.length = length;
    surplus = weight - 1;
    places = ((dimension + length - 1) / length + 3) / 4 * 4;
    values = new float[places * VALUES * length];
  }

  /**
   * A quantiser for residuals.
   *
   * @param vectors which are quantised: a sample of them is looked at
   * @param cells the cell of each
   * @param length of a piece, 1 or more
   * @param weight w, 1 or more
   */
  static ProductQuantizer train(Matrix vectors, Matrix centroids, int[] cells, int length, float weight, Job job) {
    var quantizer = new ProductQuantizer(vectors.columns(), length, weight);
    var random = Seeds.random(Seeds.of(job.seed(), "product quantiser"));
    int size = Math.min(SAMPLE, vectors.rows());
    var rows = new int[size];
    for (int n = 0, taken = 0; taken < size; n++) {
      if (random.nextInt(vectors.rows() - n) < size - taken) {
        rows[taken++] = n;
      }
    }
    if (size > 0) {
      quantizer.fit(vectors, centroids, cells, rows, random.nextLong(), job);
    }
    return quantizer;
  }

  private void fit(Matrix vectors, Matrix centroids, int[] cells, int[] rows, long seed, Job job) {
    int padded = places * length;
    var residuals = new float[rows.length * padded];
    var directions = new float[rows.length * padded];
    var coder = new Coder();
    for (int n = 0; n < rows.length; n++) {
      coder.load(vectors, rows[n], centroids, cells[rows[n]]);
      System.arraycopy(coder.residual, 0, residuals, n * padded, padded);
      System.arraycopy(coder.direction, 0, directions, n * padded, padded);
    }
    var random = Seeds.random(seed);
    for (int p = 0; p < places; p++) {
      for (int v = 0; v < VALUES; v++) { // a start from the sample; values that meet part in the rounds
        System.arraycopy(residuals, random.nextInt(rows.length) * padded + p * length, values, (p * VALUES + v) * length, length);
      }
    }
    var codes = new byte[rows.length * places];
    for (int round = 0; round < ROUNDS; round++) {
      job.progress().step("choosing values", round, ROUNDS);
      job.withProgress(Progress.NONE).shards("coding", rows.length, (_, from, to) -> {
        var own = new Coder();
        for (int n = from; n < to; n++) {
          System.arraycopy(residuals, n * padded, own.residual, 0, padded);
          System.arraycopy(directions, n * padded, own.direction, 0, padded);
          own.choose();
          System.arraycopy(own.codes, 0, codes, n * places, places);
        }
      });
      job.withProgress(Progress.NONE).shards("moving values", 64 * places, (shard, from, to) -> {
        for (int p = (from + 63) / 64; p < (to + 63) / 64; p++) {
          move(p, residuals, codes, rows.length);
        }
      });
    }
  }

  /** Each value of a place becomes the mean of the pieces written with it. */
  private void move(int place, float[] residuals, byte[] codes, int rows) {
    var sums = new double[VALUES * length];
    var counts = new int[VALUES];
    for (int n = 0; n < rows; n++) {
      int code = codes[n * places + place];
      counts[code]++;
      for (int i = 0; i < length; i++) {
        sums[code * length + i] += residuals[(n * places + place) * length + i];
      }
    }
    for (int v = 0; v < VALUES; v++) {
      for (int i = 0; i < length && counts[v] > 0; i++) {
        values[(place * VALUES + v) * length + i] = (float) (sums[v * length + i] / counts[v]);
      }
    }
  }

  /** Value v of place p from (16·p + v) · length on: the array itself. */
  float[] values() {
    return values;
  }

  /** Number of places, a multiple of four. */
  int places() {
    return places;
  }

  Coder coder() {
    return new Coder();
  }

  /**
   * The products of a query's pieces with all values, as {@link Kernels#tableSums} looks them up; see {@link Kernels#codeTables}.
   *
   * @param products room for 16·places
   * @param origin becomes what a step of the tables is worth, what the sum 0 stands for and the largest that a row can have
   */
  void tables(float[] query, float[] products, byte[] tables, float[] origin) {
    Kernels.codeTables(query, across(), length, products, tables, origin);
  }

  /** The values turned around, so that those of a place that a value of the query meets lie together: 16·i + v; made at the first call. */
  private float[] across() {
    float[] known = across;
    if (known.length == 0) {
      known = new float[values.length];
      for (int p = 0; p < places; p++) {
        for (int v = 0; v < VALUES; v++) {
          for (int i = 0; i < length; i++) {
            known[(p * length + i) * VALUES + v] = values[(p * VALUES + v) * length + i];
          }
        }
      }
      across = known;
    }
    return known;
  }

  /** Codes one vector after another. Confined. */
  final class Coder {
    final float[] residual = new float[places * length];
    final float[] direction = new float[places * length];
    final byte[] codes = new byte[places];
    private final float[] vector = new float[dimension];
    private final float[] centroid = new float[dimension];
    private final float[] across = new float[places * VALUES];
    private final float[] along = new float[places * VALUES];

    /** The codes of one vector, in {@link #codes}. */
    void code(Matrix vectors, int row, Matrix centroids, int cell) {
      load(vectors, row, centroids, cell);
      choose();
    }

    void load(Matrix vectors, int row, Matrix centroids, int cell) {
      vectors.copyRow(row, vector);
      centroids.copyRow(cell, centroid);
      float norm = (float) Math.sqrt(Kernels.dot(vector, vector));
      for (int i = 0; i < dimension; i++) {
        residual[i] = vector[i] - centroid[i];
        direction[i] = norm == 0 ? 0 : vector[i] / norm;
      }
    }

    /** Starts from each place alone, then changes one place after another while that helps. */
    void choose() {
      for (int p = 0, at = 0; p < places; p++) {
        int best = at;
        for (int v = 0; v < VALUES; v++, at++) {
          float squares = 0;
          float product = 0;
          for (int i = 0; i < length; i++) {
            float error = residual[p * length + i] - values[at * length + i];
            squares += error * error;
            product += error * direction[p * length + i];
          }
          across[at] = squares;
          along[at] = product;
          best = squares < across[best] ? at : best;
        }
        codes[p] = (byte) (best - p * VALUES);
      }
      if (surplus > 0) {
        descend();
      }
    }

    private void descend() {
      float total = 0;
      for (int p = 0; p < places; p++) {
        total += along[p * VALUES + codes[p]];
      }
      boolean changed = true;
      for (int sweep = 0; sweep < SWEEPS && changed; sweep++) {
        changed = false;
        for (int p = 0; p < places; p++) {
          int from = p * VALUES;
          float rest = total - along[from + codes[p]];
          int best = codes[p];
          float least = cost(from + best, rest);
          for (int v = 0; v < VALUES; v++) {
            float cost = cost(from + v, rest);
            if (cost < least) {
              least = cost;
              best = v;
            }
          }
          changed |= best != codes[p];
          codes[p] = (byte) best;
          total = rest + along[from + best];
        }
      }
    }

    private float cost(int value, float rest) {
      float error = rest + along[value];
      return across[value] + surplus * error * error;
    }
  }
}
