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
  private final ListShard[] shards;

  IndexBuild(Vocabulary items, int most, double minSimilarity, Job job) {
    this.items = items;
    this.most = most;
    this.minSimilarity = minSimilarity;
    this.job = job;
    shards = new ListShard[Job.shardsOf(items.size())];
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
          var result = new ListShard(from, to, worker.symmetric);
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
    var lists = lists();
    var tails = lookup == Lookup.OWN ? rows(new long[items.size() + 1]) : new Tails(items.size(), shards, size, job).rows();
    return new ItemItemIndex(items, lists, tails, Arrays.stream(shards).mapToLong(s -> s.cut).sum());
  }

  /** Room for rows. */
  private static ItemItemIndex.Rows rows(long[] starts) {
    long size = starts[starts.length - 1];
    return new ItemItemIndex.Rows(LongColumn.copyOf(starts), IntColumn.allocate(size), FloatColumn.allocate(size));
  }

  private ItemItemIndex.Rows lists() {
    var starts = new long[items.size() + 1];
    long at = 0;
    for (ListShard shard : shards) {
      for (int n = 0; n < shard.ends.length; n++) {
        starts[shard.from + n + 1] = at + shard.ends[n];
      }
      at += shard.size;
    }
    var rows = rows(starts);
    job.tasks("lists", shards.length, n -> {
      var shard = shards[n];
      rows.items().set(starts[shard.from], shard.items, shard.size);
      rows.similarities().set(starts[shard.from], shard.similarities, shard.size);
    });
    return rows;
  }
}
