package dev.tributary.ann.live;

import dev.tributary.ann.Metric;
import dev.tributary.ann.SearchResult;
import dev.tributary.math.Matrix;
import java.util.Arrays;
import java.util.function.LongPredicate;

/**
 * The vectors that came since the base was made, in the order they came, searched by comparing all. Immutable: a longer one shares the memory of
 * the shorter, which never looks behind its own end. Only the longest may be appended to.
 */
final class Delta {
  /** Rows of a chunk; a power of two. */
  private static final int CHUNK = 256;

  private record Chunk(Matrix vectors, long[] labels) {}

  private final Metric metric;
  private final int dimension;
  private final Chunk[] chunks;
  private final int rows;
  private final Marks[] gone;
  private final int living;

  private Delta(Metric metric, int dimension, Chunk[] chunks, int rows, Marks[] gone, int living) {
    this.metric = metric;
    this.dimension = dimension;
    this.chunks = chunks;
    this.rows = rows;
    this.gone = gone;
    this.living = living;
  }

  static Delta empty(Metric metric, int dimension) {
    return new Delta(metric, dimension, new Chunk[0], 0, new Marks[0], 0);
  }

  /** Number of rows, those that are gone too. */
  int rows() {
    return rows;
  }

  /** Number of rows that can be found. */
  int living() {
    return living;
  }

  long label(int row) {
    return chunks[row / CHUNK].labels[row % CHUNK];
  }

  void copyVector(int row, float[] target) {
    chunks[row / CHUNK].vectors.copyRow(row % CHUNK, target);
  }

  /** The living row of a label, or −1. O(rows). */
  int rowOf(long label) {
    for (int row = rows - 1; row >= 0; row--) {
      if (label(row) == label && !isGone(row)) {
        return row;
      }
    }
    return -1;
  }

  boolean isGone(int row) {
    return gone[row / CHUNK].has(row % CHUNK);
  }

  /** One row more, its vector as the metric wants it; copied. */
  Delta with(long label, float[] prepared) {
    var all = chunks;
    var marks = gone;
    if (rows == chunks.length * CHUNK) {
      all = Arrays.copyOf(chunks, chunks.length + 1);
      all[chunks.length] = new Chunk(Matrix.zeros(CHUNK, dimension), new long[CHUNK]);
      marks = Arrays.copyOf(gone, all.length);
      marks[chunks.length] = Marks.none(CHUNK);
    }
    all[rows / CHUNK].vectors.setRow(rows % CHUNK, prepared);
    all[rows / CHUNK].labels[rows % CHUNK] = label;
    return new Delta(metric, dimension, all, rows + 1, marks, living + 1);
  }

  /** The same without a row that is there. */
  Delta without(int row) {
    var marks = gone.clone();
    marks[row / CHUNK] = marks[row / CHUNK].with(row % CHUNK);
    return new Delta(metric, dimension, chunks, rows, marks, living - 1);
  }

  /** What one search needs. */
  static final class Scratch {
    private final int[] few = new int[CHUNK];
    private final float[] scores = new float[CHUNK];
  }

  /** Puts the best of the rows that a filter allows into their places in {@code out}, at most {@code k} rows in all. */
  void search(float[] prepared, int k, LongPredicate filter, Scratch scratch, SearchResult out) {
    int[] few = scratch.few;
    float[] scores = scratch.scores;
    for (int from = 0; from < rows; from += CHUNK) {
      var chunk = chunks[from / CHUNK];
      var marks = gone[from / CHUNK];
      int count = 0;
      for (int row = 0; row < Math.min(CHUNK, rows - from); row++) {
        if (!marks.has(row) && filter.test(chunk.labels[row])) {
          few[count++] = row;
        }
      }
      metric.score(prepared, chunk.vectors, few, count, scores);
      for (int n = 0; n < count; n++) {
        if (out.size() < k || scores[n] >= out.score(k - 1)) {
          out.insert(-1, chunk.labels[few[n]], scores[n] + 0f, k);
        }
      }
    }
  }
}
