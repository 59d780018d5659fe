package dev.tributary.retrieval;

import dev.tributary.data.Vocabulary;
import dev.tributary.math.TopK;
import dev.tributary.math.XxHash64;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The items that came or changed after a model was trained, each with what a channel makes of it. One writer, many readers: a reader
 * takes one {@link #snapshot} and sees each change whole or not at all. A change copies the list: O(items changed so far).
 *
 * @param <V> what the channel makes of an item; immutable
 */
public final class LiveItems<V> {
  private final ConcurrentHashMap<Integer, Entry<V>> byCatalogItem = new ConcurrentHashMap<>();
  private volatile Snapshot<V> snapshot = new Snapshot<>(List.of(), new long[0]);

  /**
   * One item as it is now.
   *
   * @param hash of the id: the order of ties
   * @param made empty where the channel can make nothing of it, so that it is not found
   */
  public record Entry<V>(int catalogItem, String id, long hash, Optional<V> made) {}

  /** What a reader sees. Immutable. */
  public static final class Snapshot<V> {
    private final List<Entry<V>> byTie;
    private final long[] replaced; // bit set of the model's items

    private Snapshot(List<Entry<V>> byTie, long[] replaced) {
      this.byTie = byTie;
      this.replaced = replaced;
    }

    /** Number of items that can be found. */
    public int size() {
      return byTie.size();
    }

    /** One of them, in the order of ties; its {@code made} is there. */
    public Entry<V> get(int place) {
      return byTie.get(place);
    }

    /** Whether what the model has of its item no longer holds. */
    public boolean replaces(int modelItem) {
      return modelItem >>> 6 < replaced.length && (replaced[modelItem >>> 6] & 1L << modelItem) != 0;
    }

    /** Of how many of the model's items that is so. */
    public int replacedCount() {
      int count = 0;
      for (long word : replaced) {
        count += Long.bitCount(word);
      }
      return count;
    }
  }

  /** All changes so far. */
  public Snapshot<V> snapshot() {
    return snapshot;
  }

  /** The newest version of an item by its int in the catalog; empty when it did not change. */
  public Optional<Entry<V>> get(int catalogItem) {
    return byCatalogItem.isEmpty() ? Optional.empty() : Optional.ofNullable(byCatalogItem.get(catalogItem)); // empty as long as nothing changed, and asked for each interest
  }

  /**
   * Adds an item or replaces it.
   *
   * @param made empty for an item that is no longer to be found
   * @param modelItem the model's int of the item, or -1
   */
  public synchronized void put(int catalogItem, String id, Optional<V> made, int modelItem) {
    var entry = new Entry<>(catalogItem, id, XxHash64.hash(id), made);
    var before = snapshot;
    var known = byCatalogItem.get(catalogItem);
    var kept = new ArrayList<>(before.byTie);
    if (known != null && known.made.isPresent()) {
      kept.remove(place(kept, known.hash, known.id));
    }
    if (made.isPresent()) {
      kept.add(-place(kept, entry.hash, id) - 1, entry);
    }
    snapshot = new Snapshot<>(kept, modelItem < 0 ? before.replaced : mark(before.replaced, modelItem));
    byCatalogItem.put(catalogItem, entry);
  }

  private static long[] mark(long[] bits, int item) {
    var marked = Arrays.copyOf(bits, Math.max(bits.length, (item >>> 6) + 1));
    marked[item >>> 6] |= 1L << item;
    return marked;
  }

  /** Where an id stands in the order of ties; -(place + 1) when it is not there. */
  private static int place(List<? extends Entry<?>> entries, long hash, String id) {
    int low = 0;
    int high = entries.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = compareTies(entries.get(middle).hash(), entries.get(middle).id(), hash, id);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -low - 1;
  }

  /** Order of equal scores: XXH64 of the id, unsigned, then its bytes. */
  public static int compareTies(long hash, String id, long otherHash, String otherId) {
    int order = Long.compareUnsigned(hash, otherHash);
    return order != 0 ? order : Arrays.compareUnsigned(id.getBytes(StandardCharsets.UTF_8), otherId.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Whether an item of a model stands before a changed one, both under the keys of a {@link TopK}: by score, then in the order of ties.
   *
   * @param model key of an item by its tie rank in {@code items}
   * @param changed key of an item by its place in {@code now}
   */
  public static boolean modelFirst(long model, Vocabulary items, long changed, Snapshot<?> now) {
    if (TopK.score(model) != TopK.score(changed)) {
      return TopK.score(model) > TopK.score(changed);
    }
    var id = items.id(items.atTieRank(TopK.tieRank(model)));
    var entry = now.get(TopK.tieRank(changed));
    return compareTies(XxHash64.hash(id), id, entry.hash(), entry.id()) < 0;
  }
}
