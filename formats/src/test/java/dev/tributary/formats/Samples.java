package dev.tributary.formats;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Sample files beside the project, written by the formats' own libraries, and the rows that a right reader returns; tests are skipped where they are absent. */
final class Samples {
  private Samples() {}

  static Path file(String name) {
    String given = System.getenv("TRIBUTARY_DATA");
    Path path = (given == null ? Path.of("../../shared/data") : Path.of(given)).resolve("format-samples").resolve(name);
    assumeTrue(Files.exists(path), () -> name + " is not here; set TRIBUTARY_DATA to the folder that holds format-samples");
    return path;
  }

  /** What is expected of a file; of those with the same rows as another one, that one's. */
  static JsonNode expected(String name) throws IOException {
    try (var in = new GZIPInputStream(Files.newInputStream(file("expected.json.gz")))) {
      var all = JsonMapper.shared().readTree(in);
      var wanted = all.path(name);
      return wanted.has("same_rows_as") ? all.path(wanted.path("same_rows_as").asString()) : wanted;
    }
  }
}
