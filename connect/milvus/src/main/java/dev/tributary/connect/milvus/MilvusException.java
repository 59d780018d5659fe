package dev.tributary.connect.milvus;

/** Milvus could not be asked, or refused. The message names server, collection, what was tried and what to do; it never holds a token. */
public final class MilvusException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean temporary;

  MilvusException(String message, boolean temporary, Throwable cause) {
    super(message, cause);
    this.temporary = temporary;
  }

  MilvusException(String message, boolean temporary) {
    super(message);
    this.temporary = temporary;
  }

  /** Whether the same call may succeed later: the server was not reached, was late, or was too busy. */
  public boolean isTemporary() {
    return temporary;
  }
}
