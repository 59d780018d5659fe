package dev.tributary.retrieval;

/** A stage or channel used up its time. Carries no stack trace: it is an expected way to end. */
public final class DeadlineExceededException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Too late, in words. */
  public DeadlineExceededException(String message) {
    super(message, null, false, false);
  }
}
