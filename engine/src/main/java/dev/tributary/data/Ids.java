package dev.tributary.data;

/**
 * What an id may be: 1 to {@link #MAX_BYTES} bytes of UTF-8 without control characters (tab, line break, NUL and so on), since ids stand in
 * tab-separated files and lines of their own.
 */
final class Ids {
  /** The longest id, in UTF-8 bytes. */
  static final int MAX_BYTES = 4096;

  private Ids() {}

  /** What is wrong with an id; empty when nothing is. */
  static String problem(byte[] bytes, int from, int length) {
    if (length > MAX_BYTES) {
      return "id of more than " + MAX_BYTES + " bytes";
    }
    boolean high = false;
    for (int i = from; i < from + length; i++) {
      byte b = bytes[i];
      if (b < 0x20 || b == 0x7F) {
        if (b >= 0) {
          return "id with a control character";
        }
        high = true;
      }
    }
    return high && !Utf8.valid(bytes, from, length) ? "id that is not UTF-8" : "";
  }

  /** What is wrong with an id; empty when nothing is. */
  static String problem(String id) {
    if (id.length() > MAX_BYTES) {
      return "id of more than " + MAX_BYTES + " bytes";
    }
    byte[] bytes = id.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    boolean broken = !new String(bytes, java.nio.charset.StandardCharsets.UTF_8).equals(id);
    return broken ? "id with half a surrogate pair" : problem(bytes, 0, bytes.length);
  }
}
