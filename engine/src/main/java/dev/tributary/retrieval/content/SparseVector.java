package dev.tributary.retrieval.content;

/** Terms, ascending, and their weights above 0; of length 1, or without terms. The arrays are never changed. */
record SparseVector(int[] terms, float[] weights) {
  static final SparseVector EMPTY = new SparseVector(new int[0], new float[0]);

  boolean isEmpty() {
    return terms.length == 0;
  }

  boolean same(SparseVector other) {
    return java.util.Arrays.equals(terms, other.terms) && java.util.Arrays.equals(weights, other.weights);
  }
}
