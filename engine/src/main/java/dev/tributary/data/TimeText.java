package dev.tributary.data;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;

/**
 * Times as text. Read are
 *
 * <ul>
 *   <li>numbers since 1970, told apart by magnitude: below 10^11 seconds (until the year 5138), below 10^14 milliseconds, below 10^17
 *       microseconds, else nanoseconds; seconds may have decimals;
 *   <li>ISO-8601 and its likes: {@code 2026-11-21}, {@code 2026-11-21T03:12:00.5Z}, {@code 2022-04-08 10:11:12 UTC}, {@code 2022-04-08
 *       10:11:12+08:00}; without a zone: UTC.
 * </ul>
 *
 * <p>Thread-safe: holds nothing.
 */
public final class TimeText {
  private static final double SECONDS_BELOW = 1e11;
  private static final double MILLIS_BELOW = 1e14;
  private static final double MICROS_BELOW = 1e17;
  private static final long DAY = 86_400_000L;

  private TimeText() {}

  /** Epoch milliseconds, or {@link Event#NO_TIME} when the text is no time. */
  public static long parse(String text) {
    byte[] bytes = text.strip().getBytes(StandardCharsets.UTF_8);
    return parse(bytes, 0, bytes.length, false);
  }

  /** Epoch milliseconds of bytes; {@code millis} takes every number as milliseconds. */
  static long parse(byte[] bytes, int from, int length, boolean millis) {
    if (length >= 8 && (bytes[from + 4] == '-' || bytes[from + 4] == '/')) {
      return date(bytes, from, length);
    }
    long whole = 0;
    boolean digitsOnly = length > 0 && length <= 18;
    for (int i = from; i < from + length && digitsOnly; i++) {
      int digit = bytes[i] - '0';
      digitsOnly = digit >= 0 && digit <= 9;
      whole = whole * 10 + digit;
    }
    if (digitsOnly) {
      return millis || whole >= SECONDS_BELOW && whole < MILLIS_BELOW ? whole : scaled(whole);
    }
    double value = NumberText.parse(bytes, from, length);
    if (Double.isNaN(value)) {
      return Event.NO_TIME;
    }
    return millis ? rounded(value) : scaled(value);
  }

  /** Milliseconds of a number by its magnitude. */
  static long scaled(double value) {
    double size = Math.abs(value);
    return rounded(size < SECONDS_BELOW ? value * 1000 : size < MILLIS_BELOW ? value : size < MICROS_BELOW ? value / 1000 : value / 1_000_000);
  }

  /** Milliseconds of a whole number by its magnitude. */
  static long scaled(long value) {
    double size = Math.abs((double) value);
    return size < SECONDS_BELOW ? value * 1000 : size < MILLIS_BELOW ? value : size < MICROS_BELOW ? Math.floorDiv(value, 1000L) : Math.floorDiv(value, 1_000_000L);
  }

  private static long rounded(double millis) {
    return Math.abs(millis) > 1e15 ? Event.NO_TIME : Math.round(millis);
  }

  /** {@code yyyymmdd}, midnight UTC, or {@link Event#NO_TIME}. */
  static long compactDate(byte[] bytes, int from, int length) {
    if (length != 8) {
      return Event.NO_TIME;
    }
    return midnight(digits(bytes, from, 4), digits(bytes, from + 4, 2), digits(bytes, from + 6, 2));
  }

  private static long midnight(int year, int month, int day) {
    if (year < 0 || month < 1 || month > 12 || day < 1 || day > 31) {
      return Event.NO_TIME;
    }
    try {
      return LocalDate.of(year, month, day).toEpochDay() * DAY;
    } catch (DateTimeException e) {
      return Event.NO_TIME;
    }
  }

  private static int digits(byte[] bytes, int from, int count) {
    int value = 0;
    for (int i = from; i < from + count; i++) {
      if (bytes[i] < '0' || bytes[i] > '9') {
        return -1;
      }
      value = value * 10 + bytes[i] - '0';
    }
    return value;
  }

  /** yyyy-mm-dd[(T| )hh:mm[:ss[.fraction]]][ ][Z|UTC|GMT|±hh[:]mm]. */
  private static long date(byte[] b, int from, int length) {
    int end = from + length;
    if (length < 10 || b[from + 7] != b[from + 4]) {
      return Event.NO_TIME;
    }
    long day = midnight(digits(b, from, 4), digits(b, from + 5, 2), digits(b, from + 8, 2));
    int at = from + 10;
    if (day == Event.NO_TIME || at == end) {
      return day;
    }
    if (b[at] != 'T' && b[at] != 't' && b[at] != ' ' || at + 6 > end || b[at + 3] != ':') {
      return Event.NO_TIME;
    }
    int hour = digits(b, at + 1, 2);
    int minute = digits(b, at + 4, 2);
    at += 6;
    int second = 0;
    long millis = 0;
    if (at + 3 <= end && b[at] == ':') {
      second = digits(b, at + 1, 2);
      at += 3;
      if (at < end && (b[at] == '.' || b[at] == ',')) {
        int scale = 100;
        for (at++; at < end && b[at] >= '0' && b[at] <= '9'; at++, scale /= 10) {
          millis += (long) (b[at] - '0') * scale;
        }
      }
    }
    long shift = zone(b, at, end);
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60 || shift == Event.NO_TIME) {
      return Event.NO_TIME;
    }
    return day + ((hour * 60L + minute) * 60 + second) * 1000 + millis - shift;
  }

  /** Milliseconds east of UTC. */
  private static long zone(byte[] b, int from, int end) {
    int at = from;
    if (at < end && b[at] == ' ') {
      at++;
    }
    int left = end - at;
    if (left == 0 || left == 1 && (b[at] == 'Z' || b[at] == 'z')) {
      return 0;
    }
    if (left == 3 && (Utf8.text(b, at, 3).equals("UTC") || Utf8.text(b, at, 3).equals("GMT"))) {
      return 0;
    }
    if (b[at] != '+' && b[at] != '-' || left != 3 && left != 5 && left != 6 || left == 6 && b[at + 3] != ':') {
      return Event.NO_TIME;
    }
    int hours = digits(b, at + 1, 2);
    int minutes = left == 3 ? 0 : digits(b, end - 2, 2);
    if (hours < 0 || hours > 18 || minutes < 0 || minutes > 59) {
      return Event.NO_TIME;
    }
    return (b[at] == '-' ? -1 : 1) * (hours * 60L + minutes) * 60_000;
  }

  /**
   * Writes a time as ISO-8601 in UTC, with milliseconds where there are any: at most 24 bytes. Outside of the years 0 to 9999 the
   * number is written.
   *
   * @return the place after the last byte
   */
  static int write(long millis, byte[] target, int at) {
    long epochDay = Math.floorDiv(millis, DAY);
    int ofDay = (int) Math.floorMod(millis, DAY);
    if (epochDay < -719_528 || epochDay > 2_932_896) {
      byte[] number = Long.toString(millis).getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(number, 0, target, at, number.length);
      return at + number.length;
    }
    // days to civil date, with years that begin in March so that the leap day comes last
    long shifted = epochDay + 719_468;
    long era = Math.floorDiv(shifted, 146_097L);
    int dayOfEra = (int) (shifted - era * 146_097);
    int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
    int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    int marchMonth = (5 * dayOfYear + 2) / 153;
    int day = dayOfYear - (153 * marchMonth + 2) / 5 + 1;
    int month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
    int year = (int) (yearOfEra + era * 400) + (month <= 2 ? 1 : 0);
    int next = pair(year / 100, target, at);
    next = pair(year % 100, target, next);
    target[next++] = '-';
    next = pair(month, target, next);
    target[next++] = '-';
    next = pair(day, target, next);
    target[next++] = 'T';
    next = pair(ofDay / 3_600_000, target, next);
    target[next++] = ':';
    next = pair(ofDay / 60_000 % 60, target, next);
    target[next++] = ':';
    next = pair(ofDay / 1000 % 60, target, next);
    if (ofDay % 1000 != 0) {
      target[next++] = '.';
      target[next++] = (byte) ('0' + ofDay / 100 % 10);
      next = pair(ofDay % 100, target, next);
    }
    target[next++] = 'Z';
    return next;
  }

  private static int pair(int value, byte[] target, int at) {
    target[at] = (byte) ('0' + value / 10);
    target[at + 1] = (byte) ('0' + value % 10);
    return at + 2;
  }

  /** ISO-8601 in UTC. */
  public static String format(long millis) {
    var target = new byte[32];
    return new String(target, 0, write(millis, target, 0), StandardCharsets.US_ASCII);
  }
}
