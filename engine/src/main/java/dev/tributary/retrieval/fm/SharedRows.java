package dev.tributary.retrieval.fm;

import java.util.Arrays;

/**
 * The rows of attributes, which blocks of a round share: each block changes copies of its own, and when the round ends a row moves by the mean of
 * the moves of the blocks that touched it. So the result does not depend on which block ran first. Memory beside the rows: 12 bytes an attribute
 * and a copy of what it touches for each block. One thread a block.
 */
final class SharedRows {
  private final float[][] rows;
  private final Copies[] copies; // by number of block

  private static final class Copies {
    final float[][] rows;
    final int[] round; // in which each row was copied last
    int[] touched = new int[16];
    int count;

    Copies(int size) {
      rows = new float[size][];
      round = new int[size];
    }
  }

  private int round = 1;

  SharedRows(float[][] rows, int blocks) {
    this.rows = rows;
    copies = new Copies[blocks];
    Arrays.setAll(copies, _ -> new Copies(rows.length));
  }

  /** The row as all blocks left it. */
  float[] row(int feature) {
    return rows[feature];
  }

  /** A block's own copy of the row. */
  float[] row(int feature, int block) {
    var own = copies[block];
    if (own.round[feature] != round) {
      own.round[feature] = round;
      if (own.rows[feature] == null) {
        own.rows[feature] = rows[feature].clone();
      } else {
        System.arraycopy(rows[feature], 0, own.rows[feature], 0, rows[feature].length);
      }
      if (own.count == own.touched.length) {
        own.touched = Arrays.copyOf(own.touched, 2 * own.count);
      }
      own.touched[own.count++] = feature;
    }
    return own.rows[feature];
  }

  /** Ends a round; blocks count in the order of their numbers. */
  void settle() {
    var touching = new int[rows.length];
    for (Copies own : copies) {
      for (int n = 0; n < own.count; n++) {
        touching[own.touched[n]]++;
      }
    }
    var before = new float[rows.length][];
    for (Copies own : copies) {
      for (int n = 0; n < own.count; n++) {
        int feature = own.touched[n];
        if (before[feature] == null) {
          before[feature] = rows[feature].clone();
        }
        for (int p = 0; p < rows[feature].length; p++) {
          rows[feature][p] += (own.rows[feature][p] - before[feature][p]) / touching[feature];
        }
      }
      own.count = 0;
    }
    round++;
  }
}
