package dev.tributary.log;

import static dev.tributary.math.Require.require;

import dev.tributary.catalog.Item;
import dev.tributary.catalog.User;
import dev.tributary.data.Event;
import java.nio.ByteOrder;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes payloads end to end into one growing array. Confined: one thread.
 *
 * <pre>
 * varint   7 bits a byte, low bits first, the top bit set on all but the last; signed numbers as zigzag
 * text     varint of its UTF-8 bytes, the bytes (a lone surrogate, which UTF-8 lacks, becomes ?)
 * list     varint of its size, the elements
 * map      varint of its size, then name (text), type (1 text, 2 double, 3 false, 4 true, 5 list of text), value
 * float    4 bytes, double 8 bytes, little-endian
 *
 * event    1, signal (its place in {@link dev.tributary.data.Signal}, one byte), varint of the fields that follow (bit 0 id,
 *          1 item, 2 time, 3 responseId, 4 position, 5 value, 6 author, 7 topic, 8 query, 9 context), user (text), then those
 *          fields in this order: text; time zigzag in milliseconds; position zigzag; value float; context: varint of its
 *          size, then name and value as text, by name
 * item     2, id, title, author (text), categories, keywords (list of text), text (text), vector (list of float), mediaType
 *          (text), length, durationSeconds (double), publishedAt, expiresAt (8 bytes each), withdrawn (0 or 1), location (0, or
 *          1 with latitude and longitude as double), attributes (map)
 * user     3, id (text), attributes (map)
 * gap      4, varint of the sequence numbers that it stands for: records that are gone
 * response 5, id, user, scene, release (text), time zigzag, featureNames (list of text); items: varint of their number, each item
 *          (text), score (float), channels: varint of their number, each name (text), rank zigzag, score (float); then the
 *          features (floats, as many as names); cuts: varint of their number, each stage, item (text), rank zigzag, score (float)
 * erasure  6, user (text)
 * takeBack 7, event, user (text)
 * </pre>
 */
final class PayloadWriter {
  static final int EVENT = 1;
  static final int ITEM = 2;
  static final int USER = 3;
  static final int GAP = 4;
  static final int RESPONSE = 5;
  static final int ERASURE = 6;
  static final int TAKE_BACK = 7;
  static final int TEXT = 1;
  static final int DOUBLE = 2;
  static final int FALSE = 3;
  static final int TRUE = 4;
  static final int TEXTS = 5;

  static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int LIMIT = 1 << 30;

  private byte[] bytes;
  private int size;

  PayloadWriter(int capacity) {
    bytes = new byte[capacity];
  }

  byte[] bytes() {
    return bytes;
  }

  int size() {
    return size;
  }

  /** Forgets everything after the first bytes. */
  void cutTo(int size) {
    this.size = size;
  }

  /** Leaves room and answers where it begins. */
  int skip(int length) {
    room(length);
    size += length;
    return size - length;
  }

  private void room(int length) {
    if (length > bytes.length - size) {
      require((long) size + length <= LIMIT, "a record is too long");
      bytes = Arrays.copyOf(bytes, (int) Math.min(LIMIT, Math.max(bytes.length * 2L, (long) size + length)));
    }
  }

  void write(LogRecord entry) {
    switch (entry) {
      case LogRecord.OfEvent(Event event) -> writeEvent(event);
      case LogRecord.OfItem(Item item) -> writeItem(item);
      case LogRecord.OfUser(User user) -> {
        writeByte(USER);
        writeText(user.id());
        writeMap(user.attributes());
      }
      case LogRecord.OfResponse(Response response) -> writeResponse(response);
      case LogRecord.OfErasure(String user) -> {
        writeByte(ERASURE);
        writeText(user);
      }
      case LogRecord.OfTakeBack(String event, String user) -> {
        writeByte(TAKE_BACK);
        writeText(event);
        writeText(user);
      }
    }
  }

  /** Writes what stands for records that are gone. */
  void writeGap(long records) {
    writeByte(GAP);
    writeVarint(records);
  }

  private void writeResponse(Response response) {
    writeByte(RESPONSE);
    writeText(response.id());
    writeText(response.user());
    writeText(response.scene());
    writeText(response.release());
    writeSigned(response.time());
    writeTexts(response.featureNames());
    writeVarint(response.items().size());
    for (var shown : response.items()) {
      writeText(shown.item());
      writeFloat(shown.score());
      writeVarint(shown.channels().size());
      for (var found : shown.channels()) {
        writeText(found.channel());
        writeSigned(found.rank());
        writeFloat(found.score());
      }
      shown.features().forEach(this::writeFloat);
    }
    writeVarint(response.cuts().size());
    for (var cut : response.cuts()) {
      writeText(cut.stage());
      writeText(cut.item());
      writeSigned(cut.rank());
      writeFloat(cut.score());
    }
  }

  private void writeEvent(Event event) {
    writeByte(EVENT);
    writeByte(event.type().ordinal());
    writeVarint(fieldsOf(event));
    writeText(event.user());
    writeIfAny(event.id());
    writeIfAny(event.item());
    if (event.time() != Event.NO_TIME) {
      writeSigned(event.time());
    }
    writeIfAny(event.responseId());
    if (event.position() != 0) {
      writeSigned(event.position());
    }
    if (Float.floatToRawIntBits(event.value()) != 0) {
      writeFloat(event.value());
    }
    writeIfAny(event.author());
    writeIfAny(event.topic());
    writeIfAny(event.query());
    if (!event.context().isEmpty()) {
      writeVarint(event.context().size());
      for (var entry : new TreeMap<>(event.context()).entrySet()) { // their own order changes from run to run
        writeText(entry.getKey());
        writeText(entry.getValue());
      }
    }
  }

  private static int fieldsOf(Event event) {
    return (event.id().isEmpty() ? 0 : 1)
        | (event.item().isEmpty() ? 0 : 1 << 1)
        | (event.time() == Event.NO_TIME ? 0 : 1 << 2)
        | (event.responseId().isEmpty() ? 0 : 1 << 3)
        | (event.position() == 0 ? 0 : 1 << 4)
        | (Float.floatToRawIntBits(event.value()) == 0 ? 0 : 1 << 5)
        | (event.author().isEmpty() ? 0 : 1 << 6)
        | (event.topic().isEmpty() ? 0 : 1 << 7)
        | (event.query().isEmpty() ? 0 : 1 << 8)
        | (event.context().isEmpty() ? 0 : 1 << 9);
  }

  private void writeItem(Item item) {
    writeByte(ITEM);
    writeText(item.id());
    writeText(item.title());
    writeText(item.author());
    writeTexts(item.categories());
    writeTexts(item.keywords());
    writeText(item.text());
    writeVarint(item.vector().size());
    item.vector().forEach(this::writeFloat);
    writeText(item.mediaType());
    writeDouble(item.length());
    writeDouble(item.durationSeconds());
    writeLong(item.publishedAt());
    writeLong(item.expiresAt());
    writeByte(item.withdrawn() ? 1 : 0);
    writeByte(item.location().isPresent() ? 1 : 0);
    item.location()
        .ifPresent(
            place -> {
              writeDouble(place.latitude());
              writeDouble(place.longitude());
            });
    writeMap(item.attributes());
  }

  private void writeMap(Map<String, Object> map) {
    writeVarint(map.size());
    map.forEach(
        (name, value) -> {
          writeText(name);
          switch (value) {
            case String text -> {
              writeByte(TEXT);
              writeText(text);
            }
            case Double number -> {
              writeByte(DOUBLE);
              writeDouble(number);
            }
            case Boolean truth -> writeByte(truth ? TRUE : FALSE);
            case List<?> list -> {
              writeByte(TEXTS);
              writeTexts(list);
            }
            default -> throw new IllegalArgumentException("attribute " + name + " is a " + value.getClass().getSimpleName()
                + ", allowed String, Double, Boolean and List of String");
          }
        });
  }

  private void writeTexts(List<?> list) {
    writeVarint(list.size());
    for (Object text : list) {
      require(text instanceof String, "a list holds %s, allowed text", text);
      writeText((String) text);
    }
  }

  private void writeByte(int value) {
    room(1);
    bytes[size++] = (byte) value;
  }

  private void writeFloat(float value) {
    room(4);
    INT.set(bytes, size, Float.floatToRawIntBits(value));
    size += 4;
  }

  private void writeDouble(double value) {
    writeLong(Double.doubleToRawLongBits(value));
  }

  private void writeLong(long value) {
    room(8);
    LONG.set(bytes, size, value);
    size += 8;
  }

  private void writeSigned(long value) {
    writeVarint(value << 1 ^ value >> 63);
  }

  private void writeVarint(long value) {
    room(10);
    while ((value & ~0x7FL) != 0) {
      bytes[size++] = (byte) (value | 0x80);
      value >>>= 7;
    }
    bytes[size++] = (byte) value;
  }

  private void writeIfAny(String text) {
    if (!text.isEmpty()) {
      writeText(text);
    }
  }

  private void writeText(String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    writeVarint(encoded.length);
    room(encoded.length);
    System.arraycopy(encoded, 0, bytes, size, encoded.length);
    size += encoded.length;
  }
}
