package dev.tributary.formats.tfrecord;

import static dev.tributary.math.Require.require;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * Reads the protobuf of an {@link Example}:
 *
 * <pre>
 * Example  { Features features = 1; }
 * Features { map&lt;string, Feature&gt; feature = 1; }     // each entry a message { key = 1; value = 2; }
 * Feature  { BytesList = 1 | FloatList = 2 | Int64List = 3 }, each { repeated value = 1; }
 * </pre>
 *
 * Repeated numbers may be packed, single, or both in one list; unknown fields are stepped over; of two entries with one key, and of two kinds in one
 * feature, the later one counts, as protobuf has it. Confined: one thread.
 */
final class ExampleParser {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH = 2;
  private static final int FIXED32 = 5;

  private final ByteBuffer in;

  ExampleParser(byte[] record) {
    in = ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN);
  }

  Example example() {
    var features = new LinkedHashMap<String, Feature>();
    while (in.hasRemaining()) {
      int tag = tag();
      if (tag == (1 << 3 | LENGTH)) {
        within(() -> features(features));
      } else {
        skip(tag);
      }
    }
    return new Example(features);
  }

  /** Reads a message that its length precedes. */
  private void within(Runnable message) {
    int end = in.limit();
    int length = length();
    in.limit(in.position() + length);
    message.run();
    in.limit(end);
  }

  private void features(SequencedMap<String, Feature> features) {
    while (in.hasRemaining()) {
      int tag = tag();
      if (tag == (1 << 3 | LENGTH)) {
        within(() -> entry(features));
      } else {
        skip(tag);
      }
    }
  }

  private void entry(SequencedMap<String, Feature> features) {
    String key = "";
    var value = new Values();
    while (in.hasRemaining()) {
      int tag = tag();
      if (tag == (1 << 3 | LENGTH)) {
        key = StandardCharsets.UTF_8.decode(slice()).toString();
      } else if (tag == (2 << 3 | LENGTH)) {
        within(() -> feature(value));
      } else {
        skip(tag);
      }
    }
    switch (value.kind) {
      case 1 -> features.put(key, new Feature.Bytes(value.bytes));
      case 2 -> features.put(key, new Feature.Floats(value.floats));
      case 3 -> features.put(key, new Feature.Longs(value.longs));
      default -> features.remove(key);
    }
  }

  /** The lists of a feature; the one of {@code kind} counts. */
  private static final class Values {
    int kind;
    final List<ByteBuffer> bytes = new ArrayList<>();
    final List<Float> floats = new ArrayList<>();
    final List<Long> longs = new ArrayList<>();
  }

  private void feature(Values value) {
    while (in.hasRemaining()) {
      int tag = tag();
      int kind = tag >>> 3;
      if (kind < 1 || kind > 3 || (tag & 7) != LENGTH) {
        skip(tag);
        continue;
      }
      value.kind = kind;
      within(() -> list(value));
    }
  }

  private void list(Values value) {
    while (in.hasRemaining()) {
      int tag = tag();
      int type = tag & 7;
      if (tag >>> 3 != 1) {
        skip(tag);
      } else if (value.kind == 1 && type == LENGTH) {
        value.bytes.add(slice());
      } else if (value.kind == 2 && type == FIXED32) {
        value.floats.add(number(4).getFloat());
      } else if (value.kind == 2 && type == LENGTH) {
        within(() -> {
          while (in.hasRemaining()) {
            value.floats.add(number(4).getFloat());
          }
        });
      } else if (value.kind == 3 && type == VARINT) {
        value.longs.add(varint());
      } else if (value.kind == 3 && type == LENGTH) {
        within(() -> {
          while (in.hasRemaining()) {
            value.longs.add(varint());
          }
        });
      } else {
        skip(tag);
      }
    }
  }

  private int tag() {
    long tag = varint();
    require(tag >>> 3 >= 1 && tag >>> 32 == 0, "no field can have the tag %d, at byte %d", tag, in.position());
    return (int) tag;
  }

  private ByteBuffer slice() {
    int length = length();
    var slice = in.slice(in.position(), length);
    in.position(in.position() + length);
    return slice;
  }

  private int length() {
    long length = varint();
    require(length >= 0 && length <= in.remaining(), "a length of %d where %d bytes are left, at byte %d", length, in.remaining(), in.position());
    return (int) length;
  }

  private ByteBuffer number(int bytes) {
    require(in.remaining() >= bytes, "a number of %d bytes where %d are left, at byte %d", bytes, in.remaining(), in.position());
    return in;
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      byte b = number(1).get();
      value |= (long) (b & 0x7F) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number of more than 10 bytes, at byte " + in.position());
  }

  private void skip(int tag) {
    switch (tag & 7) {
      case VARINT -> varint();
      case FIXED64 -> number(8).getLong();
      case LENGTH -> slice();
      case FIXED32 -> number(4).getInt();
      default -> throw new IllegalArgumentException("wire type " + (tag & 7) + ", which protobuf does not have, at byte " + in.position());
    }
  }
}
