package dev.tributary.retrieval.wals;

import dev.tributary.data.Vocabulary;
import dev.tributary.math.Job;
import dev.tributary.math.Matrix;
import dev.tributary.math.Pool;
import dev.tributary.math.Seeds;
import dev.tributary.math.SparseMatrix;
import dev.tributary.retrieval.vectors.Basis;
import dev.tributary.retrieval.vectors.Features;
import java.util.Arrays;

/**
 * Both sides while they are learned. A half step turns the side that stands still into its {@link Basis} and solves for every row of the
 * other. Confined to one training; rows are solved in parallel, and sums run by shards in order.
 */
final class Factorization {
  private final WalsConfig config;
  private final Job job;
  private final Side users;
  private final Side items;
  private float[] spectrum = {};
  private double usersPenalty; // Σ r·‖vector‖²
  private double itemsPenalty;

  /**
   * Starts from random vectors.
   *
   * @param entries users × items; what a value means is said by the feedback
   */
  Factorization(WalsConfig config, Vocabulary users, Vocabulary items, SparseMatrix entries, Job job) {
    this.config = config;
    this.job = job;
    var userSizes = new int[entries.rows()];
    var itemSizes = new int[entries.columns()];
    for (int user = 0; user < userSizes.length; user++) {
      userSizes[user] = entries.size(user);
      for (int entry = entries.start(user); entry < entries.start(user + 1); entry++) {
        itemSizes[entries.column(entry)]++;
      }
    }
    int[] userOrder = Side.longestFirst(userSizes);
    int[] itemOrder = Side.longestFirst(itemSizes);
    var itemPlaces = new int[itemOrder.length];
    for (int place = 0; place < itemPlaces.length; place++) {
      itemPlaces[itemOrder[place]] = place;
    }
    var reordered = entries.reordered(userOrder, itemPlaces);
    this.users = new Side(config, "user", users, userOrder, reordered);
    this.items = new Side(config, "item", items, itemOrder, reordered.transposed());
    long seed = Seeds.of(job.seed(), "wals");
    usersPenalty = this.users.randomize(Seeds.of(seed, "users"));
    itemsPenalty = this.items.randomize(Seeds.of(seed, "items"));
  }

  /**
   * Lets items lean towards what their attributes say; before the first step.
   *
   * @param features by item
   * @param count how many attributes there are
   */
  void lean(Features features, int count) {
    items.lean(features, count);
  }

  /** What a half step came to: the loss but for the penalty of the side that stood still, and the penalty of the other. */
  private record Step(double loss, double penalty) {}

  /** Solves for all items; answers the loss. */
  double solveItems() {
    var step = solve(items, users);
    double saved = 0;
    itemsPenalty = step.penalty;
    if (items.leaning().isPresent()) {
      itemsPenalty = items.leaning().orElseThrow().learn(items.vectors());
      saved = step.penalty - itemsPenalty;
    }
    return checked(step.loss - saved + usersPenalty, items);
  }

  /** Solves for all users; answers the loss. The items then lie in their basis. */
  double solveUsers() {
    var step = solve(users, items);
    usersPenalty = step.penalty;
    return checked(step.loss + itemsPenalty, users);
  }

  private Step solve(Side side, Side fixed) {
    var basis = Basis.of(fixed.vectors(), job);
    spectrum = basis.spectrum();
    fixed.turn(basis, job);
    if (config.solver() == Solver.EXACT) {
      side.turnLeaning(basis, job);
    } else {
      side.turn(basis, job); // a solver that starts from the old vectors needs them in the same axes
    }
    int rows = side.vectors().rows();
    int shards = Job.shardsOf(rows);
    var losses = new double[shards];
    var penalties = new double[shards];
    var solvers = new Pool<>(job.threads(), () -> new RowSolver(config, side, fixed.vectors(), spectrum));
    job.shards(
        side.name() + "s",
        rows,
        (shard, _, _) -> {
          var solver = solvers.take();
          solver.reset();
          int group = solver.group();
          for (int from = shard * group; from < rows; from += shards * group) { // long and short rows in every shard
            solver.solve(from, Math.min(rows, from + group));
          }
          losses[shard] = solver.loss();
          penalties[shard] = solver.penalty();
          solvers.give(solver);
        });
    double attributes = side.leaning().map(Leaning::attributes).orElse(0.0);
    return new Step(Arrays.stream(losses).sum() + attributes, Arrays.stream(penalties).sum() + attributes);
  }

  private double checked(double loss, Side side) {
    if (!Double.isFinite(loss)) {
      throw new ArithmeticException(
          "training diverged at the " + side.name() + "s: the loss is " + loss + "; raise regularization, now " + config.regularization()
              + ", or look for enormous weights of signals");
    }
    return loss;
  }

  /** The vectors of the users as they are now, by their numbers: a copy. */
  Matrix users() {
    return users.byId();
  }

  /** The same of the items. */
  Matrix items() {
    return items.byId();
  }

  /** w of each attribute of items, in the axes of the items. */
  Matrix attributes() {
    return items.leaning().orElseThrow().weights();
  }

  /** The diagonal of Σ b·bᵀ over the side that stood still last. */
  float[] spectrum() {
    return spectrum;
  }
}
