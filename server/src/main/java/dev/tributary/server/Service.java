package dev.tributary.server;

import dev.tributary.disk.LockFile;
import dev.tributary.home.Home;
import dev.tributary.server.api.Api;
import dev.tributary.server.http.HttpServer;
import dev.tributary.server.http.Limits;
import dev.tributary.server.keys.Keys;
import dev.tributary.server.keys.Role;
import dev.tributary.server.keys.Secret;
import dev.tributary.server.metrics.Metrics;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A home that answers over HTTP. Listens only after log and release have been read. One service a home: a second one is refused.
 *
 * <p>Thread-safe.
 */
public final class Service implements AutoCloseable {
  private static final String AUDIT = "audit.log";

  private final LockFile lock;
  private final HttpServer server;
  private final Api api;
  private final URI address;
  private final List<Keys.Created> created;

  private Service(LockFile lock, HttpServer server, Api api, URI address, List<Keys.Created> created) {
    this.lock = lock;
    this.server = server;
    this.api = api;
    this.address = address;
    this.created = List.copyOf(created);
  }

  /**
   * Starts the service of a home. A home without keys gets one of each role.
   *
   * @param clock tells what time it is to pages, tokens and events
   * @throws java.nio.file.FileSystemException when another process serves the home
   * @throws java.net.BindException when the place to listen is taken
   */
  public static Service start(Path folder, ServiceSettings settings, InstantSource clock) throws IOException {
    var lock = LockFile.take(folder.resolve("SERVING"), "serving");
    Thread.ofPlatform().name("read ahead").daemon().start(HttpServer::readAhead); // nothing waits for it
    try {
      return start(folder, settings, clock, lock);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static Service start(Path folder, ServiceSettings settings, InstantSource clock, LockFile lock) throws IOException {
    var home = Home.open(folder, clock);
    var keys = Keys.open(folder);
    var created = new ArrayList<Keys.Created>();
    if (keys.list().isEmpty()) {
      for (Role role : Role.values()) {
        created.add(keys.create(role));
      }
    }
    var metrics = new Metrics();
    var api = new Api(home, keys, Secret.open(folder), settings.api(), metrics, clock);
    try {
      var limits =
          new Limits(
              settings.maxBodyBytes(),
              settings.maxConnections(),
              Duration.ofSeconds(settings.requestSeconds()),
              Duration.ofSeconds(settings.idleSeconds()),
              settings.requestsPerSecond(),
              Duration.ofSeconds(settings.drainSeconds()));
      boolean tls = !settings.tlsKey().isEmpty();
      var pair = tls ? Optional.of(new HttpServer.Place.Pair(Path.of(settings.tlsCertificate()), Path.of(settings.tlsKey()))) : Optional.<HttpServer.Place.Pair>empty();
      var server = HttpServer.start(new HttpServer.Place(settings.host(), settings.port(), pair, settings.origins(), settings.accessLog()), limits, api.routes(), keys, folder.resolve(AUDIT), metrics);
      String host = settings.host().equals("0.0.0.0") ? "localhost" : settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host();
      return new Service(lock, server, api, URI.create((tls ? "https" : "http") + "://" + host + ":" + server.port()), created);
    } catch (IOException | RuntimeException e) {
      api.close();
      throw e;
    }
  }

  /** Where it answers, without a slash at the end. */
  public URI address() {
    return address;
  }

  /** The keys that were made on this start; this is the only moment at which their texts are known. */
  public List<Keys.Created> created() {
    return created;
  }

  /** Stops: is no longer ready, takes no new connection, answers what is in hand, writes what was acknowledged. */
  @Override
  public void close() throws IOException {
    api.drain();
    server.close();
    api.close();
    lock.close();
  }
}
