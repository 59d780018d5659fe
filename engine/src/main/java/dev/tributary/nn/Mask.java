package dev.tributary.nn;

/** Says which items are no negatives of a query under a softmax: what its user took, also its own item where others have it too. */
@FunctionalInterface
public interface Mask {
  /** Sets to −∞ what does not count among {@code logits[from + item]}; the query's own place must stay. */
  void hide(int query, float[] logits, int from);
}
