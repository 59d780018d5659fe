package dev.tributary.cli.terminal;

import java.util.Locale;

/** Text as a terminal shows it: widths, cuts, numbers and times. */
public final class Text {
  private static final int LONGEST_MESSAGE = 2000;

  private Text() {}

  /** Columns that a text takes: 2 for a Chinese, Japanese or Korean character or an emoji, 0 for a combining mark. */
  public static int width(String text) {
    return text.codePoints().map(Text::width).sum();
  }

  private static int width(int c) {
    int type = Character.getType(c);
    if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT || type == Character.CONTROL) {
      return 0;
    }
    boolean wide =
        c >= 0x1100 && c <= 0x115F
            || c >= 0x2E80 && c <= 0xA4CF && c != 0x303F
            || c >= 0xAC00 && c <= 0xD7A3
            || c >= 0xF900 && c <= 0xFAFF
            || c >= 0xFE30 && c <= 0xFE6F
            || c >= 0xFF00 && c <= 0xFF60
            || c >= 0xFFE0 && c <= 0xFFE6
            || c >= 0x1F300 && c <= 0x1FAFF
            || c >= 0x20000 && c <= 0x3FFFD;
    return wide ? 2 : 1;
  }

  /** The text, or its beginning and an ellipsis when it takes more columns. */
  public static String cut(String text, int columns) {
    if (width(text) <= columns) {
      return text;
    }
    var kept = new StringBuilder();
    int taken = 0;
    for (int c : text.codePoints().toArray()) {
      taken += width(c);
      if (taken > columns - 1) {
        break;
      }
      kept.appendCodePoint(c);
    }
    return kept.append('…').toString();
  }

  /** A message fit for a terminal: control characters are written out, and what is too long is cut. */
  public static String message(String text) {
    var safe = new StringBuilder();
    for (int c : text.codePoints().limit(LONGEST_MESSAGE).toArray()) {
      if (c != '\n' && c != '\t' && (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT)) {
        safe.append(String.format(Locale.ROOT, "\\u%04x", c));
      } else {
        safe.appendCodePoint(c);
      }
    }
    return text.codePointCount(0, text.length()) > LONGEST_MESSAGE ? safe.append('…').toString() : safe.toString();
  }

  /** 1,234,567. */
  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** 950, 12 k, 3.4 M. */
  public static String brief(double number) {
    return number < 1000
        ? String.format(Locale.ROOT, "%.0f", number)
        : number < 1e6 ? String.format(Locale.ROOT, "%.0f k", number / 1e3) : String.format(Locale.ROOT, "%.1f M", number / 1e6);
  }

  /** 0.4 s, 12 s, 3 min 5 s, 2 h 7 min. */
  public static String seconds(double seconds) {
    if (seconds < 9.95) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    long whole = Math.round(seconds);
    return whole < 60 ? whole + " s" : whole < 3600 ? whole / 60 + " min " + whole % 60 + " s" : whole / 3600 + " h "
        + whole % 3600 / 60 + " min";
  }

  /** 512 bytes, 3.4 MB, 1.2 GB; decimal units. */
  public static String bytes(long bytes) {
    return bytes < 1000
        ? bytes + " bytes"
        : bytes < 1e6
            ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
            : bytes < 1e9 ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6) : String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
  }
}
