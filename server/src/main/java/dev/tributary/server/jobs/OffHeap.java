package dev.tributary.server.jobs;

/** Memory off the heap: columns and mappings belong to the collector, which sees how many there are and not how large. */
final class OffHeap {
  private OffHeap() {}

  /**
   * Gives back what a piece of work left behind. Young collections never come to it, and without this it would stay until the heap itself is full. With the launcher's
   * flags the collection runs beside requests ({@code ExplicitGCInvokesConcurrent}).
   */
  static void release() {
    System.gc();
  }
}
