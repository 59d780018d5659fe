package dev.tributary.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.server.keys.Role;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever comes in, the answer is clear, memory is bounded, and the service lives. */
class BadInputTest {
  private static final int BODY_BYTES = 100_000;

  @TempDir static Path folder;
  private static Running running;
  private static Caller writer;

  @BeforeAll
  static void start() throws IOException {
    running = new Running(TestHome.make(folder.resolve("home"), true), Running.settings(Map.of("maxBodyBytes", "" + BODY_BYTES, "requestSeconds", "1")));
    writer = running.as(Role.WRITE);
  }

  @AfterAll
  static void stop() throws IOException {
    running.close();
  }

  @AfterEach
  void itLives() {
    assertThat(writer.post("/v1/recommend", "{\"user\":\"u1\"}").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "x", "null", "[]", "7", "{", "{}{}", "{\"user\":1}", "{\"user\":\"\"}", "{\"user\":\"a\\u0000b\"}", "{\"user\":\"a\\tb\"}", "{\"user\":\"\\ud800\"}", "{\"count\":0}", "{\"count\":501}", "{\"count\":1e99}",
        "{\"count\":-1}", "{\"count\":\"10\"}", "{\"count\":10.5}", "{\"user\":\"a\",\"user\":\"b\"}", "{\"session\":{\"items\":[1]}}", "{\"session\":7}", "{\"exclude\":\"i1\"}", "{\"context\":{\"a\":{}}}", "{\"deadlineMillis\":60001}",
        "{\"explain\":\"yes\"}", "{\"page\":\"***\"}", "{\"page\":\"AAAA\"}", "{\"page\":\"\"}", "{\"usr\":\"u1\"}", "{\"User\":\"u1\"}"
      })
  void aBodyThatIsNoRequestIsA400WithAReason(String body) {
    var reply = writer.send("POST", "/v1/recommend", body, "application/json");
    assertThat(reply.status()).as(body).isEqualTo(400);
    assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(reply.json().get("detail").asString()).isNotBlank();
    assertThat(reply.text()).doesNotContain("Exception").doesNotContain("tools.jackson");
  }

  @Test
  void unknownFieldsAndParametersNameTheNearest() {
    assertThat(writer.post("/v1/recommend", "{\"usr\":\"u1\"}").json().get("errors").get(0).get("detail").asString()).contains("did you mean 'user'?");
    assertThat(writer.get("/v1/popular?cuont=3").json().get("errors").get(0).get("detail").asString()).contains("did you mean 'count'?");
    assertThat(writer.get("/v1/popular?count=3&count=4").status()).isEqualTo(400);
  }

  @Test
  void deepJsonIsRefused() {
    assertThat(writer.post("/v1/recommend", "{\"context\":" + "[".repeat(20_000) + "]".repeat(20_000) + "}").status()).isEqualTo(400);
    assertThat(writer.post("/v1/events", "[" + "{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000) + "]").status()).isEqualTo(400);
    assertThat(writer.put("/v1/items/deep", "{\"attributes\":" + "{\"a\":".repeat(40) + "1" + "}".repeat(40) + "}").status()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource({"a%2Fb,200", "%F0%9F%98%80,200", "a%00b,400", "a%0Ab,400", "%FF,400", "%ED%A0%80,400", "a%2,400", "a%zz,400", "..%2F..%2Fetc,200"})
  void idsInAddressesMayBeAnyTextWithoutControlCharacters(String id, int status) throws IOException {
    // written by hand: a client library would refuse some of these itself
    String answer = raw("GET /v1/users/" + id + "/recommendations HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-API-Key: " + writer.key() + "\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 " + status);
  }

  @Test
  void anIdOfTenThousandCharactersIsRefusedWithItsLength() {
    var inPath = writer.get("/v1/users/" + "x".repeat(10_000) + "/recommendations");
    assertThat(inPath.status()).isEqualTo(400);
    assertThat(inPath.json().get("detail").asString()).contains("10000 characters");
    assertThat(writer.post("/v1/recommend", "{\"user\":\"" + "x".repeat(10_000) + "\"}").status()).isEqualTo(400);
    assertThat(writer.post("/v1/events", "[{\"id\":\"1\",\"type\":\"click\",\"user\":\"" + "x".repeat(10_000) + "\",\"item\":\"i\"}]").status()).isEqualTo(422);
    assertThat(writer.get("/v1/users/" + "x".repeat(100_000) + "/recommendations").status()).isBetween(400, 431);
  }

  @Test
  void anEmojiIsAnIdLikeAnother() {
    String id = Caller.encoded("😀/é%");
    assertThat(writer.put("/v1/items/" + id, "{\"title\":\"smile\"}").json().get("id").asString()).isEqualTo("😀/é%");
    assertThat(writer.get("/v1/items/" + id).json().get("title").asString()).isEqualTo("smile");
  }

  @Test
  void aBodyThatIsTooLongIsRefusedWhetherAnnouncedOrNot() throws IOException {
    String head = "POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nX-API-Key: " + writer.key() + "\r\n";
    assertThat(raw(head + "Content-Length: 100000000\r\n\r\n")).startsWith("HTTP/1.1 413").contains("application/problem+json");
    String chunk = Integer.toHexString(50_000) + "\r\n" + " ".repeat(50_000) + "\r\n";
    assertThat(raw(head + "Transfer-Encoding: chunked\r\n\r\n" + chunk + chunk + chunk)).startsWith("HTTP/1.1 413");
  }

  @Test
  void brokenHttpIsRefused() throws IOException {
    assertThat(raw("NONSENSE\r\n\r\n")).isEmpty(); // no HTTP at all: the connection is closed
    assertThat(raw("GET nonsense HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n")).startsWith("HTTP/1.1 400");
    assertThat(raw("GET / HTTP/1.1\r\nHost: x\r\nA: " + "x".repeat(40_000) + "\r\n\r\n")).startsWith("HTTP/1.1 4");
    assertThat(raw("POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n")).startsWith("HTTP/1.1 4");
  }

  @Test
  void aClientThatSendsAByteNowAndThenIsCutOff() throws Exception {
    for (String part : new String[] {"GET /health/live HTTP/1.1\r\nHost: x\r\nA: ", "POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 5000\r\nX-API-Key: " + writer.key() + "\r\n\r\n["}) {
      try (var socket = new Socket("127.0.0.1", running.service().address().getPort())) {
        socket.getOutputStream().write(part.getBytes(StandardCharsets.US_ASCII));
        long begun = System.nanoTime();
        boolean cut = false;
        while (!cut && System.nanoTime() - begun < 20_000_000_000L) {
          Thread.sleep(100);
          try {
            socket.getOutputStream().write(' ');
            socket.setSoTimeout(1);
            cut = socket.getInputStream().read() < 0;
          } catch (java.net.SocketTimeoutException _) {
            // still open
          } catch (IOException _) {
            cut = true;
          }
        }
        assertThat((System.nanoTime() - begun) / 1e9).isLessThan(6);
      }
    }
  }

  @Test
  void aThousandIdleConnectionsDoNotKeepOthersOut() throws IOException {
    var sockets = new ArrayList<Socket>();
    try {
      for (int n = 0; n < 1000; n++) {
        sockets.add(new Socket("127.0.0.1", running.service().address().getPort()));
      }
      assertThat(writer.get("/v1/popular").status()).isEqualTo(200);
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  @Test
  void theWrongMethodTypeOrAddressIsSaid() {
    var method = writer.delete("/v1/recommend");
    assertThat(method.status()).isEqualTo(405);
    assertThat(method.header("Allow")).isEqualTo("POST");
    assertThat(writer.send("POST", "/v1/recommend", "{}", "text/plain").status()).isEqualTo(415);
    assertThat(writer.get("/v1/nowhere").status()).isEqualTo(404);
    assertThat(writer.get("/").status()).isEqualTo(404);
    assertThat(writer.get("/v1/items/").status()).isEqualTo(400);
  }

  @Test
  void randomBytesNeverBreakIt() {
    for (long seed = 1; seed <= 300; seed++) {
      var dice = new Random(seed);
      var body = new StringBuilder("[{\"id\":\"r\",\"type\":\"click\",\"user\":\"u1\",\"item\":\"i1\",\"time\":1,\"context\":{\"a\":[1,{}]}}]");
      for (int n = dice.nextInt(6); n >= 0; n--) {
        body.setCharAt(dice.nextInt(body.length()), "{}[],:\"\\0 \u00e9x".charAt(dice.nextInt(12)));
      }
      for (String path : new String[] {"/v1/events", "/v1/items", "/v1/users", "/v1/recommend", "/v1/rank"}) {
        assertThat(writer.post(path, body.toString()).status()).as("seed %d, %s, %s", seed, path, body).isIn(200, 202, 400, 422);
      }
    }
  }

  /** Sends bytes as they are and reads until the end, or for a second. */
  private static String raw(String text) throws IOException {
    try (var socket = new Socket("127.0.0.1", running.service().address().getPort())) {
      socket.setSoTimeout(5000);
      try {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
      } catch (IOException _) {
        // it closed before it had read all; what it said can be read
      }
      return read(socket.getInputStream());
    }
  }

  private static String read(InputStream in) throws IOException {
    var text = new StringBuilder();
    var buffer = new byte[4096];
    try {
      for (int length; (length = in.read(buffer)) > 0; ) {
        text.append(new String(buffer, 0, length, StandardCharsets.UTF_8));
      }
    } catch (java.net.SocketException | java.net.SocketTimeoutException _) {
      // the end
    }
    return text.toString();
  }
}
