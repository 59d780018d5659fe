package dev.tributary.data;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Questions about slices of UTF-8 bytes, answered without making a String where the bytes are ASCII. */
final class Utf8 {
  private Utf8() {}

  /** Whether the bytes are well-formed UTF-8. */
  static boolean valid(byte[] bytes, int from, int length) {
    for (int i = from; i < from + length; i++) {
      if (bytes[i] < 0) {
        return decodes(bytes, from, length);
      }
    }
    return true;
  }

  private static boolean decodes(byte[] bytes, int from, int length) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, length));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /** The text; what is not UTF-8 becomes U+FFFD. */
  static String text(byte[] bytes, int from, int length) {
    return new String(bytes, from, length, StandardCharsets.UTF_8);
  }

  /** Whether a control character (below 0x20, or 0x7F) is among the bytes. */
  static boolean hasControl(byte[] bytes, int from, int length) {
    for (int i = from; i < from + length; i++) {
      if (bytes[i] < 0x20 && bytes[i] >= 0 || bytes[i] == 0x7F) {
        return true;
      }
    }
    return false;
  }
}
