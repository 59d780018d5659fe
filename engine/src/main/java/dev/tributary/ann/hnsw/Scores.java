package dev.tributary.ann.hnsw;

import dev.tributary.ann.Vectors;
import dev.tributary.ann.codes.ByteCodes;

/** How near rows are to one query after another, exactly or about. Confined: one thread. */
interface Scores {
  /** Prepares for a query, as {@link Vectors#prepare} makes it; the array must not change until the next one. */
  void begin(float[] prepared);

  /** The scores of some rows: scores[n] is that of rows[n], for n below {@code count}; higher is nearer. */
  void score(int[] rows, int count, float[] scores);

  /** By the vectors themselves. */
  static Scores exact(Vectors vectors) {
    return new Scores() {
      private float[] query = {};

      @Override
      public void begin(float[] prepared) {
        query = prepared;
      }

      @Override
      public void score(int[] rows, int count, float[] scores) {
        vectors.score(query, rows, count, scores);
      }
    };
  }

  /** By their codes. */
  static Scores estimated(ByteCodes codes) {
    var estimates = codes.estimates();
    return new Scores() {
      @Override
      public void begin(float[] prepared) {
        estimates.begin(prepared);
      }

      @Override
      public void score(int[] rows, int count, float[] scores) {
        estimates.score(rows, count, scores);
      }
    };
  }
}
