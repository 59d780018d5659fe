package dev.tributary.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private Terminal terminal(int columns) {
    return new Terminal(InputStream.nullInputStream(), OutputStream.nullOutputStream(), new PrintStream(err, true,
        StandardCharsets.UTF_8), columns);
  }

  @Test
  void aTerminalGetsABarWithRateAndTimeLeft() {
    // 250,000 of 1,000,000 in 5 s: 50,000 a second, 15 s for the rest; a quarter of 24 marks is 6
    assertThat(new ProgressLine(terminal(120), "train itemcf").line("pairs", 250_000, 1_000_000, 5))
        .isEqualTo("train itemcf: pairs  [━━━━━━                  ]  25 %  50 k/s  15 s left");
  }

  @Test
  void elsewhereALineSaysTheNumbers() {
    assertThat(new ProgressLine(terminal(0), "read").line("rows", 250_000, 0, 5)).isEqualTo("read: rows (250,000)  50 k/s");
  }

  @Test
  void nothingIsSaidMoreOftenThanNeeded() {
    var progress = new ProgressLine(terminal(0), "read");
    for (int n = 0; n < 1000; n++) {
      assertThat(progress.report("rows", n, 1000)).isTrue();
    }
    assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void aBarIsTakenAwayBeforeAMessage() {
    var terminal = terminal(40);
    terminal.status("working");
    terminal.error("done");
    assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("\rworking\u001b[K\r\u001b[Kdone\n");
  }

  @Test
  void quietMeansNoProgress() {
    var terminal = terminal(40);
    terminal.beQuiet();
    terminal.status("working");
    terminal.note("note");
    terminal.error("error");
    assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("error\n");
  }
}
