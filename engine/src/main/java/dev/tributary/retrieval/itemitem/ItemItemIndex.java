package dev.tributary.retrieval.itemitem;

import static dev.tributary.math.Require.require;

import dev.tributary.data.Vocabulary;
import dev.tributary.math.FloatColumn;
import dev.tributary.math.IntColumn;
import dev.tributary.math.Job;
import dev.tributary.math.LongColumn;
import dev.tributary.model.Bundle;
import dev.tributary.model.BundleWriter;
import dev.tributary.model.CorruptFileException;
import dev.tributary.model.Tensors;
import dev.tributary.retrieval.Scored;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Item → its most similar items: item j's list holds sim(j,i) for up to K items i, best first, equal similarities in the order
 * of ties. The similarities of a list are above 0 and finite.
 *
 * <p>Beside each list lies a <em>tail</em>: sim(j,i) of those i whose own list holds j while j's list lacks them, by i. A
 * walk that looks a pair up in either list needs nothing but j's list and j's tail, and never another item's list. In an index
 * from columns a tail may hold weights below 0 too.
 *
 * <p>In a bundle: {@code items.safetensors} has the vocabulary {@code items}; {@code similar.safetensors} has {@code starts}
 * (int64, items + 1 numbers), {@code items} (int32) and {@code similarities} (float32) of the lists, and {@code tail.starts},
 * {@code tail.items}, {@code tail.similarities} of the tails, which are empty where only the own list counts.
 *
 * <p>Immutable, thread-safe; off the heap or mapped.
 */
public final class ItemItemIndex {
  private static final int MAX_NEIGHBORS = 100_000;

  /** What the index itself says in a manifest. */
  static final Set<String> FIGURES = Set.of("neighbors", "neighborsCut", "tailNeighbors");

  private final Vocabulary items;
  private final Rows lists;
  private final Rows tails;
  private final long cut;
  private @Nullable BatchIndex batch; // once it was asked for

  ItemItemIndex(Vocabulary items, Rows lists, Rows tails, long cut) {
    this.items = items;
    this.lists = lists;
    this.tails = tails;
    this.cut = cut;
  }

  /** Compressed rows of (item, similarity). */
  record Rows(LongColumn starts, IntColumn items, FloatColumn similarities) {
    long start(int row) {
      return starts.get(row);
    }

    long end(int row) {
      return starts.get(row + 1L);
    }

    /** Reads one entry in each cache line of a row, so that it is near when all of it is read; the sum says nothing. */
    int touch(int row) {
      long start = start(row);
      long end = end(row);
      return items.touch(start, end) + Float.floatToRawIntBits(similarities.touch(start, end));
    }

    float find(int row, int item) {
      for (long entry = start(row); entry < end(row); entry++) {
        if (items.get(entry) == item) {
          return similarities.get(entry);
        }
      }
      return 0;
    }
  }

  /**
   * Builds the index: each row is computed by one thread, so that the threads do not matter.
   *
   * @param neighbors K, 1..100000
   * @param minSimilarity smaller ones are left out
   * @param lookup {@code OWN} leaves the tails out
   * @param rows makes the computation of one thread
   * @throws ArithmeticException when more than 2³¹ − 1 similarities are kept
   */
  public static ItemItemIndex build(
      Vocabulary items, int neighbors, double minSimilarity, Lookup lookup, Job job, Supplier<? extends RowSimilarity> rows) {
    require(neighbors >= 1 && neighbors <= MAX_NEIGHBORS, "neighbors is %d, allowed 1..%d", neighbors, MAX_NEIGHBORS);
    return new IndexBuild(items, neighbors, minSimilarity, job).run(lookup, rows);
  }

  /**
   * Builds the index from columns, as linear models learn them: each candidate keeps its K strongest interests, by distance from
   * 0, so that what decides on a candidate is kept however many candidates an interest has. Turned around, the K largest weights
   * above 0 of an interest become its list and the others its tail. Each column is computed by one thread, so that the threads do
   * not matter. Beside the columns it takes 16 bytes an entry on the heap while it is built.
   *
   * @param phase what progress calls the computing of columns
   * @param neighbors K, 1..100000
   * @param lookup {@code OWN} leaves the tails out
   * @param columns makes the computation of one thread
   * @throws ArithmeticException when more than 2³¹ − 1 weights are kept
   */
  public static ItemItemIndex ofColumns(
      Vocabulary items, String phase, int neighbors, Lookup lookup, Job job, Supplier<? extends ColumnWeights> columns) {
    require(neighbors >= 1 && neighbors <= MAX_NEIGHBORS, "neighbors is %d, allowed 1..%d", neighbors, MAX_NEIGHBORS);
    return new ColumnBuild(items, neighbors, job).run(phase, lookup, columns);
  }

  /** Reads what {@link #write} wrote. */
  public static ItemItemIndex read(Bundle bundle) throws IOException {
    var items = bundle.tensors("items").vocabulary("items");
    var similar = bundle.tensors("similar");
    var lists = rows(bundle, items, similar, "");
    var tails = rows(bundle, items, similar, "tail.");
    return new ItemItemIndex(items, lists, tails, bundle.figure("neighborsCut").longValue());
  }

  private static Rows rows(Bundle bundle, Vocabulary items, Tensors tensors, String prefix) throws IOException {
    var rows = new Rows(tensors.longs(prefix + "starts"), tensors.ints(prefix + "items"), tensors.floats(prefix + "similarities"));
    long end = 0;
    boolean fits = rows.starts.size() == items.size() + 1L && rows.starts.get(0) == 0;
    for (int row = 0; fits && row < items.size(); row++) {
      fits = rows.end(row) >= end;
      end = rows.end(row);
    }
    if (!fits || rows.items.size() != end || rows.similarities.size() != end) {
      throw new CorruptFileException(
          bundle.folder().resolve("similar.safetensors"), -1, "the rows of '" + prefix + "starts' do not fit " + items.size() + " items and their entries");
    }
    return rows;
  }

  /** Puts the index and its figures into a bundle. */
  public void write(BundleWriter bundle) {
    bundle.tensors("items", Tensors.builder().vocabulary("items", items).build());
    bundle.tensors(
        "similar",
        Tensors.builder()
            .longs("starts", lists.starts)
            .ints("items", lists.items)
            .floats("similarities", lists.similarities)
            .longs("tail.starts", tails.starts)
            .ints("tail.items", tails.items)
            .floats("tail.similarities", tails.similarities)
            .build());
    bundle.figure("neighbors", lists.items.size());
    bundle.figure("neighborsCut", cut);
    bundle.figure("tailNeighbors", tails.items.size());
  }

  public Vocabulary items() {
    return items;
  }

  /** Number of entries of all lists, without the tails. */
  public long size() {
    return lists.items.size();
  }

  /** How many similar pairs were left out because a list was full. */
  public long cut() {
    return cut;
  }

  /** Up to {@code count} items most like this one, best first; empty for an unknown item. */
  public List<Scored> similar(String item, int count) {
    int row = items.indexOf(item);
    var found = new ArrayList<Scored>();
    for (long entry = row < 0 ? 0 : lists.start(row); row >= 0 && entry < lists.end(row) && found.size() < count; entry++) {
      found.add(new Scored(items.id(lists.items.get(entry)), lists.similarities.get(entry)));
    }
    return found;
  }

  /** sim(from, to) with {@code from} as the interest: from its list, then from its tail; 0 when in neither. */
  public float between(int from, int to) {
    float own = lists.find(from, to);
    return own != 0 ? own : tails.find(from, to);
  }

  Rows lists() {
    return lists;
  }

  Rows tails() {
    return tails;
  }

  /** The same pairs laid out for many users at once, made when they are first asked for, where those are faster served so. */
  synchronized Optional<BatchIndex> batch() {
    if (batch == null && BatchIndex.suits(this)) {
      batch = BatchIndex.of(this);
    }
    return Optional.ofNullable(batch);
  }

  /** The largest similarity in an item's list; 0 when it is empty. */
  float largest(int item) {
    return lists.start(item) == lists.end(item) ? 0 : lists.similarities.get(lists.start(item));
  }
}
