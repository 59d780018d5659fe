package dev.tributary.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A segment of format 1 that every later version reads. Made anew with -Dtributary.golden=write, which is a decision. */
class GoldenLogTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/log-1");

  @Test
  void aSegmentOfFormatOneIsReadForEver() throws IOException {
    var random = new Random(1);
    var expected = new ArrayList<LogRecord>();
    for (int n = 0; n < 40; n++) {
      expected.add(RandomRecords.next(random, 30));
    }
    if (System.getProperty("tributary.golden", "").equals("write")) {
      Files.deleteIfExists(Segment.file(GOLDEN, 0));
      try (var log = LogWriter.open(GOLDEN)) {
        for (var entry : expected) {
          log.append(entry);
        }
      }
      Files.delete(GOLDEN.resolve("LOCK"));
    }
    var read = new ArrayList<LogRecord>();
    EventLog.open(GOLDEN).replay(0, (_, entry) -> read.add(entry));
    assertThat(read).isEqualTo(expected);
  }
}
