package dev.tributary.catalog.filter;

import java.util.Arrays;
import java.util.Optional;

/** How a field is compared with one value. */
enum Operator {
  EQUAL("="),
  NOT_EQUAL("!="),
  LESS("<"),
  AT_MOST("<="),
  MORE(">"),
  AT_LEAST(">=");

  private final String sign;

  Operator(String sign) {
    this.sign = sign;
  }

  String sign() {
    return sign;
  }

  static Optional<Operator> of(String sign) {
    return Arrays.stream(values()).filter(o -> o.sign.equals(sign)).findFirst();
  }
}
