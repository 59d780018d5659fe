package dev.tributary.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.data.BadDataException;
import dev.tributary.model.CorruptFileException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class ErrorReportTest {
  @Test
  void everyKindOfErrorHasItsExitCode() {
    assertThat(ErrorReport.of(Failure.usage("x")).exitCode()).isEqualTo(2);
    assertThat(ErrorReport.of(new IllegalArgumentException("k is 0, allowed 1..10")).exitCode()).isEqualTo(2);
    assertThat(ErrorReport.of(Failure.badData("x")).exitCode()).isEqualTo(3);
    assertThat(ErrorReport.of(new BadDataException("x")).exitCode()).isEqualTo(3);
    assertThat(ErrorReport.of(new CorruptFileException(Path.of("m"), 5, "cut short")).exitCode()).isEqualTo(3);
    assertThat(ErrorReport.of(new UncheckedIOException(new BadDataException("x"))).exitCode()).isEqualTo(3);
    assertThat(ErrorReport.of(new IOException("disk")).exitCode()).isEqualTo(1);
    assertThat(ErrorReport.of(new CancellationException()).exitCode()).isEqualTo(130);
    assertThat(ErrorReport.of(new IllegalStateException("?")).exitCode()).isEqualTo(1);
  }

  @Test
  void filesAreNamedWithTheReason() {
    assertThat(ErrorReport.of(new NoSuchFileException("a.csv")).message()).isEqualTo("a.csv does not exist");
    assertThat(ErrorReport.of(new AccessDeniedException("a.csv")).message()).isEqualTo("a.csv: permission denied");
    assertThat(ErrorReport.of(new FileSystemException("a.csv", null, "No space left on device"))
        .message()).isEqualTo("a.csv: No space left on device");
  }

  @Test
  void memoryThatRanOutComesWithAdvice() {
    assertThat(ErrorReport.of(new OutOfMemoryError("Java heap space")).message()).contains("memory ran out", "TRIBUTARY_JAVA_OPTS=-Xmx8g");
  }
}
