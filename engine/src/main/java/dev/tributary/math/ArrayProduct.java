package dev.tributary.math;

import java.util.Arrays;

/**
 * Products of small dense matrices that lie in arrays, on the calling thread: what {@link MatrixProduct} is for large ones off the heap. C = op(A)·op(B), or
 * added to what stands in C.
 *
 * <p>Nothing is packed but a right factor that is transposed or whose last columns fill no tile, and the sum is not cut: for factors of which 32 columns of
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

  private final RowArithmetic arithmetic = Kernels.rows();
  private final int height = RowArithmetic.TILE_ROWS;
  private final int width = arithmetic.tileColumns();
  private final float[] tile = new float[height * width];
  private float[] panel = {};
  private float[] low = {}; // op(A) where it has fewer rows than a tile

  /** C (+)= A·B with A of m × k, B of k × n. */
  public void multiply(Rows a, Rows b, Rows c, int m, int n, int k, Part part, boolean add) {
    a.check(m, k);
    b.check(k, n);
    c.check(m, n);
    run(a.values, a.from, a.stride, 1, b, false, c, m, n, k, part, add);
  }

  /** C (+)= A·Bᵀ with A of m × k, B of n × k. */
  public void multiplyTransposed(Rows a, Rows b, Rows c, int m, int n, int k, Part part, boolean add) {
    a.check(m, k);
    b.check(n, k);
    c.check(m, n);
    run(a.values, a.from, a.stride, 1, b, true, c, m, n, k, part, add);
  }

  /** C (+)= Aᵀ·B with A of k × m, B of k × n. */
  public void transposedMultiply(Rows a, Rows b, Rows c, int m, int n, int k, Part part, boolean add) {
    a.check(k, m);
    b.check(k, n);
    c.check(m, n);
    run(a.values, a.from, 1, a.stride, b, false, c, m, n, k, part, add);
  }

  private void run(float[] a, int aFrom, int aRow, int aStep, Rows b, boolean turned, Rows c, int m, int n, int k, Part part, boolean add) {
    if (m > 0 && m < height) { // rows that are missing would be read behind the last
      copyLow(a, aFrom, aRow, aStep, m, k);
      rows(low, 0, k, 1, b, turned, c, m, n, k, part, add);
    } else {
      rows(a, aFrom, aRow, aStep, b, turned, c, m, n, k, part, add);
    }
  }

  private void copyLow(float[] a, int aFrom, int aRow, int aStep, int m, int k) {
    if (low.length < height * k) {
      low = new float[height * k];
    }
    Arrays.fill(low, m * k, height * k, 0f); // what is not stored must not slow the machine down by being no number
    for (int row = 0; row < m; row++) {
      for (int p = 0; p < k; p++) {
        low[row * k + p] = a[aFrom + row * aRow + p * aStep];
      }
    }
  }

  private void rows(float[] a, int aFrom, int aRow, int aStep, Rows b, boolean turned, Rows c, int m, int n, int k, Part part, boolean add) {
    for (int column = 0; column < n; column += width) {
      int columns = Math.min(width, n - column);
      boolean packed = turned || columns < width;
      if (packed) {
        pack(b, turned, column, columns, k);
      }
      float[] right = packed ? panel : b.values;
      int rightFrom = packed ? 0 : b.from + column;
      int rightRow = packed ? width : b.stride;
      for (int row = part == Part.RESULT_LOWER ? column / height * height : 0; row < m; row += height) {
        int top = Math.max(0, Math.min(row, m - height)); // the last rows are made once more, and not stored
        int from = part == Part.LEFT_UPPER ? Math.min(top, k) : 0;
        int to = part == Part.LEFT_LOWER ? Math.min(k, top + height) : k;
        int left = aFrom + top * aRow + from * aStep;
        int at = c.from + row * c.stride + column;
        if (top == row && m - row >= height && columns == width) {
          arithmetic.tile(a, left, aRow, aStep, right, rightFrom + from * rightRow, rightRow, to - from, c.values, at, c.stride, add);
        } else {
          arithmetic.tile(a, left, aRow, aStep, right, rightFrom + from * rightRow, rightRow, to - from, tile, 0, width, false);
          place(row - top, Math.min(height, m - top), columns, c.values, at, c.stride, add);
        }
      }
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
