package dev.tributary.feature;

import static dev.tributary.math.Require.require;

/**
 * A field and how it is encoded. Written {@code field=encoding:size}, as in {@code attributes.price=buckets:32}.
 *
 * @param field as {@link Row} names it
 * @param size what the encoding says
 */
public record Feature(String field, Encoding encoding, int size) {
  public Feature {
    require(!field.isEmpty() && field.chars().noneMatch(c -> c == '=' || c == ',' || Character.isISOControl(c)), "a feature's field is '%s'; it needs a name without '=', ',' and control characters", field);
    require(
        size >= encoding.leastSize && size <= encoding.mostSize,
        "size of feature %s=%s is %d, allowed %d..%d",
        field,
        encoding.text(),
        size,
        encoding.leastSize,
        encoding.mostSize);
  }

  /** A feature of the usual size. */
  public static Feature of(String field, Encoding encoding) {
    return new Feature(field, encoding, encoding.usualSize);
  }

  @Override
  public String toString() {
    return field + "=" + encoding.text() + (encoding.mostSize > 0 ? ":" + size : "");
  }
}
