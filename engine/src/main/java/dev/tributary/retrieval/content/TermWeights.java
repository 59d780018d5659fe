package dev.tributary.retrieval.content;

import dev.tributary.catalog.Item;
import dev.tributary.data.Vocabulary;
import dev.tributary.math.TopK;
import java.util.Arrays;

/**
 * Turns an item's terms into its vector: the same way for the items of training and for those that come later.
 *
 * <p>{@code weight(t) = idf(t) · frequency(t)}, where only words have a frequency; each field's part is brought to length 1 and
 * multiplied with the field's weight, so that a long text does not drown a category; the heaviest {@code topTerms} stay and the
 * whole is brought to length 1. Immutable.
 */
final class TermWeights {
  private final ContentConfig config;
  private final Vocabulary terms;
  private final float[] idf;
  private final char[] fields;
  private final double meanWords;

  /**
   * Weights from statistics.
   *
   * @param itemsWith for each term how many items have it
   * @param documents number of items with any term
   * @param meanWords mean number of words of the items that have words
   */
  TermWeights(ContentConfig config, Vocabulary terms, int[] itemsWith, long documents, double meanWords) {
    this.config = config;
    this.terms = terms;
    this.meanWords = meanWords;
    idf = new float[itemsWith.length];
    fields = new char[itemsWith.length];
    for (int term = 0; term < idf.length; term++) {
      idf[term] = (float) config.weighting().idf(documents, itemsWith[term]);
      fields[term] = (char) terms.bytes().get(terms.offsets().get(term));
    }
  }

  Vocabulary terms() {
    return terms;
  }

  /** The vector of an item; terms that training did not meet say nothing. */
  SparseVector vector(Item item) {
    var found = ItemTerms.of(item);
    var known = new int[found.counts().size()];
    var counts = new int[known.length];
    int size = 0;
    for (var entry : found.counts().entrySet()) {
      int term = terms.indexOf(entry.getKey());
      if (term >= 0) {
        known[size] = term;
        counts[size++] = entry.getValue();
      }
    }
    return vector(known, counts, size, found.words());
  }

  /** The vector of the first {@code size} terms, in any order, with their counts. */
  SparseVector vector(int[] found, int[] counts, int size, int words) {
    double relativeLength = meanWords > 0 ? words / meanWords : 1;
    var keys = new long[size];
    for (int n = 0; n < size; n++) {
      keys[n] = (long) found[n] << 32 | counts[n];
    }
    Arrays.sort(keys);
    var sorted = new int[size];
    var weights = new double[size];
    for (int n = 0; n < size; n++) {
      int term = (int) (keys[n] >> 32);
      sorted[n] = term;
      weights[n] = idf[term] * (fields[term] == ItemTerms.WORD ? config.weighting().frequency((int) keys[n], relativeLength) : 1);
    }
    scaleFields(sorted, weights);
    return heaviest(sorted, weights);
  }

  /** The terms of a field lie together: the field is the first byte. */
  private void scaleFields(int[] sorted, double[] weights) {
    for (int from = 0, to; from < sorted.length; from = to) {
      double squares = 0;
      for (to = from; to < sorted.length && fields[sorted[to]] == fields[sorted[from]]; to++) {
        squares += weights[to] * weights[to];
      }
      double scale = squares > 0 ? fieldWeight(fields[sorted[from]]) / Math.sqrt(squares) : 0;
      for (int n = from; n < to; n++) {
        weights[n] *= scale;
      }
    }
  }

  private double fieldWeight(char field) {
    return switch (field) {
      case ItemTerms.CATEGORY -> config.categories();
      case ItemTerms.KEYWORD -> config.keywords();
      case ItemTerms.AUTHOR -> config.author();
      case ItemTerms.WORD -> config.words();
      default -> throw new IllegalStateException("term of unknown field '" + field + "'");
    };
  }

  private SparseVector heaviest(int[] sorted, double[] weights) {
    var best = new TopK(config.topTerms());
    for (int n = 0; n < sorted.length; n++) {
      if ((float) weights[n] > 0) {
        best.offer((float) weights[n], n);
      }
    }
    var kept = new int[best.size()];
    best.ascending();
    double squares = 0;
    for (int rank = 0; rank < kept.length; rank++) {
      kept[rank] = TopK.tieRank(best.best(rank));
    }
    Arrays.sort(kept);
    for (int n : kept) {
      squares += weights[n] * weights[n];
    }
    var terms = new int[kept.length];
    var values = new float[kept.length];
    for (int n = 0; n < kept.length; n++) {
      terms[n] = sorted[kept[n]];
      values[n] = (float) (weights[kept[n]] / Math.sqrt(squares));
    }
    return kept.length == 0 ? SparseVector.EMPTY : new SparseVector(terms, values);
  }
}
