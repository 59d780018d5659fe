package dev.tributary.formats.tfrecord;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * How a record lies in a TFRecord file, numbers little-endian: its length (8 bytes), the masked CRC-32C of these 8 bytes, its bytes, their masked CRC-32C. The mask
 * turns a checksum by 15 bits and adds a constant, so that checksums of data that hold checksums stay good ones.
 */
final class Framing {
  /** Bytes before a record: length and checksum. */
  static final int HEAD = 12;

  private static final int MASK = 0xA282EAD8;

  private Framing() {}

  static int checksum(byte[] bytes, int from, int length) {
    var crc = new CRC32C();
    crc.update(bytes, from, length);
    return Integer.rotateRight((int) crc.getValue(), 15) + MASK;
  }

  /** The head of a record of this length. */
  static byte[] head(long length) {
    var head = ByteBuffer.allocate(HEAD).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
    return head.putInt(checksum(head.array(), 0, 8)).array();
  }

  /** Whether the length in a head fits its checksum. */
  static boolean sound(byte[] head) {
    return head.length >= HEAD && ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getInt(8) == checksum(head, 0, 8);
  }

  static long length(byte[] head) {
    return ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }
}
