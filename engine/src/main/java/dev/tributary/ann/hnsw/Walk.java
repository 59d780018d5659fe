package dev.tributary.ann.hnsw;

import dev.tributary.ann.RowFilter;
import dev.tributary.ann.Vectors;
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

  private final Vectors vectors;
  private final HnswGraph graph;

  private final long[] visited;
  private int[] trail = new int[1024];
  private int trailLength;

  private final int[] links;
  private final float[] scores;

  /** The nearest rows met, ascending. */
  private long[] nearest = new long[0];
  private int size;
  private int ef;

  /** Rows still to expand under a filter: a heap, nearest on top. */
  private long[] frontier = new long[64];
  private int frontierSize;

  Walk(Vectors vectors, HnswGraph graph) {
    this.vectors = vectors;
    this.graph = graph;
    visited = new long[(graph.rows() + 63) >>> 6];
    links = new int[2 * graph.m()];
    scores = new float[2 * graph.m()];
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

  /** Walks greedily from the graph's entry down to a layer and answers the row where it ends. */
  int descend(float[] query, int toLevel) {
    int current = graph.entry();
    links[0] = current;
    vectors.score(query, links, 1, scores);
    float best = scores[0];
    for (int level = graph.level(current); level > toLevel; level--) {
      for (boolean nearer = true; nearer; ) {
        nearer = false;
        int count = graph.links(current, level, links);
        vectors.score(query, links, count, scores);
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
  void search(float[] query, int start, int level, int ef) {
    begin(ef);
    links[0] = start;
    meet(start);
    vectors.score(query, links, 1, scores);
    insert(key(scores[0], start));
    int next = 0;
    while (next < size) {
      if ((nearest[next] & EXPANDED) != 0) {
        next++;
        continue;
      }
      int row = row(nearest[next]);
      nearest[next] |= EXPANDED;
      int count = unmet(row, level);
      vectors.score(query, links, count, scores);
      next++;
      for (int n = 0; n < count; n++) {
        long key = key(scores[n], links[n]);
        if (size < ef || key < nearest[size - 1]) {
          next = Math.min(next, insert(key));
        }
      }
    }
    forget();
  }

  /** The same in layer 0 among the rows that a filter allows; the way may lead over others. */
  void search(float[] query, int start, int ef, RowFilter filter) {
    begin(ef);
    frontierSize = 0;
    links[0] = start;
    meet(start);
    reach(query, 1, filter);
    while (frontierSize > 0 && (size < ef || frontier[0] < nearest[size - 1])) {
      reach(query, unmet(row(pop()), 0), filter);
    }
    forget();
  }

  private void reach(float[] query, int count, RowFilter filter) {
    vectors.score(query, links, count, scores);
    for (int n = 0; n < count; n++) {
      long key = key(scores[n], links[n]);
      if (size < ef || key < nearest[size - 1]) {
        push(key);
        if (filter.allows(links[n])) {
          insert(key);
        }
      }
    }
  }

  private void begin(int ef) {
    this.ef = ef;
    size = 0;
    trailLength = 0;
    if (nearest.length < ef) {
      nearest = new long[ef];
    }
  }

  /** Puts a key in its place among the nearest, and answers where. */
  private int insert(long key) {
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (nearest[middle] < key) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    int moved = (size < ef ? size++ : size - 1) - low;
    System.arraycopy(nearest, low, nearest, low + 1, moved);
    nearest[low] = key;
    return low;
  }

  /** Puts the links of a row that have not been met yet into {@link #links}. */
  private int unmet(int row, int level) {
    int count = graph.links(row, level, links);
    int unmet = 0;
    for (int n = 0; n < count; n++) {
      int link = links[n];
      links[unmet] = link;
      unmet += meet(link) ? 1 : 0;
    }
    return unmet;
  }

  /** Whether a row is met for the first time. */
  private boolean meet(int row) {
    long bit = 1L << row;
    if ((visited[row >>> 6] & bit) != 0) {
      return false;
    }
    visited[row >>> 6] |= bit;
    if (trailLength == trail.length) {
      trail = Arrays.copyOf(trail, trailLength * 2);
    }
    trail[trailLength++] = row;
    return true;
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
