package dev.tributary.math;

import java.util.Arrays;

/**
 * Products of small dense matrices that lie in arrays, on the calling thread: what {@link MatrixProduct} is for large ones off the heap. C = op(A)·op(B), or
 * added to what stands in C.
 *
 * <p>Nothing is packed but a right factor that is transposed, whose last columns fill no tile, or whose rows would push each other out of the cache, and a left one that many tiles read; the sum is not cut: for factors of which 32 columns of
 * the right one fit the L2 cache, a depth of about 8,000. Close to half the machine's peak from 6 × 32 × 64 on. Sums run in one order whatever rows
 * and columns are asked beside, so a product cut by rows or columns has the same bits. C may not overlap A or B. Confined: holds scratch.
 */
public final class ArrayProduct {
  /** Which values are known to be zero, or not wanted: causal attention needs half of a square. */
  public enum Part {
    /** All count. */
    ALL,
    /** Of C only what lies on or below the diagonal is made; some values above it become anything. */
    RESULT_LOWER,
    /** op(A) is zero above its diagonal: it is read only up to six places beyond, where its zeros must stand. */
    LEFT_LOWER,
    /** op(A) is zero below its diagonal, and is read only from up to six places before it, where its zeros must stand. */
    LEFT_UPPER
  }

  /**
   * A matrix in an array.
   *
   * @param from where its first value lies
   * @param stride from one row to the next
   */
  public record Rows(float[] values, int from, int stride) {
    /** Rows without gaps from the beginning of an array. */
    public static Rows of(float[] values, int columns) {
      return new Rows(values, 0, columns);
    }

    private void check(int rows, int columns) {
      if (from < 0 || stride < columns || rows > 0 && columns > 0 && (rows - 1L) * stride + columns > values.length - from) {
        throw new IllegalArgumentException(rows + " rows of " + columns + " values, " + stride + " apart from " + from + ", lie outside " + values.length + " values");
      }
    }
  }

  private static final int LOTS = 16; // tiles side by side that are worth the turning of what they all read
  private static final int ABOVE = 16; // tiles one above the other that are worth the packing of what they all read
  private static final int DEEP = 128; // rows so many
  private static final int SAME_SETS = 64; // values apart, or a multiple, lie in the same few sets of the cache

  private final RowArithmetic arithmetic = Kernels.rows();
  private final int height = RowArithmetic.TILE_ROWS;
  private final int width = arithmetic.tileColumns();
  private final float[] tile = new float[height * width];
  private float[] panel = {};
  private float[] low = {}; // op(A), turned, where it has fewer rows than a tile, or where many tiles read it

  /** C (+)= A·B with A of m × k, B of k × n. */
  public void multiply(Rows a, Rows b, Rows c, int m, int n, int k, Part part, boolean add) {
    a.check(m, k);
    b.check(k, n);
    c.check(m, n);
    run(a, false, b, false, c, m, n, k, part, add);
  }

  /** C (+)= A·Bᵀ with A of m × k, B of n × k. */
  public void multiplyTransposed(Rows a, Rows b, Rows c, int m, int n, int k, Part part, boolean add) {
    a.check(m, k);
    b.check(n, k);
    c.check(m, n);
    run(a, false, b, true, c, m, n, k, part, add);
  }

  /** C (+)= Aᵀ·B with A of k × m, B of k × n. */
  public void transposedMultiply(Rows a, Rows b, Rows c, int m, int n, int k, Part part, boolean add) {
    a.check(k, m);
    b.check(k, n);
    c.check(m, n);
    run(a, true, b, false, c, m, n, k, part, add);
  }

  private void run(Rows a, boolean turnedA, Rows b, boolean turnedB, Rows c, int m, int n, int k, Part part, boolean add) {
    if (m > 0 && m < height || !turnedA && n >= LOTS * width) {
      turn(a, turnedA, m, k); // rows that are missing would be read behind the last
      rows(Rows.of(low, (m + height - 1) / height * height), true, b, turnedB, c, m, n, k, part, add);
    } else {
      rows(a, turnedA, b, turnedB, c, m, n, k, part, add);
    }
  }

  private void turn(Rows a, boolean turned, int m, int k) {
    int stride = (m + height - 1) / height * height;
    if (low.length < stride * k) {
      low = new float[stride * k];
    }
    for (int p = 0; p < k; p++) {
      Arrays.fill(low, p * stride + m, (p + 1) * stride, 0f); // what is not stored must not slow the machine down by being no number
    }
    if (turned) {
      for (int p = 0; p < k; p++) {
        System.arraycopy(a.values, a.from + p * a.stride, low, p * stride, m);
      }
      return;
    }
    int row = 0;
    for (; row + 8 <= m; row += 8) { // eight rows at once: half the time
      int at = a.from + row * a.stride;
      for (int to = row; to < k * stride; to += stride, at++) {
        low[to] = a.values[at];
        low[to + 1] = a.values[at + a.stride];
        low[to + 2] = a.values[at + 2 * a.stride];
        low[to + 3] = a.values[at + 3 * a.stride];
        low[to + 4] = a.values[at + 4 * a.stride];
        low[to + 5] = a.values[at + 5 * a.stride];
        low[to + 6] = a.values[at + 6 * a.stride];
        low[to + 7] = a.values[at + 7 * a.stride];
      }
    }
    for (; row < m; row++) {
      for (int p = 0; p < k; p++) {
        low[p * stride + row] = a.values[a.from + row * a.stride + p];
      }
    }
  }

  private void rows(Rows a, boolean turnedA, Rows b, boolean turnedB, Rows c, int m, int n, int k, Part part, boolean add) {
    for (int column = 0; column < n; column += width) {
      int columns = Math.min(width, n - column);
      boolean crowded = k >= DEEP && b.stride % SAME_SETS == 0 && m >= ABOVE * height; // the rows would push each other out of the nearest cache
      boolean packed = turnedB || columns < width || crowded;
      if (packed) {
        pack(b, turnedB, column, columns, k);
      }
      float[] right = packed ? panel : b.values;
      int rightFrom = packed ? 0 : b.from + column;
      int rightRow = packed ? width : b.stride;
      for (int row = part == Part.RESULT_LOWER ? column / height * height : 0; row < m; row += height) {
        int top = Math.max(0, Math.min(row, m - height)); // the last rows are made once more, and not stored
        int from = part == Part.LEFT_UPPER ? Math.min(top, k) : 0;
        int to = part == Part.LEFT_LOWER ? Math.min(k, top + height) : k;
        int at = c.from + row * c.stride + column;
        if (top == row && m - row >= height && columns == width) {
          tile(a, turnedA, top, from, to, right, rightFrom, rightRow, c.values, at, c.stride, add);
        } else {
          tile(a, turnedA, top, from, to, right, rightFrom, rightRow, tile, 0, width, false);
          place(row - top, Math.min(height, m - top), columns, c.values, at, c.stride, add);
        }
      }
    }
  }

  private void tile(Rows a, boolean turned, int top, int from, int to, float[] b, int bFrom, int bRow, float[] c, int cFrom, int cRow, boolean add) {
    int right = bFrom + from * bRow;
    if (turned) {
      arithmetic.turnedTile(a.values, a.from + from * a.stride + top, a.stride, b, right, bRow, to - from, c, cFrom, cRow, add);
    } else {
      arithmetic.tile(a.values, a.from + top * a.stride + from, a.stride, b, right, bRow, to - from, c, cFrom, cRow, add);
    }
  }

  private void place(int first, int last, int columns, float[] c, int at, int stride, boolean add) {
    for (int r = first; r < last; r++, at += stride) {
      if (add) {
        for (int i = 0; i < columns; i++) {
          c[at + i] += tile[r * width + i];
        }
      } else {
        System.arraycopy(tile, r * width, c, at, columns);
      }
    }
  }

  private void pack(Rows b, boolean turned, int column, int columns, int k) {
    if (panel.length < k * width) {
      panel = new float[k * width];
    }
    if (columns < width) {
      Arrays.fill(panel, 0, k * width, 0f);
    }
    if (!turned) {
      for (int p = 0; p < k; p++) {
        System.arraycopy(b.values, b.from + p * b.stride + column, panel, p * width, columns);
      }
      return;
    }
    int i = 0;
    for (; i + 4 <= columns; i += 4) { // four rows at once: half the time
      int at = b.from + (column + i) * b.stride;
      for (int p = 0, to = i; p < k; p++, to += width) {
        panel[to] = b.values[at + p];
        panel[to + 1] = b.values[at + b.stride + p];
        panel[to + 2] = b.values[at + 2 * b.stride + p];
        panel[to + 3] = b.values[at + 3 * b.stride + p];
      }
    }
    for (; i < columns; i++) {
      int at = b.from + (column + i) * b.stride;
      for (int p = 0; p < k; p++) {
        panel[p * width + i] = b.values[at + p];
      }
    }
  }
}
