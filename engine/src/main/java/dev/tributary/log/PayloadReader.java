package dev.tributary.log;

import dev.tributary.catalog.Item;
import dev.tributary.catalog.User;
import dev.tributary.data.Event;
import dev.tributary.data.Signal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads what {@link PayloadWriter} wrote, trusting no length. Confined: one thread.
 */
final class PayloadReader {
  private static final int SIGNALS = Signal.values().length;

  private final Optional<RecentTexts> ids;
  private byte[] bytes = {};
  private int at;
  private int end;

  /** A reader of a record or two. */
  PayloadReader() {
    ids = Optional.empty();
  }

  /**
   * A reader of many.
   *
   * @param ids of users and items, which come again and again
   */
  PayloadReader(RecentTexts ids) {
    this.ids = Optional.of(ids);
  }

  /** A payload says what it cannot say. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String reason) {
      super(reason);
    }
  }

  /** The record in these bytes, all of which belong to it. */
  LogRecord read(byte[] bytes, int from, int length) throws Malformed {
    this.bytes = bytes;
    at = from;
    end = from + length;
    LogRecord entry;
    try {
      int kind = readByte();
      entry =
          switch (kind) {
            case PayloadWriter.EVENT -> new LogRecord.OfEvent(readEvent());
            case PayloadWriter.ITEM -> new LogRecord.OfItem(readItem());
            case PayloadWriter.USER -> new LogRecord.OfUser(new User(readText(), readMap()));
            case PayloadWriter.RESPONSE -> new LogRecord.OfResponse(readResponse());
            case PayloadWriter.ERASURE -> new LogRecord.OfErasure(readText());
            case PayloadWriter.TAKE_BACK -> new LogRecord.OfTakeBack(readText(), readText());
            default -> throw new Malformed("is of kind " + kind + ", which this version does not know");
          };
    } catch (IllegalArgumentException e) { // what the types refuse: an empty id, a place beyond the poles
      throw new Malformed(String.valueOf(e.getMessage()));
    }
    check(at == end, "goes on after its last field");
    return entry;
  }

  private Event readEvent() throws Malformed {
    int signal = readByte();
    check(signal < SIGNALS, "has a signal that this version does not know");
    long fields = readVarint();
    check(fields >>> 10 == 0, "has fields that this version does not know");
    String user = readId();
    String id = textIf(fields, 0);
    String item = (fields & 1 << 1) == 0 ? "" : readId();
    long time = (fields & 1 << 2) == 0 ? Event.NO_TIME : readSigned();
    String responseId = textIf(fields, 3);
    long position = (fields & 1 << 4) == 0 ? 0 : readSigned();
    check(position == (int) position, "has a position out of range");
    float value = (fields & 1 << 5) == 0 ? 0f : readFloat();
    return new Event(
        id, Signal.of(signal), user, item, time, responseId, (int) position, value, textIf(fields, 6), textIf(fields, 7),
            textIf(fields, 8), (fields & 1 << 9) == 0 ? Map.of() : readContext());
  }

  private String textIf(long fields, int bit) throws Malformed {
    return (fields & 1L << bit) == 0 ? "" : readText();
  }

  private Map<String, String> readContext() throws Malformed {
    int size = readCount(2);
    var map = new LinkedHashMap<String, String>();
    for (int n = 0; n < size; n++) {
      map.put(readText(), readText());
    }
    return map;
  }

  private Item readItem() throws Malformed {
    var item = Item.builder(readText()).title(readText()).author(readText()).categories(readTexts()).keywords(readTexts())
        .text(readText());
    int dimension = readCount(4);
    var vector = new ArrayList<Float>(dimension);
    for (int n = 0; n < dimension; n++) {
      vector.add(readFloat());
    }
    item.vector(vector).mediaType(readText()).length(readDouble()).durationSeconds(readDouble()).publishedAt(readLong())
        .expiresAt(readLong());
    item.withdrawn(readFlag());
    Optional<Item.Location> place = readFlag() ? Optional.of(new Item.Location(readDouble(), readDouble())) : Optional.empty();
    place.ifPresent(item::location);
    readMap().forEach(item::attribute);
    return item.build();
  }

  private Response readResponse() throws Malformed {
    String id = readText();
    String user = readText();
    String scene = readText();
    String release = readText();
    long time = readSigned();
    var names = readTexts();
    int size = readCount(6);
    var items = new ArrayList<Response.Shown>(size);
    for (int n = 0; n < size; n++) {
      items.add(new Response.Shown(readText(), readFloat(), readFound(), readFeatures(names.size())));
    }
    int cut = readCount(7);
    var cuts = new ArrayList<Response.Cut>(cut);
    for (int n = 0; n < cut; n++) {
      cuts.add(new Response.Cut(readText(), readText(), readRank(), readFloat()));
    }
    return new Response(id, user, scene, release, time, items, names, cuts);
  }

  private List<Response.Found> readFound() throws Malformed {
    int size = readCount(6);
    var found = new ArrayList<Response.Found>(size);
    for (int n = 0; n < size; n++) {
      found.add(new Response.Found(readText(), readRank(), readFloat()));
    }
    return found;
  }

  private List<Float> readFeatures(int size) throws Malformed {
    check(size <= (end - at) / 4, "holds a list longer than itself");
    var features = new ArrayList<Float>(size);
    for (int n = 0; n < size; n++) {
      features.add(readFloat());
    }
    return features;
  }

  private int readRank() throws Malformed {
    long rank = readSigned();
    check(rank == (int) rank, "has a rank out of range");
    return (int) rank;
  }

  /** How many records a gap stands for; 0 when these bytes are none. */
  long readGap(byte[] bytes, int from, int length) throws Malformed {
    this.bytes = bytes;
    at = from;
    end = from + length;
    if (readByte() != PayloadWriter.GAP) {
      return 0;
    }
    long records = readVarint();
    check(at == end && records >= 1 && records <= 1L << 40, "is a gap of a length that cannot be");
    return records;
  }

  private Map<String, Object> readMap() throws Malformed {
    int size = readCount(2);
    var map = new LinkedHashMap<String, Object>();
    for (int n = 0; n < size; n++) {
      String name = readText();
      int type = readByte();
      map.put(
          name,
          switch (type) {
            case PayloadWriter.TEXT -> readText();
            case PayloadWriter.DOUBLE -> readDouble();
            case PayloadWriter.FALSE -> false;
            case PayloadWriter.TRUE -> true;
            case PayloadWriter.TEXTS -> readTexts();
            default -> throw new Malformed("has an attribute of type " + type + ", which this version does not know");
          });
    }
    return map;
  }

  private List<String> readTexts() throws Malformed {
    int size = readCount(1);
    var list = new ArrayList<String>(size);
    for (int n = 0; n < size; n++) {
      list.add(readText());
    }
    return List.copyOf(list);
  }

  /** A number of elements that take at least so many bytes each. */
  private int readCount(int leastBytes) throws Malformed {
    long count = readVarint();
    check(count >= 0 && count <= (end - at) / leastBytes, "holds a list longer than itself");
    return (int) count;
  }

  private boolean readFlag() throws Malformed {
    int flag = readByte();
    check(flag <= 1, "has a flag that is neither 0 nor 1");
    return flag == 1;
  }

  private int readByte() throws Malformed {
    need(1);
    return bytes[at++] & 0xFF;
  }

  private float readFloat() throws Malformed {
    need(4);
    at += 4;
    return Float.intBitsToFloat((int) PayloadWriter.INT.get(bytes, at - 4));
  }

  private double readDouble() throws Malformed {
    return Double.longBitsToDouble(readLong());
  }

  private long readLong() throws Malformed {
    need(8);
    at += 8;
    return (long) PayloadWriter.LONG.get(bytes, at - 8);
  }

  private long readSigned() throws Malformed {
    long value = readVarint();
    return value >>> 1 ^ -(value & 1);
  }

  private long readVarint() throws Malformed {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int b = readByte();
      value |= (b & 0x7FL) << shift;
      if (b < 0x80) {
        return value;
      }
    }
    throw new Malformed("has a number of more than 64 bits");
  }

  private String readText() throws Malformed {
    int length = readCount(1);
    at += length;
    return new String(bytes, at - length, length, StandardCharsets.UTF_8);
  }

  private String readId() throws Malformed {
    if (ids.isEmpty()) {
      return readText();
    }
    int length = readCount(1);
    at += length;
    return ids.get().text(bytes, at - length, length);
  }

  private void need(int length) throws Malformed {
    check(length <= end - at, "ends within a field");
  }

  private static void check(boolean holds, String reason) throws Malformed {
    if (!holds) {
      throw new Malformed(reason);
    }
  }
}
