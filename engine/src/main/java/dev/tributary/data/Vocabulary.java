package dev.tributary.data;

import static dev.tributary.math.Require.require;

import dev.tributary.math.ByteColumn;
import dev.tributary.math.IntColumn;
import dev.tributary.math.LongColumn;
import dev.tributary.math.XxHash64;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.TreeSet;

/**
 * Ids and their dense ints: int n is the n-th id in the order of UTF-8 bytes (unsigned), so that neither ingest
 * order nor engine changes a number.
 *
 * <p>Also holds each id's place in the order of ties: XXH64 of the UTF-8 bytes (seed 0, unsigned, ascending), then the bytes.
 * Three off-heap columns, mapped when they come from a file; nothing is built on opening: an id is found by binary
 * search in O(log n). Immutable.
 */
public final class Vocabulary {
  private final LongColumn offsets;
  private final ByteColumn bytes;
  private final IntColumn tieRanks;
  private int[] byTie = {}; // inverse of tieRanks, made on first use; a race makes it twice, with equal contents

  private Vocabulary(LongColumn offsets, ByteColumn bytes, IntColumn tieRanks) {
    this.offsets = offsets;
    this.bytes = bytes;
    this.tieRanks = tieRanks;
  }

  /** The vocabulary of these ids; duplicates count once. */
  public static Vocabulary of(Collection<String> ids) {
    var table = new IdTable();
    new TreeSet<>(ids).forEach(table::add);
    return table.sorted().vocabulary();
  }

  /** Ids that are distinct and already in the order of their bytes, end to end. */
  static Vocabulary ofSorted(LongColumn offsets, ByteColumn bytes) {
    int size = Math.toIntExact(offsets.size() - 1);
    var hashes = new long[size];
    var order = new Integer[size];
    for (int i = 0; i < size; i++) {
      byte[] id = bytes.toArray(offsets.get(i), offsets.get(i + 1));
      hashes[i] = XxHash64.hash(id, 0, id.length, 0);
      order[i] = i;
    }
    // equal hashes: the smaller index, which is the order of bytes
    Arrays.sort(order, (a, b) -> hashes[a] != hashes[b] ? Long.compareUnsigned(hashes[a], hashes[b]) : Integer.compare(a, b));
    var tieRanks = IntColumn.allocate(size);
    for (int rank = 0; rank < size; rank++) {
      tieRanks.set(order[rank], rank);
    }
    return new Vocabulary(offsets, bytes, tieRanks);
  }

  /**
   * The vocabulary that lies in three columns, as {@link #offsets}, {@link #bytes} and {@link #tieRanks} gave them.
   *
   * @throws IllegalArgumentException when the columns do not fit together: offsets not ascending or out of range, ids not
   *     strictly ascending, tie ranks not a permutation; O(n)
   */
  public static Vocabulary of(LongColumn offsets, ByteColumn bytes, IntColumn tieRanks) {
    require(offsets.size() >= 1 && offsets.size() - 1 <= Integer.MAX_VALUE - 16, "ids have %d offsets", offsets.size());
    int size = (int) (offsets.size() - 1);
    require(tieRanks.size() == size, "%d ids have %d tie ranks", size, tieRanks.size());
    require(offsets.get(0) == 0 && offsets.get(size) == bytes.size(), "the ids' offsets do not span their %d bytes", bytes.size());
    for (int i = 0; i < size; i++) {
      require(offsets.get(i) <= offsets.get(i + 1) && offsets.get(i + 1) <= bytes.size(), "the offset of id %d is out of order", i + 1);
    }
    var vocabulary = new Vocabulary(offsets, bytes, tieRanks);
    var met = new boolean[size];
    byte[] before = {};
    for (int i = 0; i < size; i++) {
      byte[] id = bytes.toArray(offsets.get(i), offsets.get(i + 1)); // compared as a whole: a start opens many vocabularies, before anything is compiled
      require(i == 0 || Arrays.compareUnsigned(before, id) < 0, "id %d is not above the id before it", i);
      before = id;
      int rank = tieRanks.get(i);
      require(rank >= 0 && rank < size && !met[rank], "tie rank %d of id %d is no permutation", rank, i);
      met[rank] = true;
    }
    return vocabulary;
  }

  public int size() {
    return tieRanks.size() > Integer.MAX_VALUE ? Integer.MAX_VALUE : (int) tieRanks.size();
  }

  /** The id of an int in 0..size-1. */
  public String id(int index) {
    java.util.Objects.checkIndex(index, size());
    return new String(bytes.toArray(offsets.get(index), offsets.get(index + 1)), StandardCharsets.UTF_8);
  }

  /** The int of an id, or -1 when it is not here. */
  public int indexOf(String id) {
    byte[] wanted = id.getBytes(StandardCharsets.UTF_8);
    int low = 0;
    int high = size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = compare(middle, wanted);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }

  /** The place of an id in the order of ties, 0..size-1. */
  public int tieRank(int index) {
    return tieRanks.get(index);
  }

  /** The int of the id at a place in the order of ties. */
  public int atTieRank(int rank) {
    int[] inverse = byTie;
    if (inverse.length != size()) {
      inverse = new int[size()];
      for (int i = 0; i < inverse.length; i++) {
        inverse[tieRanks.get(i)] = i;
      }
      byTie = inverse;
    }
    return inverse[rank];
  }

  /** Where each id's bytes begin, and the end of the last: size + 1 numbers. */
  public LongColumn offsets() {
    return offsets;
  }

  /** The UTF-8 bytes of all ids, end to end. */
  public ByteColumn bytes() {
    return bytes;
  }

  /** {@link #tieRank} of every id. */
  public IntColumn tieRanks() {
    return tieRanks;
  }

  /** For each int of this vocabulary the int of the same id in the other one, or -1; O(n + m). */
  public int[] indexesIn(Vocabulary other) {
    var mapped = new int[size()];
    int there = 0;
    for (int here = 0; here < mapped.length; here++) {
      byte[] id = bytes.toArray(offsets.get(here), offsets.get(here + 1));
      while (there < other.size() && other.compare(there, id) < 0) {
        there++;
      }
      mapped[here] = there < other.size() && other.compare(there, id) == 0 ? there : -1;
    }
    return mapped;
  }

  /** The vocabulary of the ids whose ints are marked. */
  Vocabulary keep(boolean[] marked) {
    long length = 0;
    int count = 0;
    for (int i = 0; i < marked.length; i++) {
      if (marked[i]) {
        count++;
        length += offsets.get(i + 1) - offsets.get(i);
      }
    }
    var keptOffsets = LongColumn.allocate(count + 1L);
    var keptBytes = ByteColumn.allocate(length);
    long at = 0;
    int index = 0;
    for (int i = 0; i < marked.length; i++) {
      if (marked[i]) {
        for (long b = offsets.get(i); b < offsets.get(i + 1); b++) {
          keptBytes.set(at++, bytes.get(b));
        }
        keptOffsets.set(++index, at);
      }
    }
    return ofSorted(keptOffsets, keptBytes);
  }

  private int compare(int index, byte[] other) {
    long from = offsets.get(index);
    int length = (int) (offsets.get(index + 1) - from);
    for (int i = 0; i < Math.min(length, other.length); i++) {
      int order = Integer.compare(bytes.get(from + i) & 0xFF, other[i] & 0xFF);
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(length, other.length);
  }
}
