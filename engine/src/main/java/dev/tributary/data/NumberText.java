package dev.tributary.data;

/** Decimal numbers in ASCII bytes, without making a String in the usual case. */
final class NumberText {
  private static final double[] POWERS = new double[16];

  static {
    POWERS[0] = 1;
    for (int i = 1; i < POWERS.length; i++) {
      POWERS[i] = POWERS[i - 1] * 10;
    }
  }

  private NumberText() {}

  /** The number, correctly rounded; NaN when the bytes are no finite decimal number. */
  static double parse(byte[] bytes, int from, int length) {
    long digits = 0;
    int count = 0;
    int decimals = -1;
    int i = from;
    int end = from + length;
    boolean negative = length > 0 && bytes[i] == '-';
    i += negative ? 1 : 0;
    for (; i < end; i++) {
      int digit = bytes[i] - '0';
      if (digit >= 0 && digit <= 9) {
        digits = digits * 10 + digit;
        count++;
        decimals += decimals >= 0 ? 1 : 0;
        if (count > 15) {
          return slow(bytes, from, length);
        }
      } else if (bytes[i] == '.' && decimals < 0) {
        decimals = 0;
      } else {
        return slow(bytes, from, length);
      }
    }
    if (count == 0) {
      return Double.NaN;
    }
    // up to 15 digits and powers of ten up to 15 are exact doubles, so one division rounds correctly
    double value = decimals > 0 ? digits / POWERS[decimals] : digits;
    return negative ? -value : value;
  }

  private static double slow(byte[] bytes, int from, int length) {
    if (length > 400) {
      return Double.NaN;
    }
    for (int i = from; i < from + length; i++) {
      byte b = bytes[i];
      boolean allowed = b >= '0' && b <= '9' || b == '.' || b == '-' || b == '+' || b == 'e' || b == 'E';
      if (!allowed) { // Java would also read hexadecimal, "NaN" and "1d"
        return Double.NaN;
      }
    }
    try {
      double value = Double.parseDouble(Utf8.text(bytes, from, length));
      return Double.isFinite(value) ? value : Double.NaN;
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
