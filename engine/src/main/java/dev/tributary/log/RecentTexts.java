package dev.tributary.log;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Ids met lately: one that comes again is the same String, which costs no copy and knows its hash. Each has one place, where a newer one takes an older one's. Only ids of at
 * most 15 bytes are kept, since two longs hold them with their length, so that one is known without a look at its String. 20 bytes a place and what the Strings take. Confined: one thread.
 */
final class RecentTexts {
  private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int LONGEST = 15;
  private static final long MIX = 0x9E3779B97F4A7C15L;

  private final long[] keys; // two of each place
  private final String[] texts;
  private final int shift;

  /**
   * Room for ids.
   *
   * @param logarithm of the number of places to the base 2, 1..24
   */
  RecentTexts(int logarithm) {
    keys = new long[2 << logarithm];
    texts = new String[1 << logarithm];
    shift = Long.SIZE - logarithm;
  }

  /** The text of UTF-8 bytes. */
  String text(byte[] source, int from, int length) {
    if (length == 0 || length > LONGEST || from + 2 * Long.BYTES > source.length) {
      return new String(source, from, length, StandardCharsets.UTF_8);
    }
    long low = (long) LONGS.get(source, from) & (length < Long.BYTES ? (1L << 8 * length) - 1 : -1L);
    long high = (length <= Long.BYTES ? 0 : (long) LONGS.get(source, from + Long.BYTES) & (1L << 8 * (length - Long.BYTES)) - 1) | (long) length << 56;
    int place = (int) (((low ^ Long.rotateLeft(high * MIX, 32)) * MIX) >>> shift);
    if (keys[2 * place] != low || keys[2 * place + 1] != high) { // the length makes no key 0
      keys[2 * place] = low;
      keys[2 * place + 1] = high;
      texts[place] = new String(source, from, length, StandardCharsets.UTF_8);
    }
    return texts[place];
  }
}
