package dev.tributary.retrieval.embedding;

import static dev.tributary.math.Require.require;

import dev.tributary.settings.Setting;

/**
 * Settings of {@link Embedding}.
 *
 * @param historyUsed interests that make a user's vector, the newest; 0: all
 * @param halfLife an interest counts half as much for every so many newer ones; 0: all alike
 */
public record EmbeddingConfig(
    @Setting(value = "newest interests that make a user's vector; 0: all", min = 0, max = 1_000_000_000, search = {3, 200}, log = true, orZero = true) int historyUsed,
    @Setting(value = "an interest counts half as much for every so many newer ones; 0: all alike", min = 0, max = 1e9, search = {1, 100}, log = true, orZero = true) double halfLife) {

  /** The memory of the channel {@code content}. */
  public static final EmbeddingConfig DEFAULT = new EmbeddingConfig(50, 5);

  public EmbeddingConfig {
    require(historyUsed >= 0, "historyUsed is %d, must be 0 (all) or more", historyUsed);
    require(halfLife >= 0 && halfLife <= 1e9, "halfLife is %s, allowed 0 (none)..1e9", halfLife);
  }
}
