package dev.tributary.evaluation;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the tests' data comes from. */
final class TestData {
  private TestData() {}

  /** A file of the data beside the project; the test is skipped when it is absent. */
  static Path shared(String name) {
    String folder = System.getenv("TRIBUTARY_DATA");
    Path file = (folder == null ? Path.of("..", "..", "shared", "data") : Path.of(folder)).resolve(name);
    assumeTrue(Files.exists(file), () -> "skipped: " + name + " is not there; set TRIBUTARY_DATA to the folder of the data");
    return file;
  }

  static RankedLists run(String text) {
    try {
      return RankedLists.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "test.tsv");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A run of {@code "ann: C B A; bob: A"}: the first item has the highest score. */
  static RankedLists lists(String text) {
    var rows = new StringBuilder();
    for (String line : text.split(";")) {
      String[] pair = line.strip().split(":\\s*");
      String[] items = pair[1].split("\\s+");
      for (int rank = 0; rank < items.length; rank++) {
        rows.append(pair[0]).append('\t').append(items[rank]).append('\t').append(items.length - rank).append('\n');
      }
    }
    return run(rows.toString());
  }

  static Candidates candidates(String text) {
    try {
      return Candidates.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "candidates.tsv");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
