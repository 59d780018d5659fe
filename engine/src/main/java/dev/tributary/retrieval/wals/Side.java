package dev.tributary.retrieval.wals;

import dev.tributary.data.Vocabulary;
import dev.tributary.math.Job;
import dev.tributary.math.Kernels;
import dev.tributary.math.Matrix;
import dev.tributary.math.Seeds;
import dev.tributary.math.SparseMatrix;
import dev.tributary.retrieval.vectors.Basis;
import dev.tributary.retrieval.vectors.Features;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Users or items while they are learned: the entries of each, and the vector of each, which changes. Rows lie by number of entries, most first: those solved together are of about one length, and
 * the vectors that are read most lie side by side.
 */
final class Side {
  private final WalsConfig config;
  private final String name;
  private final Vocabulary ids;
  private final int[] order;
  private final SparseMatrix entries;
  private final Matrix vectors;
  private final double[] penalties;
  private Optional<Leaning> leaning = Optional.empty();

  /**
   * @param name {@code user} or {@code item}
   * @param order the number among the ids of each row
   * @param entries a row for each, a column for each row of the other side
   */
  Side(WalsConfig config, String name, Vocabulary ids, int[] order, SparseMatrix entries) {
    this.config = config;
    this.name = name;
    this.ids = ids;
    this.order = order;
    this.entries = entries;
    vectors = Matrix.zeros(ids.size(), config.factors());
    penalties = new double[order.length];
    for (int row = 0; row < order.length; row++) {
      boolean asBefore = row > 0 && entries.size(row) == entries.size(row - 1);
      penalties[row] = asBefore ? penalties[row - 1] : config.penalty(entries.size(row), entries.columns());
    }
  }

  /**
   * Lets rows lean towards what attributes say.
   *
   * @param features by id
   * @param count how many attributes there are
   */
  void lean(Features features, int count) {
    var costs = new double[order.length];
    for (int row = 0; row < order.length; row++) {
      costs[row] = entries.size(row) == 0 ? 0 : penalties[row];
    }
    leaning = Optional.of(new Leaning(features.rows(order), count, costs, config.attributes(), config.factors()));
  }

  /** What rows lean on; empty where they are known by their ids alone. */
  Optional<Leaning> leaning() {
    return leaning;
  }

  /** Goes over to other axes. */
  void turn(Basis basis, Job job) {
    basis.turn(vectors, job);
    turnLeaning(basis, job);
  }

  /** The same where the vectors are about to be found again. */
  void turnLeaning(Basis basis, Job job) {
    leaning.ifPresent(attributes -> attributes.turn(basis, job));
  }

  /** The numbers of so many rows by their number of entries, most first, equal ones as they come: a counting sort. */
  static int[] longestFirst(int[] sizes) {
    int longest = Arrays.stream(sizes).max().orElse(0);
    var next = new int[longest + 2];
    for (int size : sizes) {
      next[longest - size + 1]++;
    }
    for (int n = 1; n < next.length; n++) {
      next[n] += next[n - 1];
    }
    var order = new int[sizes.length];
    for (int row = 0; row < order.length; row++) {
      order[next[longest - sizes[row]]++] = row;
    }
    return order;
  }

  /** Random vectors of about this length; answers Σ r·‖vector‖². */
  double randomize(long seed) {
    double scale = config.deviation() / Math.sqrt(config.factors());
    var vector = new float[config.factors()];
    double sum = 0;
    for (int row = 0; row < order.length; row++) {
      var random = Seeds.random(Seeds.of(seed, order[row]));
      for (int p = 0; p < vector.length; p++) {
        vector[p] = (float) (scale * random.nextGaussian());
      }
      vectors.setRow(row, vector);
      sum += penalties[row] * Kernels.dot(vector, vector);
    }
    return sum;
  }

  String name() {
    return name;
  }

  SparseMatrix entries() {
    return entries;
  }

  Matrix vectors() {
    return vectors;
  }

  /** A copy of the vectors in the order of the ids. */
  Matrix byId() {
    var copy = Matrix.zeros(vectors.rows(), vectors.columns());
    var vector = new float[vectors.columns()];
    for (int row = 0; row < order.length; row++) {
      vectors.copyRow(row, vector);
      copy.setRow(order[row], vector);
    }
    return copy;
  }

  /** r of a row. */
  double penalty(int row) {
    return penalties[row];
  }

  /** Why a row cannot be solved for. */
  IllegalArgumentException undecided(int row, String reason) {
    return new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "%s '%s' (%d entries) leaves its vector undecided in floats with regularization %s, unobservedWeight %s and %d factors; raise regularization, for example to 0.003, or take fewer factors%s",
            name, ids.id(order[row]), entries.size(row), config.regularization(), config.everywhere(), config.factors(), reason));
  }
}
