package dev.tributary.ann.hnsw;

import dev.tributary.ann.RowFilter;
import java.util.Arrays;

/**
 * One search at a time through the layers of a graph, with the memory it needs: 1 bit a row and 8 bytes for each vector in hand. Confined:
 * one thread; reused.
 *
 * <p>A row on the way is a key: its distance (the negated score, so that smaller is nearer) as sortable bits, then its number, then whether
 * it has been expanded. The {@code ef} nearest rows met are kept in one ascending array: what is looked for next is the first key not yet
 * expanded, and what falls off the end would never have been. Two heaps, as the paper has them, do the same work with more moves, for rows that
 * are not among the nearest any more.
 */
final class Walk {
  private static final long EXPANDED = 1;

  private final Scores by;
  private final HnswGraph graph;

  private final long[] visited;
  private int[] trail = new int[1024];
  private int trailLength;

  private final int[] links;
  private final float[] scores;
  /** Rows just met that are near enough, ascending. */
  private final long[] fresh;

  /** The nearest rows met, ascending. */
  private long[] nearest = new long[0];
  private int size;
  private int ef;

  /** Rows still to expand under a filter: a heap, nearest on top. */
  private long[] frontier = new long[64];
  private int frontierSize;

  /** What {@link HnswGraph#touch} read: nobody asks for it, but a read whose value goes nowhere would not happen. */
  private int touched;

  Walk(Scores by, HnswGraph graph) {
    this.by = by;
    this.graph = graph;
    visited = new long[(graph.rows() + 63) >>> 6];
    links = new int[2 * graph.m()];
    scores = new float[links.length];
    fresh = new long[links.length];
  }

  static long key(float score, int row) {
    int bits = Float.floatToRawIntBits(0f - score);
    return ((long) (bits ^ ((bits >> 31) & 0x7FFFFFFF)) << 32) | (row & 0xFFFFFFFFL) << 1;
  }

  static int row(long key) {
    return (int) (key >>> 1) & 0x7FFFFFFF;
  }

  static float score(long key) {
    int bits = (int) (key >> 32);
    return 0f - Float.intBitsToFloat(bits ^ ((bits >> 31) & 0x7FFFFFFF));
  }

  /** How many rows the last search has. */
  int size() {
    return size;
  }

  /** A row of the last search, 0 = nearest. */
  int row(int rank) {
    return row(nearest[rank]);
  }

  float score(int rank) {
    return score(nearest[rank]);
  }

  /** Prepares for a query, as the metric wants it. */
  void begin(float[] query) {
    by.begin(query);
  }

  /** Walks greedily from the graph's entry down to a layer and answers the row where it ends. */
  int descend(int toLevel) {
    int current = graph.entry();
    links[0] = current;
    by.score(links, 1, scores);
    float best = scores[0];
    for (int level = graph.level(current); level > toLevel; level--) {
      for (boolean nearer = true; nearer; ) {
        nearer = false;
        int count = graph.links(current, level, links);
        by.score(links, count, scores);
        for (int n = 0; n < count; n++) {
          if (scores[n] > best) {
            best = scores[n];
            current = links[n];
            nearer = true;
          }
        }
      }
    }
    return current;
  }

  /** Finds about the {@code ef} nearest rows of a layer. */
  void search(int start, int level, int ef) {
    start(start, ef);
    by.score(links, 1, scores);
    int next = take(1);
    while (next < size) {
      if ((nearest[next] & EXPANDED) != 0) {
        next++;
        continue;
      }
      int row = row(nearest[next]);
      nearest[next++] |= EXPANDED;
      int count = unmet(graph.links(row, level, links));
      if (next < size) { // likely the next to be expanded: its links come from memory while the rows at hand are compared
        touched += graph.touch(row(nearest[next]), level);
      }
      by.score(links, count, scores);
      next = Math.min(next, take(count));
    }
    forget();
  }

  /** The same in layer 0 among the rows that a filter allows; the way may lead over others. */
  void search(int start, int ef, RowFilter filter) {
    start(start, ef);
    frontierSize = 0;
    reach(1, filter);
    while (frontierSize > 0 && (size < ef || frontier[0] < nearest[size - 1])) {
      reach(unmet(graph.links(row(pop()), 0, links)), filter);
    }
    forget();
  }

  private void start(int row, int ef) {
    this.ef = ef;
    size = 0;
    trailLength = 0;
    if (nearest.length < ef) {
      nearest = new long[ef];
    }
    links[0] = row;
    unmet(1);
  }

  /** Takes what is near enough of so many rows just met, and answers the first place that changed. */
  private int take(int count) {
    long worst = size < ef ? Long.MAX_VALUE : nearest[size - 1];
    int near = 0;
    for (int n = 0; n < count; n++) {
      long key = key(scores[n], links[n]);
      if (key < worst) {
        near = sortIn(key, near);
      }
    }
    return merge(near);
  }

  private void reach(int count, RowFilter filter) {
    by.score(links, count, scores);
    long worst = size < ef ? Long.MAX_VALUE : nearest[size - 1];
    int near = 0;
    for (int n = 0; n < count; n++) {
      long key = key(scores[n], links[n]);
      if (key < worst) {
        push(key);
        if (filter.allows(links[n])) {
          near = sortIn(key, near);
        }
      }
    }
    merge(near);
  }

  /** Puts a key in its place among so many fresh ones, and answers how many these are now. */
  private int sortIn(long key, int count) {
    int at = count;
    for (; at > 0 && fresh[at - 1] > key; at--) {
      fresh[at] = fresh[at - 1];
    }
    fresh[at] = key;
    return count + 1;
  }

  /** Puts so many fresh keys among the nearest, from the last on, so that each key moves once; answers the first place that changed. */
  private int merge(int count) {
    int total = Math.min(ef, size + count);
    int place = size;
    for (int n = count - 1; n >= 0; n--) {
      int high = place;
      for (int low = 0; low < high; ) {
        int middle = (low + high) >>> 1;
        if (nearest[middle] < fresh[n]) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      int moved = Math.min(place, total - n - 1) - high;
      if (moved > 0) {
        System.arraycopy(nearest, high, nearest, high + n + 1, moved);
      }
      if (high + n < total) {
        nearest[high + n] = fresh[n];
      }
      place = high;
    }
    size = total;
    return place;
  }

  /** Keeps of the first of {@link #links} those that are met for the first time, without a branch that nobody foresees. */
  private int unmet(int count) {
    int unmet = 0;
    for (int n = 0; n < count; n++) {
      int link = links[n];
      int word = link >>> 6;
      long bits = visited[word];
      visited[word] = bits | 1L << link;
      links[unmet] = link;
      unmet += (int) (~bits >>> link) & 1;
    }
    if (trail.length < trailLength + unmet) {
      trail = Arrays.copyOf(trail, 2 * (trailLength + unmet));
    }
    System.arraycopy(links, 0, trail, trailLength, unmet);
    trailLength += unmet;
    return unmet;
  }

  /** Clears the bits of all rows met: along the trail, or all when that is less. */
  private void forget() {
    if (trailLength > visited.length) {
      Arrays.fill(visited, 0);
      return;
    }
    for (int n = 0; n < trailLength; n++) {
      visited[trail[n] >>> 6] = 0;
    }
  }

  private void push(long key) {
    if (frontierSize == frontier.length) {
      frontier = Arrays.copyOf(frontier, frontierSize * 2);
    }
    int at = frontierSize++;
    for (int parent; at > 0 && frontier[parent = (at - 1) >>> 1] > key; at = parent) {
      frontier[at] = frontier[parent];
    }
    frontier[at] = key;
  }

  private long pop() {
    long top = frontier[0];
    long moved = frontier[--frontierSize];
    int at = 0;
    for (int child; (child = 2 * at + 1) < frontierSize; at = child) {
      if (child + 1 < frontierSize && frontier[child + 1] < frontier[child]) {
        child++;
      }
      if (frontier[child] >= moved) {
        break;
      }
      frontier[at] = frontier[child];
    }
    frontier[at] = moved;
    return top;
  }
}
