package dev.tributary.data;

import java.util.Map;

/** Where a reader puts what it read. */
interface EventSink {
  /**
   * Takes an event whose ids are slices of UTF-8 bytes, valid during the call; an empty item is none.
   *
   * @param row tells the rest, if anybody asks
   */
  void add(byte[] bytes, int userFrom, int userLength, int itemFrom, int itemLength, Signal signal, float value, long time, Row row);

  /** Takes an event of the row with this number, from 0. */
  void add(Event event, long row);

  /** Told before the first event when its times are none but places in an order. */
  default void ranked() {}

  /** The fields of a row beyond user, item, signal, value and time. */
  interface Row {
    /** Number of the row in its source, from 0. */
    long number();

    /** Whether one row makes several events. */
    boolean many();

    /** A field as text; empty when there is none. */
    String text(Layout.Role role);

    int position();

    Map<String, String> context();
  }

  /** Thrown when a file that seemed to have no times has one after all: it must be read again from the start. */
  final class TimesAppeared extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TimesAppeared() {
      super("times appeared", null, false, false);
    }
  }
}
