package dev.tributary.retrieval.wals;

import dev.tributary.data.Vocabulary;
import dev.tributary.math.Matrix;
import dev.tributary.math.Seeds;
import dev.tributary.math.SparseMatrix;
import java.util.Locale;

/** Users or items while they are learned: the entries of each, and the vector of each, which changes. */
final class Side {
  private final WalsConfig config;
  private final String name;
  private final Vocabulary ids;
  private final SparseMatrix entries;
  private final Matrix vectors;
  private final int[] byLength;

  /**
   * @param name {@code user} or {@code item}
   * @param entries a row for each, a column for each of the other side
   */
  Side(WalsConfig config, String name, Vocabulary ids, SparseMatrix entries) {
    this.config = config;
    this.name = name;
    this.ids = ids;
    this.entries = entries;
    vectors = Matrix.zeros(ids.size(), config.factors());
    byLength = longestFirst(entries);
  }

  /** The rows by number of entries, most first: a counting sort. */
  private static int[] longestFirst(SparseMatrix entries) {
    int longest = 0;
    for (int row = 0; row < entries.rows(); row++) {
      longest = Math.max(longest, entries.size(row));
    }
    var next = new int[longest + 2];
    for (int row = 0; row < entries.rows(); row++) {
      next[longest - entries.size(row) + 1]++;
    }
    for (int n = 1; n < next.length; n++) {
      next[n] += next[n - 1];
    }
    var rows = new int[entries.rows()];
    for (int row = 0; row < rows.length; row++) {
      rows[next[longest - entries.size(row)]++] = row;
    }
    return rows;
  }

  /** Random vectors of about this length; answers Σ r·‖vector‖². */
  double randomize(long seed) {
    double scale = config.deviation() / Math.sqrt(config.factors());
    var vector = new float[config.factors()];
    double sum = 0;
    for (int row = 0; row < vectors.rows(); row++) {
      var random = Seeds.random(Seeds.of(seed, row));
      double squares = 0;
      for (int p = 0; p < vector.length; p++) {
        vector[p] = (float) (scale * random.nextGaussian());
        squares += (double) vector[p] * vector[p];
      }
      vectors.setRow(row, vector);
      sum += penalty(row) * squares;
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

  /** A row by its place among all, those with most entries first. */
  int byLength(int place) {
    return byLength[place];
  }

  /** r of a row. */
  double penalty(int row) {
    return config.penalty(entries.size(row), entries.columns());
  }

  /** Why a row cannot be solved for. */
  IllegalArgumentException undecided(int row, String reason) {
    return new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "%s '%s' (%d entries) leaves its vector undecided in floats with regularization %s, unobservedWeight %s and %d factors; raise regularization, for example to 0.003, or take fewer factors%s",
            name, ids.id(row), entries.size(row), config.regularization(), config.everywhere(), config.factors(), reason));
  }
}
