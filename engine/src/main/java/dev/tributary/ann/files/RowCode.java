package dev.tributary.ann.files;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** How the bytes of one row stand for its values. Immutable. */
sealed interface RowCode {
  /** Bytes of a row. */
  int bytes();

  /** What the bytes from an offset on stand for. */
  void decode(MemorySegment codes, long offset, float[] row);

  /** Each value as a float. */
  record Floats(int dimension) implements RowCode {
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    @Override
    public int bytes() {
      return 4 * dimension;
    }

    @Override
    public void decode(MemorySegment codes, long offset, float[] row) {
      MemorySegment.copy(codes, FLOAT, offset, row, 0, dimension);
    }
  }

  /** Each value as a float16. */
  record Halves(int dimension) implements RowCode {
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    @Override
    public int bytes() {
      return 2 * dimension;
    }

    @Override
    public void decode(MemorySegment codes, long offset, float[] row) {
      for (int i = 0; i < dimension; i++) {
        row[i] = Float.float16ToFloat(codes.get(SHORT, offset + 2L * i));
      }
    }
  }

  /** Each value as a step in its range: least + range · (byte + ½) / 255. */
  record Bytes(float[] least, float[] range) implements RowCode {
    @Override
    public int bytes() {
      return least.length;
    }

    @Override
    public void decode(MemorySegment codes, long offset, float[] row) {
      for (int i = 0; i < row.length; i++) {
        row[i] = least[i] + range[i] * (((codes.get(ValueLayout.JAVA_BYTE, offset + i) & 0xFF) + 0.5f) / 255);
      }
    }
  }

  /**
   * Product quantisation: each of equal pieces as the number of a row of values, numbers packed from the lowest bit on.
   *
   * @param values pieces × 2^bits × length of a piece
   */
  record Pieces(int pieces, int bits, float[] values) implements RowCode {
    @Override
    public int bytes() {
      return (pieces * bits + 7) / 8;
    }

    @Override
    public void decode(MemorySegment codes, long offset, float[] row) {
      int length = row.length / pieces;
      for (int p = 0; p < pieces; p++) {
        System.arraycopy(values, ((p << bits) + code(codes, offset, p)) * length, row, p * length, length);
      }
    }

    private int code(MemorySegment codes, long offset, int piece) {
      int code = 0;
      for (int bit = 0; bit < bits; bit++) {
        int place = piece * bits + bit;
        code |= (codes.get(ValueLayout.JAVA_BYTE, offset + place / 8) >> place % 8 & 1) << bit;
      }
      return code;
    }
  }
}
