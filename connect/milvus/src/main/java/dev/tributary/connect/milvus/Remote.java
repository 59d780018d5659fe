package dev.tributary.connect.milvus;

import dev.tributary.ann.Vectors;
import java.util.List;
import java.util.Map;

/** A collection on another machine, as far as it is needed here: the seam behind which the network lies. All throw {@link MilvusException}. Thread-safe. */
interface Remote extends AutoCloseable {
  /** The most rows that one search may ask for; a limit of all Milvus servers. */
  int MOST = 16_384;

  /** Is told what a search found, the best of each query first; a score is higher for what is better. */
  @FunctionalInterface
  interface Hits {
    void hit(int query, long label, float score);
  }

  /**
   * The best vectors for each query.
   *
   * @param queries as the metric wants them
   * @param limit 1..{@link #MOST}
   * @param expression what labels must fulfil, in the server's language; empty for all
   * @param settings of the search by the field's names
   */
  void search(List<float[]> queries, int limit, String expression, Map<String, Integer> settings, Hits hits);

  /** Writes the rows from..to-1, in place of those that have their labels. */
  void put(Vectors vectors, int from, int to);

  /** Takes labels out; those that are not there make no difference. */
  void remove(List<Long> labels);

  /** Number of vectors. */
  long count();

  /** All labels. */
  long[] labels();

  /** Copies the vector of a label; false where there is none. */
  boolean copyVector(long label, float[] target);

  /** Takes the whole collection away. */
  void drop();

  @Override
  void close();
}
