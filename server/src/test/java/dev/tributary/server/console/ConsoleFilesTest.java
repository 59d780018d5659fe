package dev.tributary.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.home.Home;
import dev.tributary.server.Service;
import dev.tributary.server.ServiceSettings;
import dev.tributary.settings.Settings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the console's files are served, and what they hold. */
class ConsoleFilesTest {
  private static final Path SITE = Path.of("src/main/resources/dev/tributary/server/console/site");
  private static final Pattern SAID = Pattern.compile("\\bt\\('((?:[^'\\\\]|\\\\.)*)'");

  @TempDir private static Path folder;
  private static Service service;

  @BeforeAll
  static void start() throws IOException {
    Home.prepare(folder.resolve("home"), "nothing");
    service = Service.start(folder.resolve("home"), Settings.of(ServiceSettings.DEFAULT).parse(Map.of("port", "0", "retrainAt", "")), InstantSource.system());
  }

  @AfterAll
  static void stop() throws IOException {
    service.close();
  }

  private static HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(service.address() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** The first line of the answer to a path that no client library would send. */
  private static String statusOf(String rawPath) throws IOException {
    try (var socket = new Socket("127.0.0.1", service.address().getPort())) {
      socket.getOutputStream().write(("GET " + rawPath + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
      return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1)).readLine();
    }
  }

  @Test
  void everyFileIsListedAndServedWithItsTypeAndTheStrictPolicy() throws IOException, InterruptedException {
    try (var files = Files.walk(SITE)) {
      assertThat(files.filter(Files::isRegularFile).map(file -> SITE.relativize(file).toString().replace('\\', '/'))).containsExactlyInAnyOrderElementsOf(ConsoleRoutes.FILES);
    }
    for (String file : ConsoleRoutes.FILES) {
      var answer = get("/console/" + file);
      assertThat(answer.statusCode()).as(file).isEqualTo(200);
      assertThat(answer.body()).isEqualTo(Files.readString(SITE.resolve(file)));
      String type = file.endsWith(".js") ? "text/javascript" : file.endsWith(".css") ? "text/css" : file.endsWith(".svg") ? "image/svg+xml" : file.endsWith(".html") ? "text/html" : "text/plain";
      assertThat(answer.headers().firstValue("Content-Type").orElse("")).as(file).startsWith(type);
      assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
      assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
          .contains("default-src 'none'", "script-src 'self';", "style-src 'self';", "connect-src 'self';", "frame-ancestors 'none'")
          .doesNotContain("unsafe", "*", "http");
    }
  }

  @Test
  void theStartHasNoScriptOrStyleOfItsOwn() throws IOException, InterruptedException {
    var start = get("/console/");
    assertThat(start.statusCode()).isEqualTo(200);
    assertThat(start.body()).doesNotContain("<style", "style=", "onclick", "http:", "https:").doesNotContainPattern("<script[^>]*>[^<]");
    var moved = get("/console");
    assertThat(moved.statusCode()).isEqualTo(308);
    assertThat(moved.headers().firstValue("Location")).contains("/console/");
  }

  @Test
  void aFileThatTheBrowserHasIsNotSentAgain() throws IOException, InterruptedException {
    String tag = get("/console/console.css").headers().firstValue("ETag").orElseThrow();
    var again = get("/console/console.css", "If-None-Match", tag);
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(get("/console/console.css", "If-None-Match", "\"other\"").statusCode()).isEqualTo(200);
  }

  @Test
  void noPathLeadsOutOfTheConsole() throws IOException {
    for (String path :
        List.of(
            "/console/../log",
            "/console/../../../../../../etc/passwd",
            "/console/%2e%2e/%2e%2e/etc/passwd",
            "/console/..%2f..%2fetc%2fpasswd",
            "/console/app/..%2findex.html",
            "/console/app/%2e%2e%2f%2e%2e%2fConsoleFile.class",
            "/console/..%5c..%5cwindows",
            "/console//etc/passwd",
            "/console/app",
            "/console/app/",
            "/console/package-info.class",
            "/console/index.html%00.js")) {
      assertThat(statusOf(path)).as(path).matches("HTTP/1.1 (404|400) .*");
    }
  }

  @Test
  void everyTextHasItsChinese() throws IOException {
    String chinese = Files.readString(SITE.resolve("app/words-zh.js"));
    var missing = new TreeSet<String>();
    for (String file : ConsoleRoutes.FILES) {
      if (file.endsWith(".js") && !file.startsWith("vendor/")) {
        var said = SAID.matcher(Files.readString(SITE.resolve(file)));
        while (said.find()) {
          String text = said.group(1);
          if (!chinese.contains("\n  '" + text + "': ") && !chinese.contains("\n  " + text + ": ")) {
            missing.add(text);
          }
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void theLibraryIsTheOneThatTheNoticeNames() throws Exception {
    var digest = java.security.MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(SITE.resolve("vendor/preact-htm.js")));
    assertThat(Files.readString(SITE.resolve("vendor/NOTICE.txt"))).contains(java.util.HexFormat.of().formatHex(digest), "htm 3.1.1", "Apache-2.0", "MIT");
  }
}
