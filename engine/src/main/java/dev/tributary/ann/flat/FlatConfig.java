package dev.tributary.ann.flat;

import dev.tributary.settings.Setting;

/**
 * Settings of {@link FlatIndex}, of its build and of a search; both give the same answers.
 *
 * @param codes whether a single search goes through codes of 8 bits a value first, and compares what these cannot rule out: a quarter more memory
 */
public record FlatConfig(@Setting("rule rows out by codes of 8 bits a value, and compare the others: the same answers sooner") boolean codes) {
  /** The vectors and nothing else. */
  public static final FlatConfig DEFAULT = new FlatConfig(false);
}
