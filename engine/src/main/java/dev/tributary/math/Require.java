package dev.tributary.math;

/** Checks at the public door. Formats its text only on failure. */
public final class Require {
  private Require() {}

  /**
   * Throws when a caller's promise does not hold.
   *
   * @param text a {@link String#format} pattern that says what was wrong, what is allowed and what to do
   * @throws IllegalArgumentException when {@code holds} is false
   */
  public static void require(boolean holds, String text, Object... values) {
    if (!holds) {
      throw new IllegalArgumentException(String.format(java.util.Locale.ROOT, text, values));
    }
  }
}
