package dev.tributary.retrieval.content;

/** How much a term says of an item. */
public enum Weighting {
  /** Saturating term frequency, length-normalised text (Robertson and Zaragoza 2009, k1 = 1.2, b = 0.75), and its idf. */
  BM25 {
    @Override
    double idf(long documents, int with) {
      return Math.log1p((documents - with + 0.5) / (with + 0.5));
    }

    @Override
    double frequency(int count, double relativeLength) {
      return count * 2.2 / (count + 1.2 * (0.25 + 0.75 * relativeLength));
    }
  },
  /** (1 + ln tf) · (1 + ln((1 + N) / (1 + df))). */
  TFIDF {
    @Override
    double idf(long documents, int with) {
      return 1 + Math.log((1.0 + documents) / (1.0 + with));
    }

    @Override
    double frequency(int count, double relativeLength) {
      return 1 + Math.log(count);
    }
  };

  abstract double idf(long documents, int with);

  /** Share of a word's frequency; {@code relativeLength} is the item's number of words over the mean. */
  abstract double frequency(int count, double relativeLength);
}
