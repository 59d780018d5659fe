package dev.tributary.formats.tfrecord;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A named value of an {@link Example}: a list of one of three kinds, empty lists among them. Immutable. */
public sealed interface Feature {
  /** {@code bytes_list}; the buffers are read-only. */
  record Bytes(List<ByteBuffer> values) implements Feature {
    public Bytes {
      values = values.stream().map(ByteBuffer::asReadOnlyBuffer).toList();
    }

    /** One text in UTF-8. */
    public static Bytes of(String text) {
      return new Bytes(List.of(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))));
    }
  }

  /** {@code float_list}. */
  record Floats(List<Float> values) implements Feature {
    public Floats {
      values = List.copyOf(values);
    }
  }

  /** {@code int64_list}. */
  record Longs(List<Long> values) implements Feature {
    public Longs {
      values = List.copyOf(values);
    }
  }

  /** The list. */
  List<?> values();
}
