package dev.tributary.catalog.filter;

/** Cuts a filter into tokens. Confined: one thread. */
final class Scanner {
  private final String text;
  private int at;

  Scanner(String text) {
    this.text = text;
  }

  /** The next token; at the end always {@code END}. */
  Token next() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    int start = at;
    if (at == text.length()) {
      return token(Token.Kind.END, "", "", start);
    }
    char c = text.charAt(at);
    if (c == '"') {
      return token(Token.Kind.TEXT, quoted(), "", start);
    }
    if (digit(c) || c == '.' && at + 1 < text.length() && digit(text.charAt(at + 1))) {
      return number();
    }
    if (nameBegins(c)) {
      return token(Token.Kind.NAME, name(), "", start);
    }
    at++;
    if ((c == '<' || c == '>' || c == '!' || c == '=') && at < text.length() && text.charAt(at) == '=') {
      at++;
    }
    String sign = text.substring(start, at);
    if (!"()[],<>=<=>=!=-+".contains(sign)) {
      throw new InvalidFilterException(start + 1, "'" + sign + "' is nothing that a filter knows" + hint(sign));
    }
    return token(Token.Kind.SIGN, sign, "", start);
  }

  private static String hint(String sign) {
    return switch (sign) {
      case "==" -> "; write =";
      case "!" -> "; write not";
      case "&" -> "; write and";
      case "|" -> "; write or";
      case "'", "`" -> "; texts stand in double quotes";
      default -> "";
    };
  }

  private static Token token(Token.Kind kind, String text, String unit, int start) {
    return new Token(kind, text, unit, start + 1);
  }

  private static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean nameBegins(char c) {
    return Character.isLetter(c) || c == '_';
  }

  /** A name; its parts between dots may stand in quotes behind the first: {@code attributes."unit price"}. */
  private String name() {
    var name = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '"' && !name.isEmpty() && name.charAt(name.length() - 1) == '.') {
        return name + quoted();
      }
      if (!nameBegins(c) && !digit(c) && c != '.' && c != '-') {
        break;
      }
      name.append(c);
      at++;
    }
    return name.toString();
  }

  private Token number() {
    int start = at;
    while (at < text.length() && (digit(text.charAt(at)) || text.charAt(at) == '.')) {
      at++;
    }
    if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
      int sign = at + 1 < text.length() && (text.charAt(at + 1) == '-' || text.charAt(at + 1) == '+') ? 2 : 1;
      if (at + sign < text.length() && digit(text.charAt(at + sign))) {
        at += sign;
        while (at < text.length() && digit(text.charAt(at))) {
          at++;
        }
      }
    }
    int unit = at;
    while (at < text.length() && nameBegins(text.charAt(at))) {
      at++;
    }
    return token(Token.Kind.NUMBER, text.substring(start, unit), text.substring(unit, at), start);
  }

  /** A text in double quotes, with JSON's escapes. */
  private String quoted() {
    int start = at++;
    var content = new StringBuilder();
    while (at < text.length() && text.charAt(at) != '"') {
      char c = text.charAt(at++);
      content.append(c == '\\' ? escaped() : c);
    }
    if (at == text.length()) {
      throw new InvalidFilterException(start + 1, "the text that begins here has no closing quote");
    }
    at++;
    return content.toString();
  }

  private char escaped() {
    char c = at < text.length() ? text.charAt(at++) : ' ';
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'u' -> {
        int code = 0;
        for (int n = 0; n < 4; n++, at++) {
          int digit = at < text.length() ? Character.digit(text.charAt(at), 16) : -1;
          if (digit < 0) {
            throw new InvalidFilterException(at + 1, "\\u needs four hexadecimal digits");
          }
          code = code * 16 + digit;
        }
        yield (char) code;
      }
      default -> throw new InvalidFilterException(at, "\\" + c + " is no escape; there are \\\" \\\\ \\/ \\n \\t \\r \\b \\f \\uXXXX");
    };
  }
}
