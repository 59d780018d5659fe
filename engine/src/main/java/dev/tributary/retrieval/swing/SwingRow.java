package dev.tributary.retrieval.swing;

import dev.tributary.math.Seeds;
import dev.tributary.math.TopK;
import dev.tributary.retrieval.itemitem.LikeMatrix;
import dev.tributary.retrieval.itemitem.Neighbors;
import dev.tributary.retrieval.itemitem.RowSimilarity;
import java.util.Arrays;

/**
 * One item's Swing similarities to all others.
 *
 * <p>The obvious way walks J_v for every pair (u,v) of the item's users to find what they share: |W|²/2 walks, most of which meet
 * nothing. Here the histories of the item's users are turned around once, into the list of members of each other item, and only
 * items with two members or more go on:
 *
 * <ol>
 *   <li>members: the item's users, or the sample of them;
 *   <li>lists: for each other item the members that have it, ascending;
 *   <li>for each list, every pair in it adds 1 to the pair's overlap, in a table of members × members;
 *   <li>overlaps become shares, w_u·w_v / (α + overlap);
 *   <li>for each list, the shares of its pairs are summed: that is the similarity.
 * </ol>
 *
 * <p>Steps 3 and 5 take Σ_{u,v} |J_u ∩ J_v| steps, the least that can find the overlaps at all. The table has
 * strips of a few members so that it stays in the second cache; pairs are summed in the order of users whatever the strips are, so
 * that s(i,j) and s(j,i) are the same bits. Confined: one per thread.
 */
final class SwingRow implements RowSimilarity {
  private static final int STRIP = 1 << 15; // places of a strip of the table, or one row of it

  private final LikeMatrix matrix;
  private final UserPairs pairs;
  private final TopK sample = new TopK(0);
  private int[] members = new int[64];
  private float[] weights = new float[64];
  private int size;
  private final int[] places; // by rank: members who have it, then the place in the lists where the next one goes
  private final double[] sums; // by rank
  private final int[] touched;
  private int count;
  private int[] starts = new int[64]; // of each shared item's list; and the end
  private int[] shared = new int[64];
  private int[] cursors = new int[64];
  private int sharedCount;
  private int[] lists = new int[1024];
  private int[] overlaps = new int[0];
  private float[] shares = new float[0];
  private int row;
  private double scale;

  SwingRow(LikeMatrix matrix, UserPairs pairs) {
    this.matrix = matrix;
    this.pairs = pairs;
    places = new int[matrix.items().size()];
    sums = new double[places.length];
    touched = new int[places.length];
  }

  @Override
  public void compute(int item, Neighbors neighbors) {
    clear();
    row = matrix.rank(item);
    scale = pairs.scale(row);
    gatherMembers(item);
    if (size < 2) {
      return;
    }
    gatherLists();
    int rows = Math.max(1, STRIP / size);
    for (int from = 0; from < size; from += rows) {
      strip(from, Math.min(size, from + rows));
    }
    for (int n = 0; n < sharedCount; n++) {
      int other = shared[n];
      neighbors.offer(matrix.itemAt(other), sums[other] * scale / pairs.candidate[other]);
    }
  }

  private void clear() {
    for (int n = 0; n < count; n++) {
      places[touched[n]] = 0;
      sums[touched[n]] = 0;
    }
    count = 0;
    sharedCount = 0;
  }

  private void gatherMembers(int item) {
    int from = matrix.itemStart(row);
    int users = matrix.itemEnd(row) - from;
    size = Math.min(users, pairs.maxUsers);
    if (members.length < size) {
      members = new int[Math.max(size, members.length * 2)];
      weights = new float[members.length];
    }
    if (users == size) {
      for (int n = 0; n < size; n++) {
        members[n] = matrix.userOfEntry(from + n);
      }
    } else {
      sampleMembers(Seeds.of(pairs.seed, item), from, users);
    }
    for (int n = 0; n < size; n++) {
      weights[n] = pairs.userWeights[members[n]];
    }
  }

  private void sampleMembers(long seed, int from, int users) {
    sample.reset(size);
    for (int n = 0; n < users; n++) {
      long hash = Seeds.of(seed, matrix.userOfEntry(from + n));
      sample.offer(hash & 0xFFFF_FFFF_0000_0000L | n);
    }
    int kept = sample.size();
    for (int n = 0; n < kept; n++) {
      members[n] = matrix.userOfEntry(from + (int) sample.best(n));
    }
    Arrays.sort(members, 0, kept);
  }

  private void gatherLists() {
    for (int n = 0; n < size; n++) {
      for (int entry = matrix.userStart(members[n]), end = matrix.userEnd(members[n]); entry < end; entry++) {
        int other = matrix.rankOfEntry(entry);
        if (places[other]++ == 0) {
          touched[count++] = other;
        }
      }
    }
    int length = 0;
    for (int n = 0; n < count; n++) {
      int other = touched[n];
      if (places[other] < 2 || other == row) {
        places[other] = -1;
        continue;
      }
      if (sharedCount + 1 >= shared.length) {
        shared = Arrays.copyOf(shared, shared.length * 2);
        starts = Arrays.copyOf(starts, shared.length);
        cursors = new int[shared.length];
      }
      shared[sharedCount] = other;
      starts[sharedCount] = length;
      cursors[sharedCount++] = length;
      int users = places[other];
      places[other] = length;
      length += users;
    }
    starts[sharedCount] = length;
    System.arraycopy(starts, 0, cursors, 0, sharedCount);
    if (lists.length < length) {
      lists = new int[Math.max(length, lists.length * 2)];
    }
    for (int n = 0; n < size; n++) {
      for (int entry = matrix.userStart(members[n]), end = matrix.userEnd(members[n]); entry < end; entry++) {
        int other = matrix.rankOfEntry(entry);
        if (places[other] >= 0) {
          lists[places[other]++] = n;
        }
      }
    }
  }

  /** Adds the pairs whose first member is one of {@code from}..{@code to}. */
  private void strip(int from, int to) {
    int places = (to - from) * size;
    if (overlaps.length < places) {
      overlaps = new int[places];
      shares = new float[places];
    }
    Arrays.fill(overlaps, 0, places, 1); // the item itself
    for (int n = 0; n < sharedCount; n++) {
      int end = starts[n + 1];
      for (int first = cursors[n]; first < end && lists[first] < to; first++) {
        int line = (lists[first] - from) * size;
        for (int second = first + 1; second < end; second++) {
          overlaps[line + lists[second]]++;
        }
      }
    }
    float alpha = (float) pairs.alpha;
    for (int first = from; first < to; first++) {
      int line = (first - from) * size;
      float weight = weights[first];
      for (int second = first + 1; second < size; second++) {
        shares[line + second] = weight * weights[second] / (alpha + overlaps[line + second]);
      }
    }
    for (int n = 0; n < sharedCount; n++) {
      int end = starts[n + 1];
      double sum = sums[shared[n]];
      int first = cursors[n];
      for (; first < end && lists[first] < to; first++) {
        int line = (lists[first] - from) * size;
        for (int second = first + 1; second < end; second++) {
          sum += shares[line + lists[second]];
        }
      }
      cursors[n] = first;
      sums[shared[n]] = sum;
    }
  }

  @Override
  public float swapped(int other) {
    return (float) (sums[matrix.rank(other)] * scale / pairs.candidate[row]);
  }
}
