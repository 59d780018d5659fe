package dev.tributary.data;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;

/**
 * Turns lines {@code user item item …} into clicks, in order. A line may be of any length: only one id is held at a time. Confined: one
 * thread, one file.
 */
final class AdjacencyEvents implements EventSink.Row {
  private final ByteSource source;
  private final ImportReport.Tally tally;
  private final EventSink sink;
  private final byte separator;
  private byte[] ids = new byte[4 * Ids.MAX_BYTES];
  private int userLength;
  private int itemLength;
  private boolean tokenTooLong;
  private long line = 1;
  private long usersWithoutItems;

  AdjacencyEvents(Reading reading, ByteSource source, ImportReport.Tally tally, EventSink sink) {
    this.source = source;
    this.tally = tally;
    this.sink = sink;
    this.separator = reading.separator()[0];
  }

  void run() throws IOException {
    tally.note("rows name no signal; each is a click");
    while (skipBlanks(true)) {
      user();
    }
    if (usersWithoutItems > 0) {
      tally.note(usersWithoutItems + " users have no item");
    }
  }

  /** One line, from its first id on. */
  private void user() throws IOException {
    userLength = token(0);
    String problem = tokenTooLong ? tooLong() : Ids.problem(ids, 0, userLength);
    long items = 0;
    while (skipBlanks(false)) {
      items++;
      tally.rows++;
      itemLength = token(userLength);
      String bad = !problem.isEmpty() ? "user " + problem : tokenTooLong ? "item " + tooLong() : "";
      if (bad.isEmpty() && !Ids.problem(ids, userLength, itemLength).isEmpty()) {
        bad = "item " + Ids.problem(ids, userLength, itemLength);
      }
      if (!bad.isEmpty()) {
        tally.reject(bad, line, Utf8.text(ids, 0, Math.min(100, userLength)) + " " + Utf8.text(ids, userLength, Math.min(100, itemLength)));
        continue;
      }
      tally.kept++;
      tally.event(Signal.CLICK, true);
      sink.add(ids, 0, userLength, userLength, itemLength, Signal.CLICK, 0f, Event.NO_TIME, this);
    }
    usersWithoutItems += items == 0 ? 1 : 0;
  }

  private static String tooLong() {
    return "id of more than " + Ids.MAX_BYTES + " bytes";
  }

  private boolean blank(byte b) {
    return b == separator || b == ' ' || b == '\t' || b == '\r';
  }

  /** Goes to the next id, over line ends or not; false when there is none. */
  private boolean skipBlanks(boolean overLines) throws IOException {
    while (true) {
      if (source.position == source.limit && !more()) {
        return false;
      }
      byte b = source.buffer[source.position];
      if (b == '\n' && overLines) {
        line++;
      } else if (!blank(b)) {
        return b != '\n';
      }
      source.position++;
    }
  }

  private boolean more() throws IOException {
    while (source.position == source.limit) {
      if (source.more(source.position) < 0) {
        return false;
      }
    }
    return true;
  }

  /** Copies the id at the position to a place in {@link #ids}; answers its length, at most one above the longest id. */
  private int token(int to) throws IOException {
    int length = 0;
    while (source.position < source.limit || more()) {
      byte b = source.buffer[source.position];
      if (b == '\n' || blank(b)) {
        break;
      }
      source.position++;
      if (length <= Ids.MAX_BYTES) {
        if (to + length == ids.length) {
          ids = Arrays.copyOf(ids, ids.length * 2);
        }
        ids[to + length++] = b;
      }
    }
    tokenTooLong = length > Ids.MAX_BYTES;
    return length;
  }

  @Override
  public long number() {
    return tally.rows - 1;
  }

  @Override
  public boolean many() {
    return false;
  }

  @Override
  public String text(Layout.Role role) {
    return "";
  }

  @Override
  public int position() {
    return 0;
  }

  @Override
  public Map<String, String> context() {
    return Map.of();
  }
}
