package dev.tributary.catalog.filter;

/**
 * One word or sign of a filter. Immutable.
 *
 * @param text a name or sign as written, a text without its quotes, the digits of a number
 * @param unit what is written right behind a number's digits, or empty
 * @param position its first character, 1 = the filter's first
 */
record Token(Kind kind, String text, String unit, int position) {
  enum Kind {
    NAME,
    TEXT,
    NUMBER,
    SIGN,
    END
  }

  /** Whether it is this sign, or this word in any case. */
  boolean is(String word) {
    return (kind == Kind.SIGN || kind == Kind.NAME) && text.equalsIgnoreCase(word);
  }

  /** As an error shows it. */
  String shown() {
    return switch (kind) {
      case END -> "the end";
      case TEXT -> '"' + shortened(text) + '"';
      case NAME, SIGN, NUMBER -> "'" + shortened(text + unit) + "'";
    };
  }

  private static String shortened(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }
}
