package dev.tributary.retrieval.shelves;

import dev.tributary.catalog.Item;
import dev.tributary.math.IntIndex;
import dev.tributary.math.Pool;
import dev.tributary.math.TopK;
import dev.tributary.retrieval.Channel;
import dev.tributary.retrieval.Hits;
import dev.tributary.retrieval.ItemNumbers;
import dev.tributary.retrieval.LiveItems;
import dev.tributary.retrieval.Query;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Retrieval from shelves: {@code score(u,i) = liking(u, s) · quality(i)^γ · 2^{−(now − t_i)/h}} with s the shelf of i that u likes most. An item that is
 * to be published later is not found before. Items that came or changed after training stand on their shelves from the next query on: with
 * the model's quality, 1 for a new one, and at the log's last time when nobody says when they were published.
 *
 * <p>O(shelves liked · k + items since training); equal scores in the order of ties. Thread-safe: scratch from a pool; {@link #itemChanged} has one
 * writer, and a query sees each change whole or not at all.
 */
public final class ShelfChannel implements Channel {
  private static final int BLOCK = 1024;

  private final String name;
  private final Shelves shelves;
  private final double qualityPower;
  private final Function<Item, List<String>> place;
  private final Taste taste;
  private final ItemNumbers numbers;
  private final int[] tieRanks;
  private final double[] weights; // by item of the model
  private final int[][] stock; // by shelf of the model: its items, heaviest first
  private final Map<String, Integer> modelShelves = new HashMap<>();
  private final ConcurrentHashMap<String, Integer> laterShelves = new ConcurrentHashMap<>();
  private final LiveItems<Placed> live = new LiveItems<>();
  private final Pool<Scratch> pool = new Pool<>(2 * Runtime.getRuntime().availableProcessors(), Scratch::new);

  /** Which shelves a query likes. */
  public interface Taste {
    /** Adds the likings of a query. */
    void add(Query query, ShelfChannel channel, Likings likings);
  }

  /** An item as it is now. */
  private record Placed(int[] shelves, long time, double weight) {}

  private static final class Scratch {
    final Likings likings = new Likings();
    final IntIndex found = new IntIndex(1024); // items of the model
    float[] scores = new float[1024];
    int[] rows = new int[1024]; // of the liking
    final TopK best = new TopK(0);
    final TopK bestLive = new TopK(0);

    void offer(int item, float score, int row) {
      int before = found.size();
      int at = found.add(item);
      if (at == before && at == scores.length) {
        scores = Arrays.copyOf(scores, at * 2);
        rows = Arrays.copyOf(rows, at * 2);
      }
      if (at == before || score > scores[at]) {
        scores[at] = score;
        rows[at] = row;
      }
    }
  }

  /**
   * Opens shelves over a catalog; see {@link dev.tributary.retrieval.ChannelModel#open}. O(items · log).
   *
   * @param place the names of the shelves that an item stands on, as when they were made
   */
  public ShelfChannel(String name, Shelves shelves, ShelfSettings settings, Function<Item, List<String>> place, Taste taste, int[] toCatalog) {
    this.name = name;
    this.shelves = shelves;
    this.qualityPower = settings.quality();
    this.place = place;
    this.taste = taste;
    numbers = new ItemNumbers(toCatalog);
    tieRanks = shelves.items().tieRanks().toArray();
    weights = new double[shelves.items().size()];
    Arrays.setAll(weights, item -> shelves.weight(item, qualityPower));
    for (int shelf = 0; shelf < shelves.names().size(); shelf++) {
      modelShelves.put(shelves.names().id(shelf), shelf);
    }
    stock = stock(toCatalog);
  }

  private int[][] stock(int[] toCatalog) {
    var heaviestFirst = java.util.stream.IntStream.range(0, weights.length).filter(item -> toCatalog[item] >= 0).boxed()
        .sorted((a, b) -> weights[a] != weights[b] ? Double.compare(weights[b], weights[a]) : Integer.compare(tieRanks[a], tieRanks[b])).toList();
    var sizes = new int[shelves.names().size()];
    for (int item : heaviestFirst) {
      for (int shelf : shelves.shelvesOf(item)) {
        sizes[shelf]++;
      }
    }
    var filled = new int[sizes.length][];
    Arrays.setAll(filled, shelf -> new int[sizes[shelf]]);
    Arrays.fill(sizes, 0);
    for (int item : heaviestFirst) {
      for (int shelf : shelves.shelvesOf(item)) {
        filled[shelf][sizes[shelf]++] = item;
      }
    }
    return filled;
  }

  @Override
  public String name() {
    return name;
  }

  /** The number of a shelf, or -1 when no item has stood on it. */
  public int shelf(String name) {
    var known = modelShelves.get(name);
    return known != null ? known : laterShelves.getOrDefault(name, -1);
  }

  /** The shelves that an item of the catalog stands on now; none for an unknown one. */
  public int[] shelvesOf(int catalogItem) {
    var changed = live.get(catalogItem);
    if (changed.isPresent()) {
      return changed.get().made().map(Placed::shelves).orElse(new int[0]);
    }
    int item = numbers.toModel(catalogItem);
    return item < 0 ? new int[0] : shelves.shelvesOf(item);
  }

  @Override
  public void retrieve(Query query, int k, Hits hits) {
    hits.clear();
    if (k <= 0) {
      return;
    }
    var scratch = pool.take();
    try {
      scratch.found.clear();
      scratch.likings.clear();
      taste.add(query, this, scratch.likings);
      var now = live.snapshot();
      for (int row = 0; row < scratch.likings.count(); row++) {
        walk(query, row, k, now, scratch);
      }
      select(k, scratch);
      walkLive(query, k, now, scratch);
      merge(k, now, scratch, hits);
    } finally {
      pool.give(scratch);
    }
  }

  /** What 2^((last − now)/h) leaves of every weight. */
  private double aged(Query query) {
    var clock = shelves.clock();
    return !clock.timed() || clock.halfLife() == 0 ? 1 : StrictMath.pow(2, Math.clamp(((double) clock.last() - query.nowMillis()) / clock.halfLife(), -900, 900));
  }

  private boolean isPublished(long time, Query query) {
    return !shelves.clock().timed() || time <= query.nowMillis();
  }

  private static float score(float liking, double weight, double aged) {
    return (float) Math.clamp(liking * weight * aged, Float.MIN_VALUE, Float.MAX_VALUE);
  }

  /** The first k of a shelf that may be found, and those that score as much as the last of them. */
  private void walk(Query query, int row, int k, LiveItems.Snapshot<Placed> now, Scratch scratch) {
    query.checkDeadline();
    int shelf = scratch.likings.shelf(row);
    int[] items = shelf < stock.length ? stock[shelf] : new int[0];
    double aged = aged(query);
    float last = 0;
    int taken = 0;
    for (int n = 0; n < items.length; n++) {
      if (n % BLOCK == BLOCK - 1) {
        query.checkDeadline();
      }
      int item = items[n];
      if (query.mask().allows(numbers.toCatalog(item)) && !now.replaces(item) && isPublished(shelves.time(item), query)) {
        float score = score(scratch.likings.sum(row), weights[item], aged);
        if (taken >= k && score < last) {
          return;
        }
        scratch.offer(item, score, row);
        last = score;
        taken++;
      }
    }
  }

  private void select(int k, Scratch scratch) {
    scratch.best.reset(k);
    for (int n = 0; n < scratch.found.size(); n++) {
      scratch.best.offer(scratch.scores[n], tieRanks[scratch.found.key(n)]);
    }
    scratch.best.ascending();
  }

  private void walkLive(Query query, int k, LiveItems.Snapshot<Placed> now, Scratch scratch) {
    query.checkDeadline();
    scratch.bestLive.reset(k);
    double aged = aged(query);
    for (int n = 0; n < now.size(); n++) {
      if (n % BLOCK == BLOCK - 1) {
        query.checkDeadline();
      }
      var entry = now.get(n);
      var placed = entry.made().orElseThrow();
      int row = scratch.likings.best(placed.shelves);
      if (row >= 0 && query.mask().allows(entry.catalogItem()) && isPublished(placed.time, query)) {
        scratch.bestLive.offer(score(scratch.likings.sum(row), placed.weight, aged), n);
      }
    }
    scratch.bestLive.ascending();
  }

  private void merge(int k, LiveItems.Snapshot<Placed> now, Scratch scratch, Hits hits) {
    var model = scratch.best;
    var changed = scratch.bestLive;
    for (int m = 0, c = 0; hits.size() < k && (m < model.size() || c < changed.size()); ) {
      if (c == changed.size() || m < model.size() && LiveItems.modelFirst(model.best(m), shelves.items(), changed.best(c), now)) {
        int item = shelves.items().atTieRank(TopK.tieRank(model.best(m)));
        hits.add(numbers.toCatalog(item), TopK.score(model.best(m++)), scratch.likings.because(scratch.rows[scratch.found.find(item)]));
      } else {
        var entry = now.get(TopK.tieRank(changed.best(c)));
        hits.add(entry.catalogItem(), TopK.score(changed.best(c++)), scratch.likings.because(scratch.likings.best(entry.made().orElseThrow().shelves)));
      }
    }
  }

  @Override
  public void explain(Query query, int[] items, int count, float[] shares) {
    int size = query.historySize();
    Arrays.fill(shares, 0, count * size, 0f);
    var scratch = pool.take();
    try {
      scratch.likings.clear();
      taste.add(query, this, scratch.likings);
      double aged = aged(query);
      for (int n = 0; n < count; n++) {
        int row = scratch.likings.best(shelvesOf(items[n]));
        if (row >= 0) {
          var changed = live.get(items[n]).flatMap(LiveItems.Entry::made);
          double weight = changed.isPresent() ? changed.get().weight : weights[numbers.toModel(items[n])];
          scratch.likings.addShares(row, weight * aged, shares, n * size);
        }
      }
    } finally {
      pool.give(scratch);
    }
  }

  /** Puts an item on its shelves as it is now. One that is as training saw it is left alone, so that a whole catalog may be told again. */
  @Override
  public void itemChanged(int catalogItem, Item item) {
    int modelItem = numbers.toModel(catalogItem);
    var names = place.apply(item);
    var on = new int[names.size()];
    for (int n = 0; n < on.length; n++) {
      var trained = modelShelves.get(names.get(n));
      on[n] = trained != null ? trained : laterShelves.computeIfAbsent(names.get(n), _ -> modelShelves.size() + laterShelves.size());
    }
    long known = modelItem < 0 ? shelves.clock().last() : shelves.time(modelItem);
    long time = shelves.clock().timed() && item.publishedAt() != Item.NO_TIME ? item.publishedAt() : known;
    if (live.get(catalogItem).isEmpty() && modelItem >= 0 && time == known && Arrays.equals(on, shelves.shelvesOf(modelItem))) {
      return;
    }
    double weight = shelves.weight(time, modelItem < 0 ? 1f : shelves.quality(modelItem), qualityPower);
    live.put(catalogItem, item.id(), on.length == 0 ? Optional.empty() : Optional.of(new Placed(on, time, weight)), modelItem);
  }
}
