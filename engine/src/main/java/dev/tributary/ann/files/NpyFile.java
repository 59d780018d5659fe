package dev.tributary.ann.files;

import dev.tributary.math.FloatColumn;
import dev.tributary.math.Matrix;
import dev.tributary.model.CorruptFileException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The array file of numpy, versions 1 to 3, of two dimensions, little-endian and row by row:
 *
 * <pre>
 * 0   6 bytes  93 'NUMPY'
 * 6   2 bytes  version, its minor part
 * 8   uint16   length of the header; a uint32 from version 2 on
 * …   text     {'descr': '&lt;f4', 'fortran_order': False, 'shape': (rows, columns), }, spaces and a line feed
 * …            the values
 * </pre>
 */
final class NpyFile {
  private static final Pattern HEADER =
      Pattern.compile(
          "\\{'descr': *'(?<type>[^']{1,8})', *'fortran_order': *(?<fortran>True|False), *'shape': *\\((?<rows>\\d{1,10}), *(?<columns>\\d{1,10}),?\\),? *\\}\\s*");
  private static final int LONGEST = 1 << 16;

  private NpyFile() {}

  static Matrix read(MappedFile file) throws CorruptFileException {
    file.check(file.size() >= 12 && file.longAt(0) << 16 == 0x59504D554E93L << 16, 0, "is no .npy file");
    int version = file.byteAt(6);
    file.check(version >= 1 && version <= 3, 6, "is a .npy file of version %d, known are 1..3", version);
    long length = version == 1 ? file.intAt(8) & 0xFFFF : file.intAt(8) & 0xFFFFFFFFL;
    int from = version == 1 ? 10 : 12;
    file.check(length <= LONGEST, 8, "has a header of %d bytes, allowed %d", length, LONGEST);
    String text = new String(file.bytesAt(from, (int) length), StandardCharsets.UTF_8);
    var header = HEADER.matcher(text);
    file.check(header.matches(), from, "has a header that is no array of two dimensions: %s", text.strip());
    file.check(header.group("fortran").equals("False"), from, "lies column by column; save it with numpy.ascontiguousarray");
    long rows = Long.parseLong(header.group("rows"));
    long columns = Long.parseLong(header.group("columns"));
    file.check(rows <= Integer.MAX_VALUE && columns >= 1 && columns <= Integer.MAX_VALUE, from, "has the shape %d × %d", rows, columns);
    String type = header.group("type");
    int width =
        switch (type) {
          case "<f4", "<i4" -> 4;
          case "<f8", "<i8" -> 8;
          case "<f2" -> 2;
          case "|u1", "|i1" -> 1;
          default -> throw file.corrupt(from, "has values of type %s, known are <f4 <f8 <f2 |i1 |u1 <i4 <i8", type);
        };
    file.check(rows * columns == (file.size() - from - length) / width && (file.size() - from - length) % width == 0, -1,
        "has the shape %d × %d of %d bytes each, but %d bytes of values", rows, columns, width, file.size() - from - length);
    var values = file.part(from + length, rows * columns * width);
    if (type.equals("<f4")) {
      return Matrix.of((int) rows, (int) columns, FloatColumn.of(values));
    }
    var floats = FloatColumn.allocate(rows * columns);
    for (long n = 0; n < rows * columns; n++) {
      floats.set(n, value(values, type, n));
    }
    return Matrix.of((int) rows, (int) columns, floats);
  }

  private static float value(MemorySegment values, String type, long n) {
    var order = ByteOrder.LITTLE_ENDIAN;
    return switch (type) {
      case "<f8" -> (float) values.get(ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(order), 8 * n);
      case "<i8" -> values.get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(order), 8 * n);
      case "<i4" -> values.get(ValueLayout.JAVA_INT_UNALIGNED.withOrder(order), 4 * n);
      case "<f2" -> Float.float16ToFloat(values.get(ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(order), 2 * n));
      case "|u1" -> values.get(ValueLayout.JAVA_BYTE, n) & 0xFF;
      default -> values.get(ValueLayout.JAVA_BYTE, n);
    };
  }

  /** The header of an array, whose values begin at a multiple of 64. */
  static byte[] header(String type, long rows, long columns) {
    String text = String.format(Locale.ROOT, "{'descr': '%s', 'fortran_order': False, 'shape': (%d, %d), }", type, rows, columns);
    int length = (10 + text.length() + 1 + 63) / 64 * 64 - 10;
    var header = new byte[10 + length];
    byte[] magic = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) length, (byte) (length >> 8)};
    System.arraycopy(magic, 0, header, 0, 10);
    java.util.Arrays.fill(header, 10, header.length - 1, (byte) ' ');
    System.arraycopy(text.getBytes(StandardCharsets.US_ASCII), 0, header, 10, text.length());
    header[header.length - 1] = '\n';
    return header;
  }
}
