package dev.tributary.cli.terminal;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Standard input, output and error of one command. Results go to the output, which never loses an error; everything else
 * goes to standard error. Confined: one thread, but for {@link #note} and {@link #status}.
 */
public final class Terminal {
  private static final int BUFFER = 1 << 16;

  private final InputStream in;
  private final OutputStream out;
  private final PrintStream err;
  private final int columns;
  private boolean quiet;
  private boolean statusShown;

  /**
   * Over three streams.
   *
   * @param columns width of the terminal that standard error is, or 0 when it is none
   */
  public Terminal(InputStream in, OutputStream out, PrintStream err, int columns) {
    this.in = in;
    this.out = new java.io.BufferedOutputStream(new Guarded(out), BUFFER);
    this.err = err;
    this.columns = columns;
  }

  /** Turns the first failure of standard output into an exception of its own,
      told apart from those of files; then takes all and keeps none. */
  private static final class Guarded extends FilterOutputStream {
    private boolean closed;

    Guarded(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
      try {
        if (!closed) {
          out.write(bytes, from, length);
        }
      } catch (IOException e) {
        closed = true;
        throw new ClosedOutputException(e);
      }
    }

    @Override
    public void flush() {
      try {
        if (!closed) {
          out.flush();
        }
      } catch (IOException e) {
        closed = true;
        throw new ClosedOutputException(e);
      }
    }
  }

  /** Standard input. */
  public InputStream in() {
    return in;
  }

  /** Standard output, buffered. */
  public OutputStream out() {
    return out;
  }

  /** Width of the terminal that standard error is, or 0. */
  public int columns() {
    return columns;
  }

  /** Whether only results and errors are wanted. */
  public boolean quiet() {
    return quiet;
  }

  /** From now on only results and errors. */
  public void beQuiet() {
    quiet = true;
  }

  /** Writes a result. */
  public void print(String text) {
    try {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new ClosedOutputException(e);
    }
  }

  /** Writes a line of a result. */
  public void println(String line) {
    print(line + "\n");
  }

  /** Hands everything printed to the reader. */
  public void flush() {
    try {
      out.flush();
    } catch (IOException e) {
      throw new ClosedOutputException(e);
    }
  }

  /** Tells a person something on standard error, unless it is to be quiet. */
  public void note(String line) {
    if (!quiet) {
      error(line);
    }
  }

  /** Writes to standard error in any case. */
  public synchronized void error(String line) {
    clearStatus();
    err.println(line);
    err.flush();
  }

  /** Shows a line that the next one replaces; only on a terminal. */
  public synchronized void status(String line) {
    if (columns > 0 && !quiet) {
      err.print("\r" + Text.cut(line, Math.max(10, columns - 1)) + "\u001b[K");
      err.flush();
      statusShown = true;
    }
  }

  /** Takes the status line away. */
  public synchronized void clearStatus() {
    if (statusShown) {
      err.print("\r\u001b[K");
      err.flush();
      statusShown = false;
    }
  }
}
