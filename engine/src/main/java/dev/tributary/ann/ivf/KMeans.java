package dev.tributary.ann.ivf;

import dev.tributary.math.FloatColumn;
import dev.tributary.math.Job;
import dev.tributary.math.Kernels;
import dev.tributary.math.Matrix;
import dev.tributary.math.MatrixProduct;
import dev.tributary.math.Progress;
import dev.tributary.math.Seeds;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * k-means: so many centroids that the squared distances of points to their nearest one are small (Lloyd 1982), started as k-means++ does
 * (Arthur and Vassilvitskii, SODA 2007).
 *
 * <p>Trained on a seeded sample. A round is one matrix product of points and centroids. A centroid without points takes the place of the point that
 * lies farthest from its own, so that only points that coincide leave one empty. The same points, seed and k give the same bits on any
 * number of threads. Stateless.
 */
final class KMeans {
  private static final int BLOCK = 4096;
  private static final int ROUNDS = 10;
  /** Points for each centroid: the time of the training, against centroids that lie a little better. */
  private static final int SAMPLE = 100;
  /** Of these, points for each centroid from which the start is drawn: each draw passes over all of them. */
  private static final int START = 8;

  private KMeans() {}

  /**
   * Centroids, the means of their points.
   *
   * @param k 1 or more; where there are fewer points, some centroids are equal
   */
  static Matrix train(Matrix points, int k, Job job) {
    var sample = sample(points, (int) Math.min(points.rows(), (long) SAMPLE * k), Seeds.of(job.seed(), "k-means sample"));
    var centroids = start(sample, k, Seeds.of(job.seed(), "k-means start"));
    if (sample.rows() == 0) {
      return centroids;
    }
    var nearest = new int[sample.rows()];
    var distances = new float[sample.rows()];
    for (int round = 0; round < ROUNDS; round++) {
      job.progress().step("placing centroids", round, ROUNDS);
      nearest(sample, centroids, nearest, distances, job.withProgress(Progress.NONE));
      move(sample, nearest, distances, centroids);
    }
    return centroids;
  }

  /** Rows drawn without repetition, in their own order. */
  static Matrix sample(Matrix points, int size, long seed) {
    if (size == points.rows()) {
      return points;
    }
    var random = Seeds.random(seed);
    var sample = Matrix.zeros(size, points.columns());
    var row = new float[points.columns()];
    for (int n = 0, taken = 0; taken < size; n++) { // each row with the chance that fills the sample exactly
      if (random.nextInt(points.rows() - n) < size - taken) {
        points.copyRow(n, row);
        sample.setRow(taken++, row);
      }
    }
    return sample;
  }

  /** Each further centroid is a point drawn with a chance that grows as its squared distance to those before. */
  private static Matrix start(Matrix points, int k, long seed) {
    var random = Seeds.random(seed);
    var sample = sample(points, (int) Math.min(points.rows(), (long) START * k), random.nextLong());
    var centroids = Matrix.zeros(k, points.columns());
    int size = sample.rows();
    if (size == 0) {
      return centroids;
    }
    int[] rows = IntStream.range(0, size).toArray();
    var least = new float[size];
    Arrays.fill(least, Float.POSITIVE_INFINITY);
    var distances = new float[size];
    var chosen = new float[points.columns()];
    for (int n = 0, row = random.nextInt(size); n < k; n++) {
      sample.copyRow(row, chosen);
      centroids.setRow(n, chosen);
      Kernels.squaredDistances(chosen, sample, rows, size, distances);
      double sum = 0;
      for (int i = 0; i < size; i++) {
        least[i] = Math.min(least[i], distances[i]);
        sum += least[i];
      }
      double target = random.nextDouble() * sum;
      for (row = 0; row < size - 1 && (target -= least[row]) >= 0; ) {
        row++;
      }
    }
    return centroids;
  }

  /** The nearest centroid of each point, the first of equals, and the squared distance to it. */
  static void nearest(Matrix points, Matrix centroids, int[] nearest, float[] distances, Job job) {
    int k = centroids.rows();
    float[] halves = halfSquares(centroids);
    var products = FloatColumn.allocate((long) Math.min(BLOCK, points.rows()) * k);
    for (int from = 0; from < points.rows(); from += BLOCK) {
      job.progress().step("finding cells", from, points.rows());
      int first = from;
      int count = Math.min(BLOCK, points.rows() - from);
      int columns = points.columns();
      var block = Matrix.of(count, columns, points.values().part((long) from * columns, (long) (from + count) * columns));
      var scores = Matrix.of(count, k, products.part(0, (long) count * k));
      var quiet = job.withProgress(Progress.NONE);
      MatrixProduct.multiplyTransposed(1, block, centroids, 0, scores, quiet);
      quiet.shards(
          "choosing cells",
          count,
          (_, start, end) -> {
            var row = new float[k];
            var point = new float[columns];
            for (int n = start; n < end; n++) {
              scores.copyRow(n, row);
              int best = best(row, halves);
              points.copyRow(first + n, point);
              nearest[first + n] = best;
              distances[first + n] = Math.max(0, Kernels.dot(point, point) - 2 * (row[best] - halves[best]));
            }
          });
    }
  }

  private static int best(float[] products, float[] halves) {
    int best = 0;
    for (int n = 1; n < products.length; n++) {
      if (products[n] - halves[n] > products[best] - halves[best]) {
        best = n;
      }
    }
    return best;
  }

  /** |c|²/2 of each row: what a nearest row must be forgiven when products are compared. */
  static float[] halfSquares(Matrix rows) {
    var halves = new float[rows.rows()];
    var row = new float[rows.columns()];
    for (int n = 0; n < halves.length; n++) {
      rows.copyRow(n, row);
      halves[n] = Kernels.dot(row, row) / 2;
    }
    return halves;
  }

  /** Each centroid becomes the mean of its points; those without become the farthest points. */
  private static void move(Matrix points, int[] nearest, float[] distances, Matrix centroids) {
    int columns = points.columns();
    var sums = new double[centroids.rows()][columns];
    var counts = new int[centroids.rows()];
    var row = new float[columns];
    for (int n = 0; n < nearest.length; n++) {
      points.copyRow(n, row);
      double[] sum = sums[nearest[n]];
      counts[nearest[n]]++;
      for (int i = 0; i < columns; i++) {
        sum[i] += row[i];
      }
    }
    for (int c = 0; c < counts.length; c++) {
      if (counts[c] == 0) {
        int farthest = 0;
        for (int n = 1; n < distances.length; n++) {
          farthest = distances[n] > distances[farthest] ? n : farthest;
        }
        points.copyRow(farthest, row);
        distances[farthest] = 0; // the next one without points takes another
      } else {
        for (int i = 0; i < columns; i++) {
          row[i] = (float) (sums[c][i] / counts[c]);
        }
      }
      centroids.setRow(c, row);
    }
  }
}
