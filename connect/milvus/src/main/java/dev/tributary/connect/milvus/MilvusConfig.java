package dev.tributary.connect.milvus;

import static dev.tributary.math.Require.require;

import dev.tributary.settings.Setting;

/**
 * Where a Milvus server is, and how patient its callers are. Holds no secret: a token is given apart, so that no settings that are printed or stored contain it.
 *
 * <p>A call that may be repeated is tried {@code attempts} times, with a pause after each failure that doubles from {@code pauseMillis} up to 32 times that, a random half of it taken off. After {@code
 * failures} failures in a row, of any calls, no call leaves for {@code restMillis}: each fails at once. Then one goes ahead, and what becomes of it decides for all.
 *
 * @param uri {@code http://host:port}, or {@code https://…} with a certificate that the machine trusts
 * @param database the database that holds the collection
 * @param consistency how new the data must be that a search sees
 * @param timeoutMillis how long one attempt of one call may take; set-up, which waits for an index to be loaded, may take {@link #SET_UP_MILLIS}
 * @param attempts how often a call is tried that is safe to repeat
 * @param pauseMillis before the second attempt
 * @param failures so many attempts that fail in a row open the breaker
 * @param restMillis how long it stays open
 */
public record MilvusConfig(
    @Setting("address of the server, http://host:port or https://host:port") String uri,
    @Setting("database of the collection") String database,
    @Setting("how new the data must be that a search sees; strong waits some tenths of a second each time") Consistency consistency,
    @Setting(value = "milliseconds that one attempt of a call may take", min = 1, max = 600_000) int timeoutMillis,
    @Setting(value = "attempts of a call that is safe to repeat", min = 1, max = 20) int attempts,
    @Setting(value = "milliseconds before the second attempt; doubled after each further one", min = 0, max = 60_000) int pauseMillis,
    @Setting(value = "failures in a row after which the server is left alone", min = 1, max = 1000) int failures,
    @Setting(value = "milliseconds for which it is left alone", min = 1, max = 3_600_000) int restMillis) {

  /** How long it may take to set a collection up: to create and to load it. */
  static final int SET_UP_MILLIS = 60_000;

  /** A server on this machine, patient enough for its first search after a write. */
  public static final MilvusConfig DEFAULT = new MilvusConfig("http://127.0.0.1:19530", "default", Consistency.SESSION, 5_000, 3, 100, 5, 5_000);

  public MilvusConfig {
    require(uri.matches("https?://[^/@\\s]+"), "uri is '%s', must be http://host:port or https://host:port, without a user or password: a token is given apart", uri.replaceAll("//.*@", "//…@"));
    require(!database.isBlank(), "database is blank; Milvus' own is 'default'");
    require(timeoutMillis >= 1 && timeoutMillis <= 600_000, "timeoutMillis is %d, allowed 1..600000; start with 5000", timeoutMillis);
    require(attempts >= 1 && attempts <= 20, "attempts is %d, allowed 1..20; start with 3", attempts);
    require(pauseMillis >= 0 && pauseMillis <= 60_000, "pauseMillis is %d, allowed 0..60000; start with 100", pauseMillis);
    require(failures >= 1 && failures <= 1000, "failures is %d, allowed 1..1000; start with 5", failures);
    require(restMillis >= 1 && restMillis <= 3_600_000, "restMillis is %d, allowed 1..3600000; start with 5000", restMillis);
  }

  public MilvusConfig withUri(String uri) {
    return new MilvusConfig(uri, database, consistency, timeoutMillis, attempts, pauseMillis, failures, restMillis);
  }

  public MilvusConfig withDatabase(String database) {
    return new MilvusConfig(uri, database, consistency, timeoutMillis, attempts, pauseMillis, failures, restMillis);
  }

  public MilvusConfig withConsistency(Consistency consistency) {
    return new MilvusConfig(uri, database, consistency, timeoutMillis, attempts, pauseMillis, failures, restMillis);
  }

  public MilvusConfig withTimeoutMillis(int timeoutMillis) {
    return new MilvusConfig(uri, database, consistency, timeoutMillis, attempts, pauseMillis, failures, restMillis);
  }

  public MilvusConfig withAttempts(int attempts) {
    return new MilvusConfig(uri, database, consistency, timeoutMillis, attempts, pauseMillis, failures, restMillis);
  }

  public MilvusConfig withPauseMillis(int pauseMillis) {
    return new MilvusConfig(uri, database, consistency, timeoutMillis, attempts, pauseMillis, failures, restMillis);
  }

  public MilvusConfig withFailures(int failures) {
    return new MilvusConfig(uri, database, consistency, timeoutMillis, attempts, pauseMillis, failures, restMillis);
  }

  public MilvusConfig withRestMillis(int restMillis) {
    return new MilvusConfig(uri, database, consistency, timeoutMillis, attempts, pauseMillis, failures, restMillis);
  }
}
