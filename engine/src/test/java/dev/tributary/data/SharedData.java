package dev.tributary.data;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Third-party data beside the project; tests that need it are skipped where it is absent. */
public final class SharedData {
  private SharedData() {}

  public static Path path(String name) {
    String given = System.getenv("TRIBUTARY_DATA");
    Path path = (given == null ? Path.of("../../shared/data") : Path.of(given)).resolve(name);
    assumeTrue(Files.exists(path), () -> name + " is not here; set TRIBUTARY_DATA to the folder that holds it");
    return path;
  }
}
