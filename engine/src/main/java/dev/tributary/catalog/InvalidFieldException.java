package dev.tributary.catalog;

/** A JSON object is no item or user. {@link #field} names the field that is wrong, empty when it is the object as such. */
public final class InvalidFieldException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String field;

  /** A wrong field. The detail says what was wrong and what is allowed, without the field's name. */
  public InvalidFieldException(String field, String detail) {
    super(field.isEmpty() ? detail : field + " " + detail);
    this.field = field;
  }

  /** Name of the wrong field, or empty. */
  public String field() {
    return field;
  }
}
