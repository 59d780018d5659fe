package dev.tributary.cli.report;

/** HTML text under construction: everything that comes from data is escaped at this door. Confined: one thread. */
final class Html {
  private final StringBuilder out = new StringBuilder();

  /** Adds markup as it is: only literals of this package, numbers and what {@link #escape} made. */
  Html raw(String markup) {
    out.append(markup);
    return this;
  }

  /** Adds text. */
  Html text(String text) {
    out.append(escape(text));
    return this;
  }

  /** Adds an element that holds text: {@code tag} may carry attributes. */
  Html element(String tag, String text) {
    int space = tag.indexOf(' ');
    return raw("<" + tag + ">").text(text).raw("</" + (space < 0 ? tag : tag.substring(0, space)) + ">\n");
  }

  /** Text that means itself in content and in quoted attributes; what HTML cannot hold becomes U+FFFD. */
  static String escape(String text) {
    var safe = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                case '\n', '\t' -> safe.append((char) c);
                default -> safe.appendCodePoint(held(c) ? c : 0xFFFD);
              }
            });
    return safe.toString();
  }

  private static boolean held(int c) {
    boolean surrogate = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    boolean nonCharacter = (c & 0xFFFE) == 0xFFFE || c >= 0xFDD0 && c <= 0xFDEF;
    return !Character.isISOControl(c) && !surrogate && !nonCharacter && !turns(c);
  }

  /** Marks that turn the direction of the text around them. */
  private static boolean turns(int c) {
    return c >= 0x202A && c <= 0x202E || c >= 0x2066 && c <= 0x2069;
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
