package dev.tributary.retrieval.itemitem;

import dev.tributary.data.Vocabulary;
import dev.tributary.math.FloatColumn;
import dev.tributary.math.IntColumn;
import dev.tributary.math.Job;
import dev.tributary.math.LongColumn;
import dev.tributary.math.Pool;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * Builds an index: rows by shards, shards end to end into lists, lists turned around into tails. Confined to one build.
 */
final class IndexBuild {
  private final Vocabulary items;
  private final int most;
  private final double minSimilarity;
  private final Job job;
  private final Shard[] shards;

  IndexBuild(Vocabulary items, int most, double minSimilarity, Job job) {
    this.items = items;
    this.most = most;
    this.minSimilarity = minSimilarity;
    this.job = job;
    shards = new Shard[Job.shardsOf(items.size())];
  }

  /** The rows {@code from}.. of one shard, growing. */
  private static final class Shard {
    final int from;
    final int[] ends;
    int[] items;
    float[] similarities;
    float[] swapped;
    int size;
    long cut;

    Shard(int from, int to) {
      this.from = from;
      ends = new int[to - from];
      items = new int[1024];
      similarities = new float[1024];
      swapped = new float[1024];
    }

    void reserve(int more) {
      if (size + more > items.length) {
        int capacity = Math.max(items.length * 2, size + more);
        items = Arrays.copyOf(items, capacity);
        similarities = Arrays.copyOf(similarities, capacity);
        swapped = Arrays.copyOf(swapped, capacity);
      }
    }
  }

  private record Worker(RowSimilarity row, Neighbors neighbors) {}

  ItemItemIndex run(Lookup lookup, Supplier<? extends RowSimilarity> rows) {
    if (items.size() > 0) {
      items.atTieRank(0); // made here once, not by every thread
    }
    var workers = new Pool<>(job.threads(), () -> new Worker(rows.get(), new Neighbors(items, most, minSimilarity)));
    job.shards(
        "similar items",
        items.size(),
        (shard, from, to) -> {
          var worker = workers.take();
          var result = new Shard(from, to);
          worker.row.begin(from, to);
          for (int item = from; item < to; item++) {
            worker.neighbors.reset();
            worker.row.compute(item, worker.neighbors);
            append(result, item, worker);
          }
          shards[shard] = result;
          workers.give(worker);
        });
    var lists = lists();
    var none = new ItemItemIndex.Rows(LongColumn.allocate(items.size() + 1L), IntColumn.allocate(0), FloatColumn.allocate(0));
    var tails = lookup == Lookup.OWN ? none : tails(lists);
    return new ItemItemIndex(items, lists, tails, Arrays.stream(shards).mapToLong(s -> s.cut).sum());
  }

  private void append(Shard result, int item, Worker worker) {
    var neighbors = worker.neighbors;
    int size = neighbors.finish();
    result.reserve(size);
    for (int rank = 0; rank < size; rank++) {
      int other = items.atTieRank(neighbors.tieRank(rank));
      result.items[result.size] = other;
      result.similarities[result.size] = neighbors.weight(rank);
      result.swapped[result.size++] = worker.row.swapped(other);
    }
    result.ends[item - result.from] = result.size;
    result.cut += neighbors.cut();
  }

  private ItemItemIndex.Rows lists() {
    long size = Arrays.stream(shards).mapToLong(s -> s.size).sum();
    var rows = new ItemItemIndex.Rows(LongColumn.allocate(items.size() + 1L), IntColumn.allocate(size), FloatColumn.allocate(size));
    long at = 0;
    for (Shard shard : shards) {
      for (int n = 0; n < shard.ends.length; n++) {
        rows.starts().set(shard.from + n + 1L, at + shard.ends[n]);
      }
      for (int n = 0; n < shard.size; n++) {
        rows.items().set(at, shard.items[n]);
        rows.similarities().set(at++, shard.similarities[n]);
      }
    }
    return rows;
  }

  /**
   * Turns the lists around (a counting sort by the listed item keeps the listing items ascending), then drops from j's
   * turned row every i that j's list has.
   */
  private ItemItemIndex.Rows tails(ItemItemIndex.Rows lists) {
    long size = lists.items().size();
    var next = new long[items.size() + 1];
    for (long entry = 0; entry < size; entry++) {
      next[lists.items().get(entry) + 1]++;
    }
    Arrays.parallelPrefix(next, Long::sum);
    var starts = next.clone();
    var turned = IntColumn.allocate(size);
    var similarities = FloatColumn.allocate(size);
    for (Shard shard : shards) {
      for (int n = 0, entry = 0; n < shard.ends.length; n++) {
        for (; entry < shard.ends[n]; entry++) {
          long place = next[shard.items[entry]]++;
          turned.set(place, shard.from + n);
          similarities.set(place, shard.swapped[entry]);
        }
      }
    }
    return compact(lists, starts, turned, similarities);
  }

  /** Drops what the lists have already, and what is no similarity with the roles swapped, in place, and returns the part in use. */
  private ItemItemIndex.Rows compact(ItemItemIndex.Rows lists, long[] starts, IntColumn turned, FloatColumn similarities) {
    var ends = LongColumn.allocate(items.size() + 1L);
    var listedBy = new int[items.size()]; // item + 1 of the last row whose list has this item
    long at = 0;
    for (int item = 0; item < items.size(); item++) {
      for (long entry = lists.start(item); entry < lists.end(item); entry++) {
        listedBy[lists.items().get(entry)] = item + 1;
      }
      for (long entry = starts[item]; entry < starts[item + 1]; entry++) {
        int other = turned.get(entry);
        if (listedBy[other] != item + 1 && similarities.get(entry) > 0) {
          turned.set(at, other);
          similarities.set(at++, similarities.get(entry));
        }
      }
      ends.set(item + 1L, at);
    }
    return new ItemItemIndex.Rows(
        ends, IntColumn.of(turned.bytes().asSlice(0, at * 4)), FloatColumn.of(similarities.bytes().asSlice(0, at * 4)));
  }
}
