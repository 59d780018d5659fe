package dev.tributary.retrieval.tower;

import dev.tributary.feature.FeatureBatch;
import dev.tributary.math.ArrayProduct;
import dev.tributary.math.Job;
import dev.tributary.math.Matrix;
import dev.tributary.math.Progress;

/** Vectors as serving makes them, of all items or of some users at once. Stateless. */
final class TowerVectors {
  private static final int ROWS = 256;

  private TowerVectors() {}

  /**
   * Vectors of all items that have features.
   *
   * @param ids the row of each item in the table of ids
   */
  static Matrix items(Towers towers, FeatureBatch features, int[] ids, Job job) {
    return rows(
        towers.item,
        features.rows(),
        towers.config.dim(),
        (n, pass) -> towers.addItem(ids[n], features, n, pass),
        job);
  }

  /**
   * Vectors of some users, with all of their history that training knows.
   *
   * @param samples with the rows of items in a table of ids, see {@link Samples#withRows}
   */
  static Matrix users(Towers towers, FeatureBatch features, Samples samples, int[] users, Job job) {
    return rows(
        towers.user,
        users.length,
        towers.config.dim(),
        (n, pass) -> {
          towers.addUser(users[n], features, users[n], pass);
          if (towers.config.history() > 0) {
            samples.historyOf(users[n], towers.config.history(), towers.histories(pass));
          }
        },
        job);
  }

  /** Puts a row behind the others of a pass. */
  interface Adder {
    void add(int row, Tower.Pass pass);
  }

  /** The vectors of so many rows. */
  static Matrix rows(Tower tower, int rows, int dim, Adder adder, Job job) {
    var vectors = Matrix.zeros(rows, dim);
    job.withProgress(Progress.NONE)
        .tasks(
            "vectors",
            (rows + ROWS - 1) / ROWS,
            task -> {
              int from = task * ROWS;
              int count = Math.min(ROWS, rows - from);
              var pass = tower.new Pass();
              pass.reset(count);
              for (int n = from; n < from + count; n++) {
                adder.add(n, pass);
              }
              tower.forward(pass, false, 0, new ArrayProduct());
              var row = new float[dim];
              for (int n = 0; n < count; n++) {
                System.arraycopy(pass.out, n * dim, row, 0, dim);
                vectors.setRow(from + n, row);
              }
            });
    return vectors;
  }
}
