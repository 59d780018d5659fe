package dev.tributary.client;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Asks a service for pages and sends it events. Every call exists twice: one waits, one promises.
 *
 * <p>A call that got no answer, or 429, 502, 503 or 504, is tried again, after pauses that double and scatter, or as long as the
 * service's {@code Retry-After} says. All calls here may be repeated: pages change nothing, and events carry ids by which the service knows those that
 * it has.
 *
 * <p>Immutable and thread-safe; one client serves a whole program.
 */
public final class TributaryClient {
  private static final Set<Integer> PASSING = Set.of(429, 502, 503, 504);
  private static final long LONGEST_PAUSE_MILLIS = 10_000;

  private final URI address;
  private final String key;
  private final Settings settings;
  private final HttpClient http;

  /**
   * How patient a client is. Immutable.
   *
   * @param connect how long connecting may take
   * @param attempt how long one attempt may take
   * @param attempts how often a call is tried, 1 or more
   * @param pause before the second attempt; it doubles from attempt to attempt
   */
  public record Settings(Duration connect, Duration attempt, int attempts, Duration pause) {
    /** Two seconds to connect, five an attempt, four attempts, 100 ms before the second. */
    public static final Settings DEFAULT = new Settings(Duration.ofSeconds(2), Duration.ofSeconds(5), 4, Duration.ofMillis(100));

    public Settings {
      if (attempts < 1) {
        throw new IllegalArgumentException("attempts is " + attempts + ", must be 1 or more");
      }
    }
  }

  /**
   * A client of a service.
   *
   * @param address for example http://127.0.0.1:8420
   * @param key with the role that the calls need: read for pages, write for events
   */
  public TributaryClient(URI address, String key, Settings settings) {
    String text = address.toString();
    this.address = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    this.key = key;
    this.settings = settings;
    http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(settings.connect).build();
  }

  /** A client with the default patience. */
  public TributaryClient(URI address, String key) {
    this(address, key, Settings.DEFAULT);
  }

  /**
   * A page.
   *
   * @throws ServiceException when the service refuses, or did not answer in all attempts
   */
  public Page recommend(PageRequest request) {
    return await(recommendAsync(request));
  }

  /** A page, later; a {@link ServiceException} is its failure. */
  public CompletableFuture<Page> recommendAsync(PageRequest request) {
    return call(post("/v1/recommend", request.toMap()), Page::of);
  }

  /**
   * Returns when the good ones of these events are on the service's disk; the next page knows them.
   *
   * @throws ServiceException when none was good, or the service did not answer in all attempts: then they may be sent again as they are
   */
  public Receipt send(List<Event> events) {
    return await(sendAsync(events));
  }

  /** The same, later. */
  public CompletableFuture<Receipt> sendAsync(List<Event> events) {
    return call(post("/v1/events", events.stream().map(Event::toMap).toList()), Receipt::of);
  }

  /**
   * The ids of items that are like an item, best first.
   *
   * @throws ServiceException with status 404 for an unknown item
   */
  public List<String> similar(String item, int count) {
    return await(similarAsync(item, count));
  }

  /** The same, later. */
  public CompletableFuture<List<String>> similarAsync(String item, int count) {
    String id = URLEncoder.encode(item, StandardCharsets.UTF_8).replace("+", "%20");
    return call(request("/v1/items/" + id + "/similar?count=" + count).GET().build(), json -> Json.objects(json, "items").stream().map(i -> Json.text(i, "id")).toList());
  }

  private HttpRequest post(String path, Object body) {
    return request(path).header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofByteArray(Json.bytes(body))).build();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(address + path)).timeout(settings.attempt).header("Authorization", "Bearer " + key);
  }

  private <T> CompletableFuture<T> call(HttpRequest request, Function<Map<String, Object>, T> reader) {
    return attempt(request, 1)
        .thenApply(
            answer -> {
              if (answer.statusCode() >= 300) {
                throw ServiceException.of(answer.statusCode(), answer.body());
              }
              return reader.apply(Json.object(answer.body()));
            });
  }

  private CompletableFuture<HttpResponse<byte[]>> attempt(HttpRequest request, int number) {
    return http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray())
        .handle(
            (answer, failure) -> {
              boolean last = number == settings.attempts;
              if (failure == null && (last || !PASSING.contains(answer.statusCode()))) {
                return CompletableFuture.completedFuture(answer);
              }
              if (last) {
                var cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
                return CompletableFuture.<HttpResponse<byte[]>>failedFuture(new ServiceException(request.uri() + " gave no answer in " + number + " attempts: " + cause, cause));
              }
              long millis = failure == null ? pause(answer, number) : pause(number);
              return CompletableFuture.supplyAsync(() -> attempt(request, number + 1), CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS)).thenCompose(Function.identity());
            })
        .thenCompose(Function.identity());
  }

  private long pause(HttpResponse<byte[]> answer, int number) {
    String said = answer.headers().firstValue("Retry-After").orElse("");
    return said.matches("[0-9]{1,4}") ? Math.min(Long.parseLong(said) * 1000, LONGEST_PAUSE_MILLIS) : pause(number);
  }

  /** Between half and all of a pause that doubles, so that callers who failed together do not come back together. */
  private long pause(int number) {
    long whole = Math.min(settings.pause.toMillis() << Math.min(number - 1, 20), LONGEST_PAUSE_MILLIS);
    return whole / 2 + ThreadLocalRandom.current().nextLong(whole / 2 + 1);
  }

  private static <T> T await(CompletableFuture<T> promise) {
    try {
      return promise.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof ServiceException refused) {
        refused.addSuppressed(e); // where the caller waited
        throw refused;
      }
      throw e;
    }
  }
}
