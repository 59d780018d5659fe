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
    int[] items = new int[1024];
    float[] similarities = new float[1024];
    float[] swapped; // the similarities themselves where they are symmetric
    int size;
    long cut;

    Shard(int from, int to, boolean symmetric) {
      this.from = from;
      ends = new int[to - from];
      swapped = symmetric ? similarities : new float[1024];
    }

    void append(int item, Neighbors neighbors, RowSimilarity row) {
      int count = neighbors.finish();
      reserve(count);
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
      if (size + more > items.length) {
        int capacity = Math.max(items.length * 2, size + more);
        boolean symmetric = swapped == similarities;
        items = Arrays.copyOf(items, capacity);
        similarities = Arrays.copyOf(similarities, capacity);
        swapped = symmetric ? similarities : Arrays.copyOf(swapped, capacity);
      }
    }
  }

  private record Worker(RowSimilarity row, Neighbors neighbors, boolean symmetric) {}

  ItemItemIndex run(Lookup lookup, Supplier<? extends RowSimilarity> rows) {
    if (items.size() > 0) {
      items.atTieRank(0); // made here once, not by every thread
    }
    var workers =
        new Pool<>(
            job.threads(),
            () -> {
              var row = rows.get();
              return new Worker(row, new Neighbors(items, most, minSimilarity), row.symmetric());
            });
    job.shards(
        "similar items",
        items.size(),
        (shard, from, to) -> {
          var worker = workers.take();
          var result = new Shard(from, to, worker.symmetric);
          worker.row.begin(from, to);
          for (int item = from; item < to; item++) {
            worker.neighbors.reset();
            worker.row.compute(item, worker.neighbors);
            result.append(item, worker.neighbors, worker.row);
          }
          shards[shard] = result;
          workers.give(worker);
        });
    int size = Math.toIntExact(Arrays.stream(shards).mapToLong(s -> s.size).sum());
    var lists = lists(size);
    var tails = lookup == Lookup.OWN ? rows(new long[items.size() + 1]) : tails(size);
    return new ItemItemIndex(items, lists, tails, Arrays.stream(shards).mapToLong(s -> s.cut).sum());
  }

  /** Room for rows. */
  private static ItemItemIndex.Rows rows(long[] starts) {
    long size = starts[starts.length - 1];
    return new ItemItemIndex.Rows(LongColumn.copyOf(starts), IntColumn.allocate(size), FloatColumn.allocate(size));
  }

  private ItemItemIndex.Rows lists(int size) {
    var starts = new long[items.size() + 1];
    long at = 0;
    for (Shard shard : shards) {
      for (int n = 0; n < shard.ends.length; n++) {
        starts[shard.from + n + 1] = at + shard.ends[n];
      }
      at += shard.size;
    }
    var rows = rows(starts);
    for (Shard shard : shards) {
      rows.items().set(starts[shard.from], shard.items, shard.size);
      rows.similarities().set(starts[shard.from], shard.similarities, shard.size);
    }
    return rows;
  }

  /**
   * Turns the lists around (a counting sort by the listed item keeps the listing items ascending), then drops from j's
   * turned row every i that j's list has. In arrays: a column's checks take longer than all else here until they are compiled.
   */
  private ItemItemIndex.Rows tails(int size) {
    var next = new int[items.size() + 1];
    for (Shard shard : shards) {
      count(shard.items, shard.size, next);
    }
    Arrays.parallelPrefix(next, Integer::sum);
    var starts = next.clone();
    var turned = new int[size];
    var similarities = new float[size];
    for (Shard shard : shards) {
      for (int n = 0, from = 0; n < shard.ends.length; from = shard.ends[n++]) {
        turn(shard, from, shard.ends[n], shard.from + n, next, turned, similarities);
      }
    }
    return compact(starts, turned, similarities);
  }

  private static void count(int[] items, int size, int[] counts) {
    for (int n = 0; n < size; n++) {
      counts[items[n] + 1]++;
    }
  }

  private static void turn(Shard shard, int from, int to, int item, int[] next, int[] turned, float[] similarities) {
    int[] items = shard.items;
    float[] swapped = shard.swapped;
    for (int entry = from; entry < to; entry++) {
      int place = next[items[entry]]++;
      turned[place] = item;
      similarities[place] = swapped[entry];
    }
  }

  /** Drops what the lists have already, and what is no similarity with the roles swapped, in place, and copies the rest. */
  private ItemItemIndex.Rows compact(int[] starts, int[] turned, float[] similarities) {
    var ends = new long[items.size() + 1];
    var listedBy = new int[items.size()]; // item + 1 of the last row whose list has this item
    int at = 0;
    for (Shard shard : shards) {
      for (int n = 0, from = 0; n < shard.ends.length; from = shard.ends[n++]) {
        int mark = shard.from + n + 1;
        mark(shard.items, from, shard.ends[n], mark, listedBy);
        at = keep(starts[mark - 1], starts[mark], mark, listedBy, turned, similarities, at);
        ends[mark] = at;
      }
    }
    var rows = rows(ends);
    rows.items().set(0, turned, at);
    rows.similarities().set(0, similarities, at);
    return rows;
  }

  private static void mark(int[] items, int from, int to, int mark, int[] marks) {
    for (int entry = from; entry < to; entry++) {
      marks[items[entry]] = mark;
    }
  }

  /** Moves the entries that stay to {@code at} and on; answers where they end. */
  private static int keep(int from, int to, int mark, int[] listedBy, int[] turned, float[] similarities, int at) {
    int kept = at;
    for (int entry = from; entry < to; entry++) {
      int other = turned[entry];
      float similarity = similarities[entry];
      turned[kept] = other; // without a branch: stays only when it counts
      similarities[kept] = similarity;
      kept += listedBy[other] != mark && similarity > 0 ? 1 : 0;
    }
    return kept;
  }
}
