package dev.tributary.ann;

import java.util.BitSet;

/**
 * Which rows of an index a search may answer. A lambda over whatever says so, such as a mask of catalog items; asked once or less for each
 * row that a search comes by, before its score is computed. Must answer the same during a search.
 */
@FunctionalInterface
public interface RowFilter {
  /** Allows every row. */
  RowFilter ALL =
      new RowFilter() {
        @Override
        public boolean allows(int row) {
          return true;
        }

        @Override
        public int estimate(int rows) {
          return rows;
        }

        @Override
        public int next(int from, int rows) {
          return from;
        }
      };

  /** Whether the row may be answered. */
  boolean allows(int row);

  /**
   * About how many of the rows 0..rows-1 are allowed: by it an index chooses its way, never what it answers. As it stands, a sample of up
   * to 1,024 rows at equal distances is asked; where none of them is allowed, 0.
   */
  default int estimate(int rows) {
    int sample = Math.min(rows, 1024);
    int allowed = 0;
    for (int n = 0; n < sample; n++) {
      allowed += allows((int) ((long) rows * n / sample)) ? 1 : 0;
    }
    return sample == 0 ? 0 : (int) ((long) rows * allowed / sample);
  }

  /**
   * The first allowed row of {@code from}..rows-1, or {@code rows} when there is none; {@code from} is at most {@code rows}. By it an index goes
   * through all allowed rows: who knows them without asking for each should say so.
   */
  default int next(int from, int rows) {
    int row = from;
    while (row < rows && !allows(row)) {
      row++;
    }
    return row;
  }

  /** Allows the rows whose bits are set. The bits are not copied. */
  static RowFilter only(BitSet rows) {
    return new RowFilter() {
      @Override
      public boolean allows(int row) {
        return rows.get(row);
      }

      @Override
      public int estimate(int all) {
        return rows.cardinality();
      }

      @Override
      public int next(int from, int all) {
        int row = rows.nextSetBit(from);
        return row < 0 ? all : Math.min(row, all);
      }
    };
  }

  /** Allows the rows whose bits are not set. The bits are not copied. */
  static RowFilter except(BitSet rows) {
    return new RowFilter() {
      @Override
      public boolean allows(int row) {
        return !rows.get(row);
      }

      @Override
      public int estimate(int all) {
        return all - rows.cardinality();
      }

      @Override
      public int next(int from, int all) {
        return Math.min(rows.nextClearBit(from), all);
      }
    };
  }
}
