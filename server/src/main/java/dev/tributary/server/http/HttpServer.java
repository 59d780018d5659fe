package dev.tributary.server.http;

import dev.tributary.log.NotStoredException;
import dev.tributary.server.keys.Keys;
import dev.tributary.server.keys.Role;
import dev.tributary.server.metrics.Metrics;
import io.helidon.common.mapper.MapperManager;
import io.helidon.common.tls.Tls;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/**
 * Listens, finds the route of each request, checks key, role, rate and form, and sends the answer. Each request runs on a virtual thread,
 * but for what computes ({@link Turns}).
 *
 * <p>Thread-safe.
 */
public final class HttpServer implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(HttpServer.class.getName());
  private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final HeaderName API_KEY = HeaderNames.create("X-API-Key");
  private static final HeaderName REQUEST_ID_NAME = HeaderNames.create("X-Request-Id");
  private static final HeaderName NO_SNIFF = HeaderNames.create("X-Content-Type-Options");
  private static final int PROLOGUE_BYTES = 32 << 10;
  private static final int HEADER_BYTES = 16 << 10;
  private static final String UNROUTED = "none";

  /** Held, since a logger's level is forgotten with the logger: the library tells of each start, and of a port that is taken at length. */
  private static final List<Logger> LIBRARY = List.of(Logger.getLogger("io.helidon"), Logger.getLogger("io.helidon.webserver.LoomServer"));

  static {
    LIBRARY.getFirst().setLevel(Level.WARNING);
    LIBRARY.getLast().setLevel(Level.OFF);
    MapperManager.global(MapperManager.create()); // else the library makes a new one for the length of each body: 80 µs a request
  }

  private final Routes routes;
  private final Keys keys;
  private final Set<String> origins;
  private final boolean accessLog;
  private final RateLimit rate;
  private final SlowClients slow;
  private final Turns turns = new Turns();
  private final AuditLog audit;
  private final Metrics.Timers timers;
  private final WebServer server;

  /** Has Java read what answering needs, the library that speaks HTTP and the one that writes JSON: half a second, in which another thread may open a home. */
  public static void readAhead() {
    LOG.log(System.Logger.Level.DEBUG, "reads ahead; JSON by " + JsonMapper.shared().version());
  }

  /**
   * Where to listen, and what to show.
   *
   * @param port 0 for any that is free
   * @param tls certificates and private key, both in PEM; empty for plain HTTP
   * @param origins from which pages of browsers may call; empty for none but our own
   * @param accessLog whether each request is a line of the log
   */
  public record Place(String host, int port, Optional<Pair> tls, Set<String> origins, boolean accessLog) {
    /** Two PEM files. */
    public record Pair(Path certificates, Path key) {}
  }

  private HttpServer(Place place, Limits limits, List<Route> routes, Keys keys, Path auditFile, Metrics metrics) throws IOException {
    this.routes = new Routes(routes);
    this.keys = keys;
    origins = Set.copyOf(place.origins);
    accessLog = place.accessLog;
    rate = new RateLimit(limits.perSecond());
    slow = new SlowClients(limits.request());
    audit = new AuditLog(auditFile);
    timers = metrics.timers("tributary_request_seconds", "Time from a request's headers to its answer, by endpoint.", "method", "path", "status");
    var problems = DirectHandlers.builder();
    for (var type : DirectHandler.EventType.values()) {
      problems.addHandler(type, HttpServer::refused);
    }
    var http = Http1Config.builder().maxPrologueLength(PROLOGUE_BYTES).maxHeadersSize(HEADER_BYTES).receiveLog(false).sendLog(false).addReceiveListener(slow).build();
    var builder =
        WebServer.builder()
            .host(place.host)
            .port(place.port)
            .maxPayloadSize(limits.bodyBytes())
            .maxTcpConnections(limits.connections())
            .idleConnectionTimeout(limits.idle())
            .idleConnectionPeriod(limits.idle().dividedBy(2))
            .shutdownGracePeriod(limits.drain())
            .shutdownHook(false)
            .directHandlers(problems.build())
            .addProtocol(http)
            .addRouting(HttpRouting.builder().any(this::handle));
    if (place.tls.isPresent()) {
      builder.tls(Tls.builder().sslContext(Pem.context(place.tls.get().certificates, place.tls.get().key)).build());
    }
    server = builder.build();
  }

  /**
   * Starts to listen.
   *
   * @throws BindException when the place is taken or not ours
   */
  public static HttpServer start(Place place, Limits limits, List<Route> routes, Keys keys, Path auditFile, Metrics metrics) throws IOException {
    var made = new HttpServer(place, limits, routes, keys, auditFile, metrics);
    made.server.start();
    if (!made.server.isRunning()) { // the library logs why, and goes on
      made.close();
      throw new BindException("cannot listen on " + place.host + " port " + place.port + "; another service is there, or the address is none of this machine: choose others with --host and --port");
    }
    return made;
  }

  /** The port that it listens on. */
  public int port() {
    return server.port();
  }

  /** Takes no new connection, and waits for the requests in hand. */
  @Override
  public void close() {
    server.stop();
    turns.close();
    slow.close();
  }

  private void handle(ServerRequest request, ServerResponse response) {
    String requestId = requestId(request);
    ScopedValue.where(ServiceLog.REQUEST, requestId).run(() -> handle(request, response, requestId));
  }

  private void handle(ServerRequest request, ServerResponse response, String requestId) {
    long start = System.nanoTime();
    String method = request.prologue().method().text();
    Optional<Route> route = Optional.empty();
    Optional<Keys.Key> key = Optional.empty();
    Answer answer;
    if (request.headers().contentLength().orElse(0) < 0) { // the library would wait for a body that cannot come
      throw RequestException.builder().type(DirectHandler.EventType.BAD_REQUEST).status(Status.BAD_REQUEST_400).setKeepAlive(false).message("Content-Length is negative").build();
    }
    if (!request.content().hasEntity()) {
      slow.received(); // from here on it is the handler that takes its time
    }
    try {
      var match = routes.find(request.path().rawPath());
      if (match.isEmpty()) {
        throw Problem.of(404, "there is nothing at this address; /openapi.json lists all");
      }
      if (method.equals("OPTIONS") && !origins.isEmpty()) {
        answer = preflight(match.get());
      } else {
        route = Optional.ofNullable(match.get().byMethod().get(method));
        if (route.isEmpty()) {
          throw Problem.of(405, "%s is not possible here, only %s", Parameter.shown(method), String.join(", ", match.get().byMethod().keySet()))
              .withHeader("Allow", String.join(", ", match.get().byMethod().keySet()));
        }
        key = authenticate(request, route.get());
        String type = contentType(request, route.get());
        var exchange = Exchange.of(route.get(), requestId, key, match.get().values(), request.query().rawValue(), name -> request.headers().first(HeaderNames.create(name)), type, () -> body(request));
        answer = answer(route.get(), exchange);
      }
    } catch (Problem problem) {
      answer = problem.answer(requestId);
    } catch (RequestException | CloseConnectionException e) {
      throw e; // the library answers these, through our handlers
    } catch (Throwable e) { // top of the request
      answer = failed(e, requestId, method, request).answer(requestId);
    }
    finish(request);
    send(request, response, answer, requestId);
    long nanos = System.nanoTime() - start;
    String path = route.map(Route::path).orElse(UNROUTED);
    timers.of(known(method), path, Integer.toString(answer.status())).record(nanos);
    if (accessLog) {
      ServiceLog.answered(known(method), path, answer.status(), nanos, key.map(Keys.Key::id).orElse(""));
    }
    if (key.isPresent() && route.flatMap(Route::role).equals(Optional.of(Role.ADMIN))) {
      audit(requestId, key.get(), method, request, answer.status());
    }
  }

  private Answer answer(Route route, Exchange exchange) throws Exception {
    if (!route.computes()) {
      return route.handler().handle(exchange);
    }
    exchange.body(); // here, where waiting for it costs nobody a turn
    try {
      return turns.take(() -> ScopedValue.where(ServiceLog.REQUEST, exchange.requestId()).call(() -> route.handler().handle(exchange)));
    } catch (InterruptedException _) {
      throw new CloseConnectionException("the service stops"); // and waited for it as long as it may
    }
  }

  private static String known(String method) {
    return switch (method) {
      case "GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS" -> method;
      default -> "other";
    };
  }

  private static String requestId(ServerRequest request) {
    var given = request.headers().first(REQUEST_ID_NAME);
    if (given.isPresent() && REQUEST_ID.matcher(given.get()).matches()) {
      return given.get();
    }
    return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
  }

  private Optional<Keys.Key> authenticate(ServerRequest request, Route route) {
    if (route.role().isEmpty()) {
      return Optional.empty();
    }
    var shown = request.headers().first(HeaderNames.AUTHORIZATION).filter(v -> v.regionMatches(true, 0, "Bearer ", 0, 7)).map(v -> v.substring(7).strip()).or(() -> request.headers().first(API_KEY));
    var key = shown.flatMap(keys::find);
    if (key.isEmpty()) {
      throw Problem.of(401, shown.isEmpty() ? "send a key as 'Authorization: Bearer KEY'; 'tributary keys create --role %s' makes one" : "the key is none of this service's; 'tributary keys create --role %s' makes one", route.role().get().wireName())
          .withHeader("WWW-Authenticate", "Bearer");
    }
    if (!key.get().role().covers(route.role().get())) {
      throw Problem.of(403, "this needs a key of the role %s, and %s has the role %s", route.role().get().wireName(), key.get().id(), key.get().role().wireName());
    }
    if (!rate.allows(key.get().id(), System.nanoTime())) {
      throw Problem.of(429, "the key %s asks too often; try again in a second", key.get().id()).withHeader("Retry-After", "1");
    }
    return key;
  }

  private static String contentType(ServerRequest request, Route route) {
    String given = request.headers().first(HeaderNames.CONTENT_TYPE).orElse("");
    int end = given.indexOf(';');
    String type = (end < 0 ? given : given.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    boolean sent = request.content().hasEntity();
    if (route.body().isPresent() && sent && !route.bodyTypes().contains(type)) {
      throw Problem.of(415, "the body is of type '%s', must be %s", Parameter.shown(type), String.join(" or ", route.bodyTypes()));
    }
    return type;
  }

  private byte[] body(ServerRequest request) throws IOException {
    if (!request.content().hasEntity()) {
      return new byte[0];
    }
    var length = request.headers().contentLength();
    try (var in = request.content().inputStream()) {
      return length.isPresent() ? in.readNBytes((int) Math.min(length.getAsLong(), Integer.MAX_VALUE)) : in.readAllBytes(); // whose first guess is 16 KB
    } finally {
      slow.received();
    }
  }

  /** Reads what the handler left of the body while its time is still counted: the library would read it without. */
  private void finish(ServerRequest request) {
    if (request.content().hasEntity() && !request.content().consumed()) {
      try {
        body(request);
      } catch (IOException | UncheckedIOException _) {
        throw new CloseConnectionException("the client is gone");
      }
    }
    slow.received();
  }

  private static Answer preflight(Routes.Match match) {
    return Answer.nothing()
        .withHeader("Access-Control-Allow-Methods", String.join(", ", match.byMethod().keySet()))
        .withHeader("Access-Control-Allow-Headers", "Authorization, Content-Type, X-API-Key, X-Request-Id")
        .withHeader("Access-Control-Max-Age", "600");
  }

  /** What went wrong inside: the caller learns the request's id, the log all of it. */
  private static Problem failed(Throwable e, String requestId, String method, ServerRequest request) {
    boolean full = e instanceof NotStoredException stored ? stored.full() : e instanceof IOException && String.valueOf(e.getMessage()).contains("No space left");
    if (full) {
      LOG.log(System.Logger.Level.ERROR, "request " + requestId + ": " + e.getMessage());
      return Problem.of(507, "the disk is full, and nothing of this request was taken; free the disk and send it again");
    }
    LOG.log(System.Logger.Level.ERROR, "request " + requestId + ", " + method + " " + request.path().rawPath() + ", failed", e);
    return Problem.of(500, e instanceof FileSystemException ? "a file cannot be read or written; the service's log says which, at request " + requestId : "the service's log says what went wrong, at request " + requestId);
  }

  private void send(ServerRequest request, ServerResponse response, Answer answer, String requestId) {
    response.status(Status.create(answer.status()));
    response.header(REQUEST_ID_NAME, requestId);
    response.header(NO_SNIFF, "nosniff");
    answer.headers().forEach((name, value) -> response.header(HeaderNames.create(name), value));
    if (!answer.headers().containsKey("Cache-Control")) {
      response.header(HeaderNames.CACHE_CONTROL, "no-store");
    }
    if (!origins.isEmpty()) {
      response.header(HeaderNames.VARY, "Origin");
      request.headers().first(HeaderNames.ORIGIN).filter(origins::contains).ifPresent(origin -> response.header(HeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin));
    }
    if (!answer.type().isEmpty()) {
      response.header(HeaderNames.CONTENT_TYPE, answer.type());
    }
    if (answer.stream().isPresent()) {
      try (var out = response.outputStream()) {
        answer.stream().get().writeTo(out);
      } catch (IOException | UncheckedIOException _) {
        throw new CloseConnectionException("the client is gone");
      }
    } else if (answer.body().length == 0) {
      response.send();
    } else {
      response.send(answer.body());
    }
  }

  private void audit(String requestId, Keys.Key key, String method, ServerRequest request, int status) {
    try {
      audit.add(Instant.now(), requestId, key.id(), method, request.path().rawPath(), status);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.ERROR, "the audit log cannot be written: " + e.getMessage());
    }
  }

  /** What the library refuses before any route is asked. */
  private static DirectHandler.TransportResponse refused(DirectHandler.TransportRequest request, DirectHandler.EventType type, Status status, io.helidon.http.ServerResponseHeaders headers, String message) {
    int code = status.code();
    String detail =
        switch (code) {
          case 413 -> "the body is longer than this service takes";
          case 431 -> "the headers are longer than " + HEADER_BYTES + " bytes";
          case 414 -> "the address is longer than " + PROLOGUE_BYTES + " bytes";
          case 503 -> "too many requests at once; try again in a second";
          case 500 -> "the request could not be answered";
          default -> "the request is not well-formed HTTP";
        };
    String requestId = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    var answer = Problem.of(code, detail).answer(requestId);
    headers.set(HeaderNames.CONTENT_TYPE, answer.type());
    headers.set(REQUEST_ID_NAME, requestId);
    return DirectHandler.TransportResponse.builder().status(status).headers(headers).entity(answer.body()).build();
  }
}
