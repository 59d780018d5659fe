package dev.tributary.onnx;

import dev.tributary.math.FloatColumn;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A message in the encoding of protocol buffers: fields in the order in which they were added, each a tag {@code number·8 + kind} and a value. Knows its size before it is written, so that
 * large tables go from memory to the file without a copy. Confined.
 */
final class Message {
  private static final int VARINT = 0;
  private static final int LENGTH = 2;
  private static final int CHUNK = 1 << 14; // floats

  /** Bytes that are written when their turn comes. */
  private interface Part {
    void write(OutputStream out) throws IOException;
  }

  private final List<Part> parts = new ArrayList<>();
  private long size;

  /** Adds a whole number, 0 or more. */
  Message number(int field, long value) {
    tag(field, VARINT);
    return bytes(varint(value));
  }

  Message text(int field, String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    tag(field, LENGTH);
    bytes(varint(bytes.length));
    return bytes(bytes);
  }

  Message message(int field, Message value) {
    tag(field, LENGTH);
    bytes(varint(value.size));
    parts.add(value::write);
    size += value.size;
    return this;
  }

  /** Adds little-endian floats as one run of bytes. */
  Message floats(int field, FloatColumn values) {
    long length = values.size() * Float.BYTES;
    tag(field, LENGTH);
    bytes(varint(length));
    parts.add(out -> write(values, out));
    size += length;
    return this;
  }

  /** Adds little-endian numbers of 8 bytes as one run. */
  Message longs(int field, long... values) {
    var buffer = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (long value : values) {
      buffer.putLong(value);
    }
    tag(field, LENGTH);
    bytes(varint(buffer.capacity()));
    return bytes(buffer.array());
  }

  private void tag(int field, int kind) {
    bytes(varint((long) field << 3 | kind));
  }

  private Message bytes(byte[] bytes) {
    parts.add(out -> out.write(bytes));
    size += bytes.length;
    return this;
  }

  private static byte[] varint(long value) {
    var bytes = new ByteArrayOutputStream(10);
    long left = value;
    for (; left >>> 7 != 0; left >>>= 7) {
      bytes.write((int) (left & 0x7F | 0x80));
    }
    bytes.write((int) left);
    return bytes.toByteArray();
  }

  private static void write(FloatColumn values, OutputStream out) throws IOException {
    var chunk = new float[CHUNK];
    var buffer = ByteBuffer.allocate(CHUNK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (long from = 0; from < values.size(); from += CHUNK) {
      int count = (int) Math.min(CHUNK, values.size() - from);
      values.copyTo(from, from + count, chunk, 0);
      buffer.clear().asFloatBuffer().put(chunk, 0, count);
      out.write(buffer.array(), 0, count * Float.BYTES);
    }
  }

  /** Bytes of the whole message. */
  long size() {
    return size;
  }

  void write(OutputStream out) throws IOException {
    for (var part : parts) {
      part.write(out);
    }
  }
}
