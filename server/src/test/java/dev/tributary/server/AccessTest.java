package dev.tributary.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.server.keys.Keys;
import dev.tributary.server.keys.Role;
import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Who may do what, and where the service listens. */
class AccessTest {
  @TempDir static Path folder;
  private static Path home;
  private static Running running;

  @BeforeAll
  static void start() throws IOException {
    home = TestHome.make(folder.resolve("home"), true);
    running = new Running(home);
  }

  @AfterAll
  static void stop() throws IOException {
    running.close();
  }

  @Test
  void everyRouteButTheProbesAndTheConsolesFilesNeedsAKeyOfItsRole() {
    var contract = running.as(Role.READ).get("/openapi.json").json();
    int routes = 0;
    for (var path : contract.get("paths").properties()) {
      for (var operation : path.getValue().properties()) {
        String at = path.getKey().replaceAll("\\{\\w+}", "x");
        var nobody = running.admin().as("").send(operation.getKey().toUpperCase(java.util.Locale.ROOT), at, "", "");
        boolean open = operation.getValue().get("security").isEmpty();
        assertThat(nobody.status() == 401).as("%s %s", operation.getKey(), at).isEqualTo(!open);
        boolean page = path.getKey().equals("/console") || path.getKey().startsWith("/console/"); // the page, not its data
        assertThat(open).isEqualTo(page || Set.of("/health/live", "/health/ready", "/openapi.json").contains(path.getKey()));
        String needed = open ? "" : operation.getValue().get("description").asString();
        if (needed.contains("admin")) {
          assertThat(running.as(Role.WRITE).send(operation.getKey().toUpperCase(java.util.Locale.ROOT), at, "", "").status()).isEqualTo(403);
        }
        if (needed.contains("role write")) {
          assertThat(running.as(Role.READ).send(operation.getKey().toUpperCase(java.util.Locale.ROOT), at, "", "").status()).isEqualTo(403);
        }
        routes++;
      }
    }
    assertThat(routes).isGreaterThan(35);
  }

  @Test
  void theContractHoldsTogether() {
    var contract = running.as(Role.READ).get("/openapi.json").json();
    var ids = new java.util.HashSet<String>();
    contract.get("paths").forEach(path -> path.forEach(operation -> assertThat(ids.add(operation.get("operationId").asString())).as("%s", operation).isTrue()));
    references(contract, contract);
  }

  private static void references(JsonNode node, JsonNode contract) {
    if (node.has("$ref")) {
      assertThat(contract.at(node.get("$ref").asString().substring(1)).isMissingNode()).as("%s", node).isFalse();
    }
    node.forEach(child -> references(child, contract));
  }

  @Test
  void aKeyWorksInBothHeadersAndAForeignOneInNone() {
    String key = running.as(Role.READ).key();
    assertThat(running.admin().as("").send("GET", "/v1/popular", "", "", "X-API-Key", key).status()).isEqualTo(200);
    assertThat(running.admin().as("").send("GET", "/v1/popular", "", "", "Authorization", "bearer " + key).status()).isEqualTo(200);
    var foreign = running.admin().as("trb_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").get("/v1/popular");
    assertThat(foreign.status()).isEqualTo(401);
    assertThat(foreign.header("WWW-Authenticate")).isEqualTo("Bearer");
    assertThat(foreign.text()).doesNotContain("AAAA");
  }

  @Test
  void keysAreMadeOnceListedWithoutTheirTextAndRevoked() throws Exception {
    var made = running.admin().post("/v1/keys", "{\"role\":\"read\"}").json();
    String text = made.get("key").asString();
    assertThat(text).matches("trb_[A-Za-z0-9_-]{43}"); // 256 bits
    assertThat(running.admin().as(text).get("/v1/popular").status()).isEqualTo(200);
    assertThat(running.admin().get("/v1/keys").text()).contains(made.get("id").asString()).doesNotContain(text);
    assertThat(Files.readString(home.resolve("keys.json"))).doesNotContain(text.substring(4));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("keys.json")))).isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("secret")))).isEqualTo("rw-------");
    assertThat(running.admin().delete("/v1/keys/" + made.get("id").asString()).status()).isEqualTo(204);
    assertThat(running.admin().as(text).get("/v1/popular").status()).isEqualTo(401);
    assertThat(Files.readString(home.resolve("audit.log"))).contains("\"path\":\"/v1/keys\"").contains("\"method\":\"DELETE\"").doesNotContain(text);
  }

  @Test
  void theLastAdminKeyCannotBeRevokedOverHttp() {
    for (JsonNode key : running.admin().get("/v1/keys").json().get("keys")) {
      if (key.get("role").asString().equals("admin")) {
        assertThat(running.admin().delete("/v1/keys/" + key.get("id").asString()).status()).isEqualTo(409);
      }
    }
  }

  @Test
  void aChangeByAnotherProcessCountsWithinASecond() throws Exception {
    var created = Keys.open(home).create(Role.READ);
    Thread.sleep(1100);
    assertThat(running.admin().as(created.text()).get("/v1/popular").status()).isEqualTo(200);
  }

  @Test
  void aKeyFileThatOthersMayReadIsRefused() throws IOException {
    Path other = TestHome.make(folder.resolve("open"), false);
    Keys.open(other).create(Role.READ);
    Files.setPosixFilePermissions(other.resolve("keys.json"), PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> Service.start(other, Running.settings(Map.of()), InstantSource.system())).hasMessageContaining("chmod 600");
  }

  @Test
  void twoServicesOnOneHomeAndAPortThatIsTakenAreRefused() throws IOException {
    assertThatThrownBy(() -> Service.start(home, Running.settings(Map.of()), InstantSource.system())).isInstanceOf(FileSystemException.class).hasMessageContaining("is held by process " + ProcessHandle.current().pid());
    Path other = TestHome.make(folder.resolve("port"), false);
    try (var taken = new ServerSocket(0, 1, java.net.InetAddress.getByName("127.0.0.1"))) {
      var settings = Running.settings(Map.of("port", Integer.toString(taken.getLocalPort())));
      assertThatThrownBy(() -> Service.start(other, settings, InstantSource.system())).isInstanceOf(BindException.class).hasMessageContaining("--port");
    }
    Service.start(other, Running.settings(Map.of()), InstantSource.system()).close(); // the failed start gave the home back
  }

  @Test
  void withoutAReleaseItLivesAndIsNotReady() throws IOException {
    try (var bare = new Running(TestHome.make(folder.resolve("bare"), false))) {
      assertThat(bare.admin().as("").get("/health/live").status()).isEqualTo(200);
      assertThat(bare.admin().as("").get("/health/ready").status()).isEqualTo(503);
      var page = bare.admin().post("/v1/recommend", "{}");
      assertThat(page.status()).isEqualTo(503);
      assertThat(page.json().get("detail").asString()).contains("POST /v1/jobs");
      assertThat(bare.as(Role.WRITE).post("/v1/events", "[{\"id\":\"1\",\"type\":\"click\",\"user\":\"u1\",\"item\":\"i1\"}]").status()).isEqualTo(202);
    }
  }

  @Test
  void aKeyMayAskOnlySoOften() throws IOException {
    try (var slow = new Running(TestHome.make(folder.resolve("slow"), true), Running.settings(Map.of("requestsPerSecond", "5")))) {
      int refused = 0;
      for (int n = 0; n < 30; n++) {
        var reply = slow.as(Role.READ).get("/v1/popular");
        refused += reply.status() == 429 ? 1 : 0;
        assertThat(reply.status() == 429).isEqualTo(reply.header("Retry-After").equals("1"));
      }
      assertThat(refused).isPositive();
      assertThat(slow.as(Role.WRITE).get("/v1/popular").status()).isEqualTo(200); // another key
    }
  }

  @Test
  void everyAnswerCarriesTheRequestIdAndAForeignPageMayNotCall() throws IOException {
    assertThat(running.as(Role.READ).send("GET", "/nowhere", "", "", "X-Request-Id", "mine-1").header("X-Request-Id")).isEqualTo("mine-1");
    assertThat(running.as(Role.READ).send("GET", "/nowhere", "", "", "X-Request-Id", "no spaces").header("X-Request-Id")).matches("[0-9a-f]{16}");
    var plain = running.as(Role.READ).send("GET", "/v1/popular", "", "", "Origin", "https://shop.example");
    assertThat(plain.header("Access-Control-Allow-Origin")).isEmpty();
    try (var open = new Running(TestHome.make(folder.resolve("cors"), true), Running.settings(Map.of("corsOrigins", "https://shop.example")))) {
      assertThat(open.as(Role.READ).send("GET", "/v1/popular", "", "", "Origin", "https://shop.example").header("Access-Control-Allow-Origin")).isEqualTo("https://shop.example");
      assertThat(open.as(Role.READ).send("GET", "/v1/popular", "", "", "Origin", "https://other.example").header("Access-Control-Allow-Origin")).isEmpty();
      assertThat(open.as(Role.READ).send("OPTIONS", "/v1/recommend", "", "", "Origin", "https://shop.example").header("Access-Control-Allow-Methods")).isEqualTo("POST");
    }
  }
}
