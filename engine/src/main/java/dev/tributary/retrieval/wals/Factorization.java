package dev.tributary.retrieval.wals;

import dev.tributary.data.Vocabulary;
import dev.tributary.math.Job;
import dev.tributary.math.Matrix;
import dev.tributary.math.Pool;
import dev.tributary.math.Seeds;
import dev.tributary.math.SingularMatrixException;
import dev.tributary.math.SparseMatrix;
import dev.tributary.retrieval.vectors.Basis;
import java.util.Arrays;
import java.util.Locale;

/**
 * Both tables of vectors while they are learned. A half step turns the side that stands still into its {@link Basis} and solves for every
 * row of the other. Confined to one training; rows are solved in parallel, and sums run by shards in order.
 */
final class Factorization {
  private final WalsConfig config;
  private final Job job;
  private final Side users;
  private final Side items;
  private float[] spectrum = {};

  /** One side: entries by row, the rows' vectors, and Σ r·‖vector‖² over them. */
  private static final class Side {
    final String name;
    final Vocabulary ids;
    final SparseMatrix entries;
    final Matrix vectors;
    double penalty;

    Side(String name, Vocabulary ids, SparseMatrix entries, int factors) {
      this.name = name;
      this.ids = ids;
      this.entries = entries;
      vectors = Matrix.zeros(ids.size(), factors);
    }
  }

  /**
   * Starts from random vectors of users.
   *
   * @param entries users × items; what a value means is said by the feedback
   */
  Factorization(WalsConfig config, Vocabulary users, Vocabulary items, SparseMatrix entries, Job job) {
    this.config = config;
    this.job = job;
    this.users = new Side("user", users, entries, config.factors());
    this.items = new Side("item", items, entries.transposed(), config.factors());
    randomize(this.users);
    randomize(this.items);
  }

  private void randomize(Side side) {
    long seed = Seeds.of(Seeds.of(job.seed(), "wals"), side.name);
    double scale = config.deviation() / Math.sqrt(config.factors());
    var vector = new float[config.factors()];
    for (int row = 0; row < side.vectors.rows(); row++) {
      var random = Seeds.random(Seeds.of(seed, row));
      double squares = 0;
      for (int p = 0; p < vector.length; p++) {
        vector[p] = (float) (scale * random.nextGaussian());
        squares += (double) vector[p] * vector[p];
      }
      side.vectors.setRow(row, vector);
      side.penalty += penalty(side, row) * squares;
    }
  }

  private double penalty(Side side, int row) {
    return config.penalty(side.entries.size(row), side.entries.columns());
  }

  /** Solves for all items; answers the loss. */
  double solveItems() {
    return solve(items, users);
  }

  /** Solves for all users; answers the loss. The items then lie in their basis. */
  double solveUsers() {
    return solve(users, items);
  }

  private double solve(Side side, Side fixed) {
    var basis = Basis.of(fixed.vectors, job);
    spectrum = basis.spectrum();
    basis.turn(fixed.vectors, job);
    if (config.solver() != Solver.EXACT) {
      basis.turn(side.vectors, job); // a solver that starts from the old vectors needs them in the same axes
    }
    int rows = side.vectors.rows();
    var losses = new double[Job.shardsOf(rows)];
    var penalties = new double[losses.length];
    var solvers = new Pool<>(job.threads(), () -> new RowSolver(config, fixed.vectors, spectrum));
    job.shards(
        side.name + "s",
        rows,
        (shard, from, to) -> {
          var solver = solvers.take();
          var vector = new float[config.factors()];
          for (int row = from; row < to; row++) {
            double penalty = penalty(side, row);
            side.vectors.copyRow(row, vector);
            losses[shard] += solve(solver, side, row, penalty, vector);
            side.vectors.setRow(row, vector);
            for (float value : vector) {
              penalties[shard] += penalty * value * value;
            }
          }
          solvers.give(solver);
        });
    side.penalty = Arrays.stream(penalties).sum();
    double loss = Arrays.stream(losses).sum() + fixed.penalty;
    if (!Double.isFinite(loss)) {
      throw new ArithmeticException(
          "training diverged at the " + side.name + "s: the loss is " + loss + "; raise regularization, now " + config.regularization()
              + ", or look for enormous weights of signals");
    }
    return loss;
  }

  private double solve(RowSolver solver, Side side, int row, double penalty, float[] vector) {
    boolean decided = solver.start(penalty);
    if (!decided && side.entries.size(row) > 0) {
      throw singular(side, row, "");
    }
    try {
      return solver.solve(side.entries, row, vector);
    } catch (SingularMatrixException e) {
      throw singular(side, row, ": " + e.getMessage());
    }
  }

  private IllegalArgumentException singular(Side side, int row, String reason) {
    return new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "%s '%s' (%d entries) leaves its vector undecided in floats with regularization %s, unobservedWeight %s and %d factors; raise regularization, for example to 0.003, or take fewer factors%s",
            side.name, side.ids.id(row), side.entries.size(row), config.regularization(), config.everywhere(), config.factors(), reason));
  }

  Matrix users() {
    return users.vectors;
  }

  Matrix items() {
    return items.vectors;
  }

  /** Σ b·bᵀ of the side that stood still last, which is diagonal. */
  float[] spectrum() {
    return spectrum;
  }
}
