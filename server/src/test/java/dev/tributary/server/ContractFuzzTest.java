package dev.tributary.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A fuzzer that reads {@code /openapi.json} finds nothing that the service does otherwise than it says. Runs where the environment
 * variable SCHEMATHESIS names the program {@code schemathesis}, which Python's pip installs; {@code .ci/run} does.
 */
class ContractFuzzTest {
  private static final int MINUTES = 10;

  @TempDir Path folder;

  @Test
  void theFuzzerFindsNothing() throws Exception {
    String program = System.getenv().getOrDefault("SCHEMATHESIS", "");
    assumeTrue(!program.isEmpty(), "SCHEMATHESIS names no program: the contract is not fuzzed");
    Path told = folder.resolve("fuzzer.txt");
    try (var running = new Running(TestHome.make(folder.resolve("home"), true))) {
      var process =
          new ProcessBuilder(
                  program,
                  "--config-file",
                  Path.of("src/test/schemathesis.toml").toAbsolutePath().toString(),
                  "run",
                  running.service().address() + "/openapi.json",
                  "-H",
                  "Authorization: Bearer " + running.admin().key(),
                  "-n",
                  Integer.getInteger("tributary.fuzz.examples", 10).toString(),
                  "--seed",
                  Long.getLong("tributary.seed", 1L).toString(),
                  "--continue-on-failure")
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(told.toFile())
              .start();
      boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
      if (!ended) {
        process.destroyForcibly();
      }
      assertThat(ended && process.exitValue() == 0).as("the fuzzer said:%n%s", Files.readString(told)).isTrue();
    }
  }
}
