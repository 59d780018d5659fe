package dev.tributary.catalog.filter;

/** A text is no filter. The message says where, what was wrong and what is allowed. */
public final class InvalidFilterException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final int position;

  InvalidFilterException(int position, String detail) {
    super("filter, character " + position + ": " + detail);
    this.position = position;
  }

  /** The character at which it goes wrong, 1 = first; one past the last when the text ends too early. */
  public int position() {
    return position;
  }
}
