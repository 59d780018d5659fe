package dev.tributary.log;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Ids met lately: one that comes again is the same String, which costs no copy and knows its hash. Each has one place, where a newer one takes an older one's. About
 * 20 MB when all places are taken. Confined: one thread.
 */
final class RecentTexts {
  private static final int PLACES = 1 << 17;
  private static final int LONGEST = 64; // longer ones are not kept

  private final byte[][] bytes = new byte[PLACES][];
  private final String[] texts = new String[PLACES];

  /** The text of UTF-8 bytes. */
  String text(byte[] source, int from, int length) {
    if (length > LONGEST) {
      return new String(source, from, length, StandardCharsets.UTF_8);
    }
    int hash = length;
    for (int i = from; i < from + length; i++) {
      hash = hash * 31 + source[i];
    }
    int place = hash * 0x9E3779B9 >>> 15;
    byte[] known = bytes[place];
    if (known == null || !Arrays.equals(known, 0, known.length, source, from, from + length)) {
      bytes[place] = Arrays.copyOfRange(source, from, from + length);
      texts[place] = new String(source, from, length, StandardCharsets.UTF_8);
    }
    return texts[place];
  }
}
