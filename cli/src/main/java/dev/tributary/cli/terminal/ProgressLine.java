package dev.tributary.cli.terminal;

import dev.tributary.math.Progress;

/**
 * Shows how far a long job has come: on a terminal a bar with rate and time left, elsewhere one line every ten seconds.
 * Stops the job when the process is being stopped. Confined: called from one thread at a time.
 */
public final class ProgressLine implements Progress {
  private static final long BAR_EVERY = 100_000_000L;
  private static final long LINE_EVERY = 10_000_000_000L;
  private static final int BAR = 24;

  private final Terminal terminal;
  private final String job;
  private String phase = "";
  private long phaseStart;
  private long lastShown;

  /**
   * Over a terminal.
   *
   * @param job what is being done, in front of every phase
   */
  public ProgressLine(Terminal terminal, String job) {
    this.terminal = terminal;
    this.job = job;
    lastShown = System.nanoTime();
  }

  @Override
  public boolean report(String phase, long done, long total) {
    long now = System.nanoTime();
    if (!phase.equals(this.phase)) {
      this.phase = phase;
      phaseStart = now;
    }
    if (now - lastShown >= (terminal.columns() > 0 ? BAR_EVERY : LINE_EVERY)) {
      lastShown = now;
      String text = line(phase, done, total, (now - phaseStart) / 1e9);
      if (terminal.columns() > 0) {
        terminal.status(text);
      } else {
        terminal.note(text);
      }
    }
    return !Interrupts.stopping();
  }

  /** Takes the bar away. */
  public void end() {
    terminal.clearStatus();
  }

  String line(String phase, long done, long total, double seconds) {
    var text = new StringBuilder(job).append(": ").append(phase);
    if (total > 0) {
      double share = Math.clamp((double) done / total, 0, 1);
      if (terminal.columns() > 0) {
        int full = (int) (share * BAR);
        text.append("  [").append("━".repeat(full)).append(" ".repeat(BAR - full)).append(']');
      }
      text.append("  ").append((int) (share * 100)).append(" %");
    }
    if (done > 0) {
      text.append(terminal.columns() > 0 ? "" : " (" + Text.count(done) + (total > 0 ? " of " + Text.count(total) : "") + ")");
      if (seconds >= 0.5) {
        text.append("  ").append(Text.brief(done / seconds)).append("/s");
        if (total > done) {
          text.append("  ").append(Text.seconds(seconds * (total - done) / done)).append(" left");
        }
      }
    }
    return text.toString();
  }
}
