package dev.tributary.server;

import static dev.tributary.math.Require.require;

import dev.tributary.retrieval.vectors.IndexChoice;
import dev.tributary.retrieval.vectors.Indexing;
import dev.tributary.server.api.ApiSettings;
import dev.tributary.server.http.ServiceLog;
import dev.tributary.server.jobs.Housekeeping;
import dev.tributary.server.jobs.Retraining;
import dev.tributary.settings.Setting;
import dev.tributary.settings.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** How the service works: what {@code tributary.yaml} in the home says, changed by the environment, changed by options. Immutable. */
public record ServiceSettings(
    @Setting("address to listen on; 127.0.0.1 is reached from this machine alone, 0.0.0.0 from everywhere") String host,
    @Setting(value = "port to listen on; 0 takes any that is free", min = 0, max = 65535) int port,
    @Setting("PEM file of the certificate chain; with tlsKey, the service speaks TLS only") String tlsCertificate,
    @Setting("PEM file of the private key, PKCS#8, without a password") String tlsKey,
    @Setting("origins whose pages may call from a browser, separated by spaces; none but the console's own when empty") String corsOrigins,
    @Setting(value = "longest body of a request, in bytes", min = 1024, max = 1 << 30) int maxBodyBytes,
    @Setting(value = "connections at once", min = 1, max = 1_000_000) int maxConnections,
    @Setting(value = "seconds that a client may take to send a request", min = 1, max = 3600) int requestSeconds,
    @Setting(value = "seconds after which an idle connection is closed", min = 1, max = 86_400) int idleSeconds,
    @Setting(value = "seconds that requests in hand are given when the service stops", min = 0, max = 3600) int drainSeconds,
    @Setting(value = "requests a second that one key may make; 0 is no limit", min = 0, max = 10_000_000) int requestsPerSecond,
    @Setting(value = "minutes for which the token of a next page holds", min = 1, max = 1_000_000) int pageMinutes,
    @Setting(value = "share of the responses that are kept in the log, to be joined with the events they cause", min = 0, max = 1) double recordShare,
    @Setting("time of day, HH:MM in UTC, at which a new release is trained from the log; empty for never") String retrainAt,
    @Setting("channels that a new release is trained with, separated by spaces; empty for those of the release that serves") String retrainChannels,
    @Setting("how a new release searches channels of vectors: flat compares all items, ivf goes through an index; auto: ivf where there are many items") IndexChoice vectorIndex,
    @Setting(value = "releases that are kept, with the one that serves", min = 2, max = 1000) int keepReleases,
    @Setting(value = "minutes between snapshots, from which a start takes up the log", min = 1, max = 10_000) int snapshotMinutes,
    @Setting(value = "hours between upkeeps of the log: an erased user is out of its files after so long", min = 1, max = 10_000) int upkeepHours,
    @Setting(value = "days for which events and responses are kept; 0 is for ever", min = 0, max = 100_000) int keepDays,
    @Setting("how lines of the log on standard error look: text, or json, an object each with the request that it is about") ServiceLog.Format logFormat,
    @Setting("whether each request is a line of the log: method, route, status, microseconds, key; no ids of users or items") boolean accessLog) {
  /** The name of the file in the home. */
  public static final String FILE = "tributary.yaml";

  /** Loopback, no TLS, a new release each night. */
  public static final ServiceSettings DEFAULT =
      new ServiceSettings("127.0.0.1", 8420, "", "", "", 8 << 20, 20_000, 20, 60, 10, 10_000, 60, 1, "03:10", "", IndexChoice.AUTO, 10, 5, 24, 0, ServiceLog.Format.TEXT, false);

  private static final String PREFIX = "TRIBUTARY_";
  private static final long LARGEST = 1 << 20;

  public ServiceSettings {
    require(tlsCertificate.isEmpty() == tlsKey.isEmpty(), "of tlsCertificate and tlsKey one is given without the other; give both or none");
    require(retrainAt.isEmpty() || retrainAt.matches("([01]\\d|2[0-3]):[0-5]\\d"), "retrainAt is '%s', must be HH:MM, for example 03:10, or empty", retrainAt);
    for (String origin : words(corsOrigins)) {
      require(origin.matches("https?://[^/*\\s]+"), "corsOrigins has '%s', must be origins like https://shop.example", origin);
    }
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.strip().split("\\s+")).filter(word -> !word.isEmpty()).toList();
  }

  /** The origins of {@link #corsOrigins}. */
  public Set<String> origins() {
    return new TreeSet<>(words(corsOrigins));
  }

  /** What the endpoints need to know. */
  ApiSettings api() {
    var daily = retrainAt.isEmpty() ? Optional.<LocalTime>empty() : Optional.of(LocalTime.parse(retrainAt));
    return new ApiSettings(Duration.ofMinutes(pageMinutes), recordShare, new Retraining.Schedule(daily, words(retrainChannels), Indexing.DEFAULT.with(vectorIndex), keepReleases), new Housekeeping.Schedule(Duration.ofMinutes(snapshotMinutes), Duration.ofHours(upkeepHours), Duration.ofDays(keepDays)));
  }

  /**
   * Reads the settings of a home.
   *
   * @param environment of the process: {@code TRIBUTARY_MAX_BODY_BYTES} stands for {@code maxBodyBytes}
   * @param options win over everything
   * @throws IllegalArgumentException naming the file and the key that is unknown or has a wrong value
   */
  public static ServiceSettings read(Path home, Map<String, String> environment, Map<String, String> options) throws IOException {
    var settings = Settings.of(DEFAULT);
    Path file = home.resolve(FILE);
    ServiceSettings read = DEFAULT;
    try {
      read = settings.parse(Files.exists(file) ? parse(file) : Map.of());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
    var fromEnvironment = new LinkedHashMap<String, String>();
    for (var described : settings.describe()) {
      String value = environment.get(variable(described.name()));
      if (value != null) {
        fromEnvironment.put(described.name(), value);
      }
    }
    try {
      read = settings.with(read, fromEnvironment);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("environment: " + e.getMessage(), e);
    }
    return settings.with(read, options);
  }

  /** The environment variable of a setting. */
  public static String variable(String setting) {
    return PREFIX + setting.replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);
  }

  private static Map<String, Object> parse(Path file) throws IOException {
    require(Files.size(file) <= LARGEST, "has %d bytes, allowed %d; is it the right file?", Files.size(file), LARGEST);
    Object document;
    try {
      document = new Load(LoadSettings.builder().setLabel(FILE).setAllowDuplicateKeys(false).setMaxAliasesForCollections(10).build()).loadFromString(Files.readString(file, StandardCharsets.UTF_8));
    } catch (YamlEngineException e) {
      throw new IllegalArgumentException("no readable YAML: " + e.getMessage(), e);
    }
    var fields = new LinkedHashMap<String, Object>();
    if (document == null) {
      return fields; // nothing but comments
    }
    require(document instanceof Map<?, ?>, "holds no settings; write one 'name: value' a line");
    ((Map<?, ?>) document).forEach((name, value) -> fields.put(String.valueOf(name), value == null ? "" : value));
    return fields;
  }
}
