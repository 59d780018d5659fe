package dev.tributary.catalog.filter;

import dev.tributary.catalog.Item;
import dev.tributary.data.TimeText;
import dev.tributary.settings.Nearest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Compiles one filter, by recursive descent along the grammar that {@link Filters} states; each name is looked up and each type checked
 * on the way. Confined: one thread.
 */
final class Parser {
  private static final int MOST_CHARACTERS = 10_000;
  private static final int MOST_COMPARISONS = 200;
  private static final int DEEPEST = 50;
  private static final long SECOND = 1000;
  private static final List<String> WORDS = List.of("and", "or", "not", "in", "now", "distance", "true", "false");

  private final Columns columns;
  private final Scanner scanner;
  private Token token;
  private int depth;
  private int comparisons;

  private Parser(String text, Columns columns) {
    this.columns = columns;
    scanner = new Scanner(text);
    token = scanner.next();
  }

  /**
   * The condition that a text states.
   *
   * @throws InvalidFilterException when it states none
   */
  static Condition parse(String text, Columns columns) {
    if (text.length() > MOST_CHARACTERS) {
      throw new InvalidFilterException(MOST_CHARACTERS + 1, "it has " + text.length() + " characters, allowed " + MOST_CHARACTERS);
    }
    var parser = new Parser(text, columns);
    var condition = parser.any();
    if (parser.token.kind() != Token.Kind.END) {
      throw parser.expected("and, or, or the end");
    }
    return condition;
  }

  private Token take() {
    var taken = token;
    token = scanner.next();
    return taken;
  }

  private boolean skip(String word) {
    if (token.is(word)) {
      take();
      return true;
    }
    return false;
  }

  private void need(String sign) {
    if (!skip(sign)) {
      throw expected("'" + sign + "'");
    }
  }

  private InvalidFilterException expected(String what) {
    return new InvalidFilterException(token.position(), "expected " + what + ", found " + token.shown());
  }

  private Condition any() {
    var parts = new ArrayList<Condition>();
    do {
      parts.add(all());
    } while (skip("or"));
    return parts.size() == 1 ? parts.getFirst() : new Condition.Or(List.copyOf(parts));
  }

  private Condition all() {
    var parts = new ArrayList<Condition>();
    do {
      parts.add(one());
    } while (skip("and"));
    return parts.size() == 1 ? parts.getFirst() : new Condition.And(List.copyOf(parts));
  }

  private Condition one() {
    if (++depth > DEEPEST) {
      throw new InvalidFilterException(token.position(), "more than " + DEEPEST + " of ( and not within each other");
    }
    try {
      if (skip("not")) {
        return new Condition.Not(one());
      }
      if (skip("(")) {
        var inner = any();
        need(")");
        return inner;
      }
      if (++comparisons > MOST_COMPARISONS) {
        throw new InvalidFilterException(token.position(), "more than " + MOST_COMPARISONS + " comparisons; take one 'in' with a list for many values");
      }
      return token.is("distance") ? distance() : comparison();
    } finally {
      depth--;
    }
  }

  /** {@code distance(location, latitude, longitude) < 5km}. */
  private Condition distance() {
    take();
    need("(");
    var name = token;
    var field = field();
    if (!field.kinds().contains(Kind.PLACE)) {
      throw new InvalidFilterException(name.position(), field.name() + " is " + words(field) + "; distance needs location");
    }
    need(",");
    double latitude = coordinate("latitude", 90);
    need(",");
    double longitude = coordinate("longitude", 180);
    need(")");
    var sign = token;
    var operator = operator();
    if (operator == Operator.EQUAL || operator == Operator.NOT_EQUAL) {
      throw new InvalidFilterException(sign.position(), "a distance is compared with < <= > >=");
    }
    if (token.is("-")) {
      throw new InvalidFilterException(token.position(), "a distance is 0 or more");
    }
    var from = token;
    double metres = number("a distance, for example 5km or 300m") * metresOf(from);
    return ranges(operator, metres, (low, high) -> new Comparison.Distant(columns.places(field), Math.toRadians(latitude), Math.toRadians(longitude), low, high));
  }

  private double coordinate(String what, int most) {
    var at = token;
    double degrees = plain(what + " in degrees");
    if (Math.abs(degrees) > most) {
      throw new InvalidFilterException(at.position(), what + " is " + degrees + ", allowed -" + most + ".." + most);
    }
    return degrees;
  }

  private double metresOf(Token number) {
    return switch (number.unit()) {
      case "m" -> 1;
      case "km" -> 1000;
      default -> throw new InvalidFilterException(number.position(), "a distance needs the unit m or km, for example 5km");
    };
  }

  private Condition comparison() {
    var name = token;
    var field = field();
    if (skip("in")) {
      return in(field, name);
    }
    if (token.is("not")) {
      throw new InvalidFilterException(token.position(), "write not " + field.name() + " in […]");
    }
    var operator = operator();
    return switch (token.kind()) {
      case TEXT -> field.kinds().contains(Kind.TIME) ? times(field, operator, moment()) : texts(field, name, operator);
      case NUMBER -> field.kinds().contains(Kind.TIME) ? times(field, operator, moment()) : numbers(field, name, operator);
      case SIGN -> {
        if (token.is("-")) {
          yield field.kinds().contains(Kind.TIME) ? times(field, operator, moment()) : numbers(field, name, operator);
        }
        throw expected(field.kinds().contains(Kind.LIST) || field.kinds().contains(Kind.TEXT) ? "a text in double quotes" : "a value");
      }
      case NAME -> {
        if (token.is("true") || token.is("false")) {
          yield truths(field, name, operator);
        }
        if (token.is("now")) {
          need(field, name, Kind.TIME, "now()");
          yield times(field, operator, moment());
        }
        throw new InvalidFilterException(token.position(), "a field is compared with a value, not with " + token.shown() + "; texts stand in double quotes");
      }
      case END -> throw expected("a value");
    };
  }

  private Field field() {
    if (token.kind() != Token.Kind.NAME || WORDS.contains(token.text().toLowerCase(java.util.Locale.ROOT))) {
      throw expected("a field");
    }
    var name = token;
    var found = columns.field(name.text());
    if (found.isEmpty()) {
      String nearest = Nearest.of(name.text(), columns.names());
      throw new InvalidFilterException(name.position(), name.shown() + (name.text().startsWith("attributes.") ? " is an attribute that no item has" : " is no field")
          + "; the nearest is '" + nearest + "'");
    }
    take();
    if (found.get().kinds().contains(Kind.VECTOR) || found.get().kinds().contains(Kind.PLACE) && !token.is(",")) {
      throw new InvalidFilterException(name.position(), name.text() + " cannot be compared" + (name.is("location") ? "; write distance(location, latitude, longitude) < 5km" : ""));
    }
    return found.get();
  }

  private Operator operator() {
    var operator = token.kind() == Token.Kind.SIGN ? Operator.of(token.text()) : java.util.Optional.<Operator>empty();
    if (operator.isEmpty()) {
      throw expected("one of = != < <= > >= in");
    }
    take();
    return operator.get();
  }

  private static String words(Field field) {
    return field.kinds().stream().sorted().map(Kind::words).reduce((a, b) -> a + " or " + b).orElse("");
  }

  private static void need(Field field, Token name, Kind kind, String value) {
    if (!field.kinds().contains(kind)) {
      throw new InvalidFilterException(name.position(), field.name() + " is " + words(field) + ", " + value + " is " + kind.words());
    }
  }

  private static void needEquality(Operator operator, Token name, Field field) {
    if (operator != Operator.EQUAL && operator != Operator.NOT_EQUAL) {
      throw new InvalidFilterException(name.position(), field.name() + " is " + words(field) + ", which has no order: compare it with = != or in");
    }
  }

  private void needText(Field field, Token name) {
    if (!field.kinds().contains(Kind.TEXT) && !field.kinds().contains(Kind.LIST)) {
      need(field, name, Kind.TEXT, token.shown());
    }
  }

  private Condition texts(Field field, Token name, Operator operator) {
    needText(field, name);
    needEquality(operator, name, field);
    var column = columns.words(field);
    Condition equal = new Comparison.OneTextOf(column, Set.of(take().text()));
    return operator == Operator.EQUAL ? equal : new Condition.And(List.of(new Comparison.HasText(column), new Condition.Not(equal)));
  }

  private Condition truths(Field field, Token name, Operator operator) {
    need(field, name, Kind.TRUTH, token.text());
    needEquality(operator, name, field);
    return new Comparison.Is(columns.truths(field), take().is("true") == (operator == Operator.EQUAL));
  }

  private Condition numbers(Field field, Token name, Operator operator) {
    need(field, name, Kind.NUMBER, token.shown());
    double value = plain("a number");
    return ranges(operator, value, (low, high) -> new Comparison.InRange(columns.numbers(field), low, high));
  }

  private interface Range {
    Condition of(double low, double high);
  }

  private static Condition ranges(Operator operator, double value, Range range) {
    double first = Double.NEGATIVE_INFINITY;
    double last = Double.POSITIVE_INFINITY;
    return switch (operator) {
      case EQUAL -> range.of(value, value);
      case NOT_EQUAL -> new Condition.Or(List.of(range.of(first, Math.nextDown(value)), range.of(Math.nextUp(value), last)));
      case LESS -> range.of(first, Math.nextDown(value));
      case AT_MOST -> range.of(first, value);
      case MORE -> range.of(Math.nextUp(value), last);
      case AT_LEAST -> range.of(value, last);
    };
  }

  private Condition times(Field field, Operator operator, Comparison.Moment moment) {
    var column = columns.times(field);
    var first = Comparison.Moment.FIRST;
    var last = Comparison.Moment.LAST;
    return switch (operator) {
      case EQUAL -> new Comparison.Between(column, moment, moment);
      case NOT_EQUAL -> new Condition.Or(List.of(new Comparison.Between(column, first, moment.plus(-1)), new Comparison.Between(column, moment.plus(1), last)));
      case LESS -> new Comparison.Between(column, first, moment.plus(-1));
      case AT_MOST -> new Comparison.Between(column, first, moment);
      case MORE -> new Comparison.Between(column, moment.plus(1), last);
      case AT_LEAST -> new Comparison.Between(column, moment, last);
    };
  }

  /** {@code now() - 7d}, a text with a time, or a number of milliseconds since 1970. */
  private Comparison.Moment moment() {
    var at = token;
    if (skip("now")) {
      need("(");
      need(")");
      long offset = 0;
      while (token.is("-") || token.is("+")) {
        long sign = take().is("-") ? -1 : 1;
        offset += sign * duration();
        if (Math.abs(offset) > 1L << 53) {
          throw new InvalidFilterException(at.position(), "lies too far from now");
        }
      }
      return new Comparison.Moment(true, offset);
    }
    long millis;
    if (token.kind() == Token.Kind.TEXT) {
      millis = token.text().length() <= 64 && token.text().indexOf('-') > 0 ? TimeText.parse(token.text()) : Item.NO_TIME;
    } else {
      double value = plain("epoch milliseconds");
      return within(at, value);
    }
    if (millis == Item.NO_TIME) {
      throw new InvalidFilterException(at.position(), at.shown() + " is no time; write ISO-8601, for example \"2026-11-21T03:12:00Z\", epoch milliseconds, or now() - 7d");
    }
    take();
    return within(at, millis);
  }

  private static Comparison.Moment within(Token at, double millis) {
    if (Math.abs(millis) > 1L << 53) {
      throw new InvalidFilterException(at.position(), "is a time too far away");
    }
    return new Comparison.Moment(false, (long) millis);
  }

  private long duration() {
    var at = token;
    double amount = number("a duration, for example 7d");
    long unit =
        switch (at.unit()) {
          case "s" -> SECOND;
          case "min" -> 60 * SECOND;
          case "h" -> 3600 * SECOND;
          case "d" -> 86_400 * SECOND;
          case "w" -> 7 * 86_400 * SECOND;
          case "m" -> throw new InvalidFilterException(at.position(), "m is metres; minutes are min");
          default -> throw new InvalidFilterException(at.position(), "a duration needs one of the units s min h d w, for example 7d");
        };
    return (long) (amount * unit); // saturates
  }

  /** A number without a unit. */
  private double plain(String what) {
    var at = token;
    double value = number(what);
    if (!at.unit().isEmpty()) {
      throw new InvalidFilterException(at.position(), at.shown() + " has a unit; " + what + " has none");
    }
    return value;
  }

  private double number(String what) {
    double sign = skip("-") ? -1 : 1;
    if (token.kind() != Token.Kind.NUMBER) {
      throw expected(what);
    }
    var at = token;
    double value;
    try {
      value = Double.parseDouble(at.text());
    } catch (NumberFormatException _) {
      throw new InvalidFilterException(at.position(), at.shown() + " is no number");
    }
    if (!Double.isFinite(value)) {
      throw new InvalidFilterException(at.position(), at.shown() + " is too large for a number");
    }
    take();
    return sign * value;
  }

  private Condition in(Field field, Token name) {
    need("[");
    boolean texts = token.kind() == Token.Kind.TEXT;
    if (token.is("]")) {
      throw expected("a value");
    }
    if (texts) {
      needText(field, name);
    } else {
      need(field, name, Kind.NUMBER, token.shown());
    }
    var wantedTexts = new HashSet<String>();
    var wantedNumbers = new HashSet<Double>();
    do {
      if (texts && token.kind() != Token.Kind.TEXT) {
        throw expected("a text in double quotes");
      }
      if (texts) {
        wantedTexts.add(take().text());
      } else {
        wantedNumbers.add(plain("a number") + 0.0); // -0 is 0
      }
    } while (skip(","));
    if (!token.is("]")) {
      throw expected("',' or ']'");
    }
    take();
    return texts ? new Comparison.OneTextOf(columns.words(field), Set.copyOf(wantedTexts)) : new Comparison.OneNumberOf(columns.numbers(field), Set.copyOf(wantedNumbers));
  }
}
