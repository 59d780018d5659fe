package dev.tributary.retrieval;

import java.util.Locale;

/** An item and its score. */
public record Scored(String item, float score) {
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%s  %.4f", item, score);
  }
}
