package dev.tributary.feature;

import java.util.List;
import java.util.OptionalDouble;

/** What the values of rows stand for. */
final class Values {
  private Values() {}

  /** Whether nothing is known: an empty text or list, or a number that is none. */
  static boolean missing(Object value) {
    return switch (value) {
      case String text -> text.isEmpty();
      case List<?> list -> list.isEmpty();
      case Double number -> !Double.isFinite(number);
      default -> false;
    };
  }

  /** The name by which a dictionary knows one value: whole numbers without a point, so that 3 and 3.0 are one. */
  static String name(Object value) {
    return value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1e15 ? Long.toString(number.longValue()) : value.toString();
  }

  /** The value as a number; empty where it is none, or not finite. */
  static OptionalDouble number(Object value) {
    return switch (value) {
      case Double number when Double.isFinite(number) -> OptionalDouble.of(number);
      case Boolean truth -> OptionalDouble.of(truth ? 1 : 0);
      default -> OptionalDouble.empty();
    };
  }
}
