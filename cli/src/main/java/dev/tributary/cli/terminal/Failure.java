package dev.tributary.cli.terminal;

import java.util.Locale;

/** A command cannot go on: one message for a person, and the exit code. */
public final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Done. */
  public static final int DONE = 0;

  /** The job failed. */
  public static final int FAILED = 1;

  /** Wrong usage or configuration. */
  public static final int USAGE = 2;

  /** Bad input data. */
  public static final int BAD_DATA = 3;

  /** Stopped by the user. */
  public static final int INTERRUPTED = 130;

  private final int exitCode;

  private Failure(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /** The command line or the configuration is wrong. */
  public static Failure usage(String text, Object... values) {
    return new Failure(USAGE, String.format(Locale.ROOT, text, values));
  }

  /** The data is bad. */
  public static Failure badData(String text, Object... values) {
    return new Failure(BAD_DATA, String.format(Locale.ROOT, text, values));
  }

  /** The job failed for a reason outside the command line and the data. */
  public static Failure failed(String text, Object... values) {
    return new Failure(FAILED, String.format(Locale.ROOT, text, values));
  }

  /** The same failure with what made it, which --debug shows. */
  public Failure because(Throwable cause) {
    initCause(cause);
    return this;
  }

  public int exitCode() {
    return exitCode;
  }
}
