package dev.tributary.server.http;

import java.util.concurrent.ConcurrentHashMap;

/** So many requests a second for each key, with one second's worth at once after a pause. Thread-safe. */
final class RateLimit {
  private static final double NANOS = 1e9;

  private final int perSecond;
  private final ConcurrentHashMap<String, Bucket> buckets = new ConcurrentHashMap<>();

  private static final class Bucket {
    private double tokens;
    private long filledAt;
  }

  /** A limit; 0 is none. */
  RateLimit(int perSecond) {
    this.perSecond = perSecond;
  }

  /** Whether a key may ask once more now. */
  boolean allows(String key, long nanoTime) {
    if (perSecond == 0) {
      return true;
    }
    var bucket = buckets.computeIfAbsent(key, _ -> full(nanoTime));
    synchronized (bucket) {
      if (nanoTime - bucket.filledAt > 0) { // not so when this thread was held up between looking at the clock and here
        bucket.tokens = Math.min(perSecond, bucket.tokens + (nanoTime - bucket.filledAt) / NANOS * perSecond);
        bucket.filledAt = nanoTime;
      }
      if (bucket.tokens < 1) {
        return false;
      }
      bucket.tokens--;
      return true;
    }
  }

  private Bucket full(long nanoTime) {
    var bucket = new Bucket();
    bucket.tokens = perSecond;
    bucket.filledAt = nanoTime;
    return bucket;
  }
}
