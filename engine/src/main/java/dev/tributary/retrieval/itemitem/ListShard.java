package dev.tributary.retrieval.itemitem;

import java.util.Arrays;

/** The lists of some items in a row, {@code from}.., one after another while they are built. Confined to one thread until it is whole. */
final class ListShard {
  final int from;

  /** Where each item's list ends. */
  final int[] ends;

  int[] items = new int[1024];
  float[] similarities = new float[1024];

  /** The similarities with the roles swapped; the same array where these are symmetric. */
  float[] swapped;

  int size;
  long cut;

  ListShard(int from, int to, boolean symmetric) {
    this.from = from;
    ends = new int[to - from];
    swapped = symmetric ? similarities : new float[1024];
  }

  void append(int item, Neighbors neighbors, RowSimilarity row) {
    int count = neighbors.finish();
    if (size + count > items.length) {
      reserve(count);
    }
    neighbors.copyTo(items, similarities, size);
    if (swapped != similarities) {
      for (int n = size; n < size + count; n++) {
        swapped[n] = row.swapped(items[n]);
      }
    }
    size += count;
    ends[item - from] = size;
    cut += neighbors.cut();
  }

  private void reserve(int more) {
    int capacity = Math.max(items.length * 2, size + more);
    boolean symmetric = swapped == similarities;
    items = Arrays.copyOf(items, capacity);
    similarities = Arrays.copyOf(similarities, capacity);
    swapped = symmetric ? similarities : Arrays.copyOf(swapped, capacity);
  }

  /** Where an item's list begins. */
  int start(int item) {
    return item == from ? 0 : ends[item - from - 1];
  }

  int end(int item) {
    return ends[item - from];
  }

  /** The item after the last. */
  int to() {
    return from + ends.length;
  }
}
