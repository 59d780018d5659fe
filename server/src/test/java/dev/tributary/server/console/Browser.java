package dev.tributary.server.console;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A Chromium without a window, driven by the DevTools protocol: real layout, real mouse and keys. It notes every error that a page or the
 * browser writes to the console, violations of the content policy among them.
 */
final class Browser implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Process process;
  private final Path folder;
  private final WebSocket socket;
  private final AtomicInteger number = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
  private final List<String> errors = new CopyOnWriteArrayList<>();
  private final List<String> requested = new CopyOnWriteArrayList<>();

  /** The browser of this machine; empty when there is none. */
  static Optional<Path> program() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .flatMap(place -> Stream.of("chromium", "chromium-browser", "google-chrome").map(name -> Path.of(place, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  Browser(Path program) throws IOException, InterruptedException {
    folder = Files.createTempDirectory("console-browser");
    var command = List.of(program.toString(), "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--lang=en-GB", "--remote-debugging-port=0", "--user-data-dir=" + folder, "about:blank");
    process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    try {
      socket = HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(page(), new Messages()).get(20, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      process.destroyForcibly();
      throw new IOException("the browser cannot be talked to", e);
    }
    for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
      send(domain + ".enable", Map.of());
    }
    size(1280, 900);
  }

  /** Where the first tab can be talked to. */
  private URI page() throws IOException, InterruptedException {
    Path port = folder.resolve("DevToolsActivePort");
    for (long end = System.nanoTime() + PATIENCE.toNanos(); System.nanoTime() < end && process.isAlive(); Thread.sleep(50)) {
      if (Files.exists(port) && !Files.readAllLines(port).isEmpty()) {
        var list = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + Files.readAllLines(port).getFirst() + "/json/list")).build();
        for (JsonNode target : JSON.readTree(HttpClient.newHttpClient().send(list, HttpResponse.BodyHandlers.ofString()).body())) {
          if (target.get("type").asString().equals("page")) {
            return URI.create(target.get("webSocketDebuggerUrl").asString());
          }
        }
      }
    }
    process.destroyForcibly();
    throw new IOException("the browser did not start");
  }

  /** Takes messages in; those that come in pieces are put together. */
  private final class Messages implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        take(JSON.readTree(text.toString()));
        text.setLength(0);
      }
      from.request(1);
      return CompletableFuture.completedStage(null);
    }
  }

  private void take(JsonNode message) {
    if (message.has("id")) {
      waiting.remove(message.get("id").asInt()).complete(message);
      return;
    }
    var parameters = message.get("params");
    switch (message.get("method").asString()) {
      case "Log.entryAdded" -> {
        var entry = parameters.get("entry");
        if (entry.get("level").asString().equals("error") || entry.get("source").asString().equals("security")) {
          errors.add(entry.get("text").asString() + " " + entry.path("url").asString(""));
        }
      }
      case "Runtime.exceptionThrown" -> errors.add(parameters.get("exceptionDetails").toString());
      case "Runtime.consoleAPICalled" -> {
        if (parameters.get("type").asString().equals("error")) {
          errors.add(parameters.get("args").toString());
        }
      }
      case "Network.requestWillBeSent" -> requested.add(parameters.get("request").get("url").asString());
      default -> {}
    }
  }

  JsonNode send(String method, Map<String, ?> parameters) {
    int id = number.incrementAndGet();
    var answer = new CompletableFuture<JsonNode>();
    waiting.put(id, answer);
    try {
      socket.sendText(JSON.writeValueAsString(Map.of("id", id, "method", method, "params", parameters)), true).get(20, TimeUnit.SECONDS);
      var message = answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (message.has("error")) {
        throw new IllegalStateException(method + ": " + message.get("error"));
      }
      return message.get("result");
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new IllegalStateException(method + " was not answered", e);
    }
  }

  /** All that went wrong on pages so far. */
  List<String> errors() {
    return List.copyOf(errors);
  }

  /** Every address that pages asked for so far. */
  List<String> requested() {
    return List.copyOf(requested);
  }

  void size(int width, int height) {
    send("Emulation.setDeviceMetricsOverride", Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
  }

  void open(String address) {
    send("Page.navigate", Map.of("url", address));
  }

  /** The value of an expression in the page. */
  JsonNode evaluate(String expression) {
    var result = send("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
    if (result.has("exceptionDetails")) {
      throw new IllegalStateException(expression + ": " + result.get("exceptionDetails"));
    }
    return result.get("result").path("value");
  }

  String text(String selector) {
    return evaluate("document.querySelector(" + quoted(selector) + ")?.innerText ?? ''").asString();
  }

  List<String> texts(String selector) {
    var found = new ArrayList<String>();
    evaluate("[...document.querySelectorAll(" + quoted(selector) + ")].map(e => e.innerText)").forEach(text -> found.add(text.asString()));
    return found;
  }

  static String quoted(String text) {
    return JSON.writeValueAsString(text);
  }

  /** Waits until an expression is true. */
  void await(String condition) {
    for (long end = System.nanoTime() + PATIENCE.toNanos(); System.nanoTime() < end; pause(40)) {
      if (evaluate("Boolean(" + condition + ")").asBoolean()) {
        return;
      }
    }
    throw new AssertionError("still not so after " + PATIENCE.toSeconds() + " seconds: " + condition + "; the page says: " + text("main"));
  }

  void awaitElement(String selector) {
    await("document.querySelector(" + quoted(selector) + ")");
  }

  static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Clicks the middle of the first element with the mouse, once it rests: what loads above it moves it. It must not lie under anything else. */
  void click(String selector) {
    awaitElement(selector);
    var place = place(selector);
    for (long end = System.nanoTime() + PATIENCE.toNanos(); System.nanoTime() < end; ) {
      pause(60);
      var now = place(selector);
      if (now.equals(place) && now.get("hit").asBoolean()) {
        for (String type : List.of("mouseMoved", "mousePressed", "mouseReleased")) {
          send("Input.dispatchMouseEvent", Map.of("type", type, "x", now.get("x").asDouble(), "y", now.get("y").asDouble(), "button", type.equals("mouseMoved") ? "none" : "left", "clickCount", 1));
        }
        return;
      }
      place = now;
    }
    throw new AssertionError(selector + (place.get("hit").asBoolean() ? " does not rest" : " lies under something else"));
  }

  /** Where the middle of an element is on the screen, and whether it is what lies on top there. */
  private JsonNode place(String selector) {
    return evaluate(
        "(() => { const e = document.querySelector(" + quoted(selector) + "); if (!e) return {x: 0, y: 0, hit: false}; e.scrollIntoView({block: 'center'}); const r = e.getBoundingClientRect();"
            + " const x = r.x + r.width / 2, y = r.y + r.height / 2; return {x, y, hit: e.contains(document.elementFromPoint(x, y))}; })()");
  }

  void type(String text) {
    send("Input.insertText", Map.of("text", text));
  }

  void press(String key) {
    int code = Map.of("Enter", 13, "Tab", 9).get(key);
    var event = new HashMap<String, Object>(Map.of("key", key, "code", key, "windowsVirtualKeyCode", code));
    if (key.equals("Enter")) {
      event.put("text", "\r");
    }
    for (String type : List.of("keyDown", "keyUp")) {
      event.put("type", type);
      send("Input.dispatchKeyEvent", event);
    }
  }

  /** Chooses an option of a list; a list without a window has none that could be clicked. */
  void choose(String selector, String value) {
    evaluate("(() => { const e = document.querySelector(" + quoted(selector) + "); e.value = " + quoted(value) + "; e.dispatchEvent(new Event('change', {bubbles: true})); })()");
  }

  /** The page as PNG, the part that is seen or all of it. */
  byte[] picture(boolean whole) {
    return Base64.getDecoder().decode(send("Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", whole)).get("data").asString());
  }

  @Override
  public void close() throws IOException {
    socket.abort();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (java.io.UncheckedIOException | java.nio.file.DirectoryNotEmptyException _) {
      // the browser's last child may still write; the folder is one of the machine's temporary ones
    }
  }
}
