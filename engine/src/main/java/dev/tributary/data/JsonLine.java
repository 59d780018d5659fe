package dev.tributary.data;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.TreeMap;

/** Bytes of events as JSON lines. Text goes straight into UTF-8. Confined: one thread; reused. */
final class JsonLine {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private byte[] bytes = new byte[1 << 12];
  private int size;

  byte[] bytes() {
    return bytes;
  }

  int size() {
    return size;
  }

  void clear() {
    size = 0;
  }

  /** Appends an event, without a line break. Fields that do not apply are left out. */
  void event(Event event) {
    int start = size;
    put('{');
    field("id", event.id(), start);
    field("type", event.type().wireName(), start);
    field("user", event.user(), start);
    field("item", event.item(), start);
    if (event.time() != Event.NO_TIME) {
      name("time", start);
      time(event.time());
    }
    field("responseId", event.responseId(), start);
    if (event.position() > 0) {
      name("position", start);
      ascii(Integer.toString(event.position()));
    }
    if (event.value() != 0 || event.type() == Signal.RATING || event.type() == Signal.PLAY) {
      name("value", start);
      ascii(number(event.value()));
    }
    field("author", event.author(), start);
    field("topic", event.topic(), start);
    field("query", event.query(), start);
    if (!event.context().isEmpty()) {
      name("context", start);
      int inner = size;
      put('{');
      new TreeMap<>(event.context()).forEach((key, value) -> {
        separate(inner);
        text(key);
        put(':');
        text(value);
      });
      put('}');
    }
    put('}');
  }

  void lineBreak() {
    put('\n');
  }

  private static String number(float value) {
    return value == (int) value && Math.abs(value) < 1e7f ? Integer.toString((int) value) : Float.toString(value);
  }

  private void field(String name, String value, int start) {
    if (!value.isEmpty()) {
      name(name, start);
      text(value);
    }
  }

  private void name(String name, int start) {
    separate(start);
    put('"');
    ascii(name);
    put('"');
    put(':');
  }

  private void separate(int start) {
    if (size > start + 1) {
      put(',');
    }
  }

  /** ISO-8601 where the year has four digits, else epoch milliseconds. */
  private void time(long millis) {
    room(40);
    bytes[size] = '"';
    int end = TimeText.write(millis, bytes, size + 1);
    if (bytes[end - 1] == 'Z') {
      bytes[end] = '"';
      size = end + 1;
    } else {
      size = TimeText.write(millis, bytes, size);
    }
  }

  private void ascii(String text) {
    room(text.length());
    for (int i = 0; i < text.length(); i++) {
      bytes[size++] = (byte) text.charAt(i);
    }
  }

  private void text(String text) {
    room(text.length() * 6 + 2);
    bytes[size++] = '"';
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        i += wide(text, i);
      } else if (c == '"' || c == '\\') {
        bytes[size++] = '\\';
        bytes[size++] = (byte) c;
      } else if (c < 0x20) {
        escape(c);
      } else {
        bytes[size++] = (byte) c;
      }
    }
    bytes[size++] = '"';
  }

  /** A character beyond ASCII; answers how many further chars it took. Half a surrogate pair is written as its escape. */
  private int wide(String text, int i) {
    char c = text.charAt(i);
    if (Character.isSurrogate(c) && Character.charCount(text.codePointAt(i)) == 1) {
      escape(c);
      return 0;
    }
    int point = text.codePointAt(i);
    if (point < 0x800) {
      bytes[size++] = (byte) (0xC0 | point >> 6);
    } else {
      if (point < 0x10000) {
        bytes[size++] = (byte) (0xE0 | point >> 12);
      } else {
        bytes[size++] = (byte) (0xF0 | point >> 18);
        bytes[size++] = (byte) (0x80 | point >> 12 & 0x3F);
      }
      bytes[size++] = (byte) (0x80 | point >> 6 & 0x3F);
    }
    bytes[size++] = (byte) (0x80 | point & 0x3F);
    return Character.charCount(point) - 1;
  }

  private void escape(char c) {
    bytes[size++] = '\\';
    bytes[size++] = 'u';
    for (int shift = 12; shift >= 0; shift -= 4) {
      bytes[size++] = HEX[c >> shift & 15];
    }
  }

  private void put(char c) {
    room(1);
    bytes[size++] = (byte) c;
  }

  private void room(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }

  @Override
  public String toString() {
    return new String(bytes, 0, size, StandardCharsets.UTF_8);
  }
}
