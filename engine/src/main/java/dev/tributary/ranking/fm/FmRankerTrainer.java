package dev.tributary.ranking.fm;

import static dev.tributary.math.Require.require;

import dev.tributary.math.Job;
import dev.tributary.math.Seeds;
import dev.tributary.math.SparseMatrix;
import dev.tributary.nn.DivergedException;

/**
 * Learns factorisation machines from rows of sparse features and a target of each: of user, item and context alike. By coordinates ({@code als}) or along gradients; what is least by coordinates
 * never rises. Memory beside the rows: a second copy of them by feature and 4 · (factors + 2) bytes a row for {@code als}; the parameters' gradients of a batch else. Time of an epoch O(entries · factors).
 * The same bits on any number of threads. Thread-safe.
 */
public final class FmRankerTrainer {
  private final FmRankerConfig config;

  /** A trainer with these settings. */
  public FmRankerTrainer(FmRankerConfig config) {
    this.config = config;
  }

  /**
   * Learns.
   *
   * @param rows a row for each target, a column for each feature; at least one row
   * @param targets 0 or 1 under logistic loss, any numbers under squared
   * @throws IllegalArgumentException when rows and targets do not fit, or a value or a target is not allowed, naming the row
   * @throws DivergedException when steps along gradients lose themselves
   */
  public FmRanker train(SparseMatrix rows, float[] targets, Job job) {
    check(rows, targets);
    long seed = Seeds.of(job.seed(), FmRanker.KIND);
    return config.method() == FmRankerConfig.Method.ALS ? new CoordinateDescent(config, rows, targets, seed, job).run() : new GradientDescent(config, rows, targets, seed, job).run();
  }

  private void check(SparseMatrix rows, float[] targets) {
    require(rows.rows() > 0, "there are no rows to learn from");
    require(rows.rows() == targets.length, "%d rows and %d targets", rows.rows(), targets.length);
    var last = new int[rows.columns()]; // the row that had the feature last, + 1
    for (int row = 0; row < targets.length; row++) {
      boolean allowed = config.loss() == FmRankerConfig.Loss.LOGISTIC ? targets[row] == 0 || targets[row] == 1 : Float.isFinite(targets[row]);
      require(allowed, "the target of row %d is %s, must be %s", row, targets[row], config.loss() == FmRankerConfig.Loss.LOGISTIC ? "0 or 1; choose loss squared for other numbers" : "finite");
      for (int entry = rows.start(row); entry < rows.start(row + 1); entry++) {
        int feature = rows.column(entry);
        require(feature >= 0 && feature < last.length, "row %d has the feature %d, there are %d", row, feature, last.length);
        require(Float.isFinite(rows.value(entry)), "feature %d of row %d is %s; leave it out or put a number", feature, row, rows.value(entry));
        require(last[feature] != row + 1, "row %d has the feature %d twice; add the values up", row, feature);
        last[feature] = row + 1;
      }
    }
  }
}
