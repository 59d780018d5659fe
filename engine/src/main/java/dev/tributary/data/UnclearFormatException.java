package dev.tributary.data;

/**
 * A file or folder can be read in more than one way, or not without help. The message gives the readings and the option that
 * chooses one: a matter of usage, not of bad data.
 */
public final class UnclearFormatException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public UnclearFormatException(String message) {
    super(message);
  }
}
