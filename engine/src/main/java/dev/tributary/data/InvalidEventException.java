package dev.tributary.data;

/** A JSON object is no event. {@link #field} names the field that is wrong, empty when it is the object as such. */
public final class InvalidEventException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String field;
  private final String kind;

  /** A wrong field. The detail says what was wrong and what is allowed, without the field's name. */
  public InvalidEventException(String field, String detail) {
    this(field, detail, field.isEmpty() ? detail : field + " " + detail);
  }

  /** The same with the kind of mistake in words that do not depend on the value. */
  InvalidEventException(String field, String detail, String kind) {
    super(field.isEmpty() ? detail : field + " " + detail);
    this.field = field;
    this.kind = kind;
  }

  /** The kind of mistake: equal for many rows with different values. */
  String kind() {
    return kind;
  }

  /** Name of the wrong field, or empty. */
  public String field() {
    return field;
  }
}
