package dev.tributary.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client generated from {@code /openapi.json} works with the service. Runs where the environment variable OPENAPI_CLIENT names the program {@code
 * openapi-python-client}, which Python's pip installs; {@code .ci/run} does.
 */
class GeneratedClientTest {
  private static final int MINUTES = 3;
  private static final JsonMapper JSON = JsonMapper.shared();

  @TempDir Path folder;

  @Test
  void aGeneratedClientAsksTellsAndReadsProblems() throws Exception {
    String program = System.getenv().getOrDefault("OPENAPI_CLIENT", "");
    assumeTrue(!program.isEmpty(), "OPENAPI_CLIENT names no program: no client is generated");
    try (var running = new Running(TestHome.make(folder.resolve("home"), true))) {
      String address = running.service().address().toString();
      String said = run(List.of(program, "generate", "--url", address + "/openapi.json", "--output-path", "client", "--meta", "none"));
      assertThat(said).as("models and paths that the generator leaves out").doesNotContain("Unable to process", "/v1/recommend", "/v1/rank", "/v1/why");
      Path script = Path.of("src/test/python/generated_client.py").toAbsolutePath();
      Files.copy(script, folder.resolve("use.py")); // beside the client, where Python looks for it
      JsonNode answer = JSON.readTree(run(List.of(Path.of(program).resolveSibling("python").toString(), "use.py", address, running.admin().key())));
      assertThat(strings(answer.get("first"))).hasSize(5).allMatch(item -> item.startsWith("i"));
      assertThat(strings(answer.get("after"))).hasSize(5).doesNotContainAnyElementsOf(strings(answer.get("first")));
      assertThat(strings(answer.get("because"))).isNotEmpty();
      assertThat(answer.get("accepted").asInt()).isEqualTo(1);
      assertThat(answer.get("duplicates").asInt()).isEqualTo(1);
      assertThat(answer.get("batch").toString()).isEqualTo("[2,2]");
      assertThat(answer.get("title").asString()).isEqualTo("Ten quiet places");
      assertThat(answer.get("why").asString()).isEqualTo(strings(answer.get("first")).get(1));
      assertThat(answer.get("problem").asInt()).isEqualTo(422);
    }
  }

  private static List<String> strings(JsonNode array) {
    return array.valueStream().map(JsonNode::asString).toList();
  }

  /** What a command that ends well prints; its errors are part of it. */
  private String run(List<String> command) throws Exception {
    Path told = folder.resolve("told.txt");
    var process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).redirectOutput(told.toFile()).start();
    boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
    if (!ended) {
      process.destroyForcibly();
    }
    assertThat(ended && process.exitValue() == 0).as("%s said:%n%s", command, Files.readString(told)).isTrue();
    return Files.readString(told);
  }
}
