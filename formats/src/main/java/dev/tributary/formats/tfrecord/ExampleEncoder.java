package dev.tributary.formats.tfrecord;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes the protobuf that {@link ExampleParser} describes. Every field is a message with its length, so messages are made from the inside out. Holds nothing. */
final class ExampleEncoder {
  private ExampleEncoder() {}

  static byte[] encode(Example example) {
    var features = new ByteArrayOutputStream();
    example.features().forEach(
        (name, feature) -> {
          var entry = new ByteArrayOutputStream();
          field(entry, 1, name.getBytes(StandardCharsets.UTF_8));
          field(entry, 2, feature(feature));
          field(features, 1, entry.toByteArray());
        });
    var bytes = new ByteArrayOutputStream();
    field(bytes, 1, features.toByteArray());
    return bytes.toByteArray();
  }

  private static byte[] feature(Feature feature) {
    var list = new ByteArrayOutputStream();
    int kind =
        switch (feature) {
          case Feature.Bytes(var values) -> {
            values.forEach(value -> field(list, 1, bytes(value)));
            yield 1;
          }
          case Feature.Floats(var values) -> {
            var packed = new ByteArrayOutputStream();
            values.forEach(value -> fixed32(packed, Float.floatToRawIntBits(value)));
            packed(list, packed);
            yield 2;
          }
          case Feature.Longs(var values) -> {
            var packed = new ByteArrayOutputStream();
            values.forEach(value -> varint(packed, value));
            packed(list, packed);
            yield 3;
          }
        };
    var bytes = new ByteArrayOutputStream();
    field(bytes, kind, list.toByteArray());
    return bytes.toByteArray();
  }

  private static void packed(ByteArrayOutputStream list, ByteArrayOutputStream numbers) {
    if (numbers.size() > 0) {
      field(list, 1, numbers.toByteArray());
    }
  }

  private static byte[] bytes(ByteBuffer value) {
    var bytes = new byte[value.remaining()];
    value.get(value.position(), bytes);
    return bytes;
  }

  private static void field(ByteArrayOutputStream out, int number, byte[] content) {
    varint(out, number << 3 | 2);
    varint(out, content.length);
    out.writeBytes(content);
  }

  private static void fixed32(ByteArrayOutputStream out, int bits) {
    for (int shift = 0; shift < 32; shift += 8) {
      out.write(bits >>> shift);
    }
  }

  private static void varint(ByteArrayOutputStream out, long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) (rest & 0x7F | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
