package dev.tributary.retrieval.itemitem;

import dev.tributary.data.Vocabulary;
import dev.tributary.math.FloatColumn;
import dev.tributary.math.IntColumn;
import dev.tributary.math.Job;
import dev.tributary.math.LongColumn;
import dev.tributary.math.Pool;
import dev.tributary.math.TopK;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * Builds an index from columns: for each candidate its strongest interests, by shards; the columns turned around into one row for
 * each interest; the rows cut into list and tail. Confined to one build.
 */
final class ColumnBuild {
  private final Vocabulary items;
  private final int most;
  private final Job job;
  private final Shard[] shards;

  /** By interest, from the columns: where its row starts, the candidates ascending, the weights. */
  private long[] starts;

  private int[] candidates;
  private float[] weights;

  ColumnBuild(Vocabulary items, int most, Job job) {
    this.items = items;
    this.most = most;
    this.job = job;
    shards = new Shard[Job.shardsOf(items.size())];
  }

  /** The columns {@code from}.. of one shard, end to end, growing. */
  private static final class Shard {
    final int from;
    final int[] ends;
    int[] interests = new int[1024];
    float[] weights = new float[1024];
    int size;
    long cut;

    Shard(int from, int to) {
      this.from = from;
      ends = new int[to - from];
    }

    void append(int candidate, Neighbors found) {
      int count = found.finish();
      if (size + count > interests.length) {
        int capacity = Math.max(interests.length * 2, size + count);
        interests = Arrays.copyOf(interests, capacity);
        weights = Arrays.copyOf(weights, capacity);
      }
      found.copyTo(interests, weights, size);
      size += count;
      ends[candidate - from] = size;
      cut += found.cut();
    }
  }

  private record Worker(ColumnWeights column, Neighbors interests) {}

  ItemItemIndex run(String phase, Lookup lookup, Supplier<? extends ColumnWeights> columns) {
    if (items.size() > 0) {
      items.atTieRank(0); // made here once, not by every thread
    }
    var workers = new Pool<>(job.threads(), () -> new Worker(columns.get(), Neighbors.bySize(items, most)));
    job.shards(
        phase,
        items.size(),
        (shard, from, to) -> {
          var worker = workers.take();
          var result = new Shard(from, to);
          for (int candidate = from; candidate < to; candidate++) {
            worker.interests.reset();
            worker.column.compute(candidate, worker.interests);
            result.append(candidate, worker.interests);
          }
          shards[shard] = result;
          workers.give(worker);
        });
    long cut = Arrays.stream(shards).mapToLong(s -> s.cut).sum();
    turn();
    return cutRows(lookup, cut);
  }

  /** A counting sort by interest, which keeps the candidates ascending. */
  private void turn() {
    starts = new long[items.size() + 1];
    for (Shard shard : shards) {
      for (int n = 0; n < shard.size; n++) {
        starts[shard.interests[n] + 1]++;
      }
    }
    for (int item = 0; item < items.size(); item++) {
      starts[item + 1] += starts[item];
    }
    var next = starts.clone();
    candidates = new int[Math.toIntExact(starts[items.size()])];
    weights = new float[candidates.length];
    for (int s = 0; s < shards.length; s++) {
      var shard = shards[s];
      for (int n = 0, entry = 0; n < shard.ends.length; n++) {
        for (; entry < shard.ends[n]; entry++) {
          int place = (int) next[shard.interests[entry]]++;
          candidates[place] = shard.from + n;
          weights[place] = shard.weights[entry];
        }
      }
      shards[s] = null; // no longer needed beside its copy
    }
  }

  /** Each row's best weights above 0 become the list, best first; what is left becomes the tail, by candidate. */
  private ItemItemIndex cutRows(Lookup lookup, long cut) {
    var listStarts = LongColumn.allocate(items.size() + 1L);
    var tailStarts = LongColumn.allocate(items.size() + 1L);
    for (int item = 0; item < items.size(); item++) {
      int above = 0;
      for (long entry = starts[item]; entry < starts[item + 1]; entry++) {
        above += weights[(int) entry] > 0 ? 1 : 0;
      }
      int listed = Math.min(above, most);
      long left = starts[item + 1] - starts[item] - listed;
      listStarts.set(item + 1L, listStarts.get(item) + listed);
      tailStarts.set(item + 1L, tailStarts.get(item) + (lookup == Lookup.OWN ? 0 : left));
      cut += lookup == Lookup.OWN ? left : 0;
    }
    var lists = rows(listStarts);
    var tails = rows(tailStarts);
    var tieRanks = items.size() == 0 ? new int[0] : items.tieRanks().toArray();
    var best = new TopK(most);
    for (int item = 0; item < items.size(); item++) {
      fill(item, lists, tails, tieRanks, best);
    }
    return new ItemItemIndex(items, lists, tails, cut);
  }

  private void fill(int item, ItemItemIndex.Rows lists, ItemItemIndex.Rows tails, int[] tieRanks, TopK best) {
    best.reset(most);
    for (int entry = (int) starts[item]; entry < starts[item + 1]; entry++) {
      if (weights[entry] > 0 && best.accepts(weights[entry])) {
        best.offer(TopK.key(weights[entry], tieRanks[candidates[entry]]));
      }
    }
    best.ascending();
    for (int rank = 0; rank < best.size(); rank++) {
      lists.items().set(lists.start(item) + rank, items.atTieRank(TopK.tieRank(best.best(rank))));
      lists.similarities().set(lists.start(item) + rank, TopK.score(best.best(rank)));
    }
    long last = best.size() == 0 ? Long.MAX_VALUE : best.best(best.size() - 1);
    long at = tails.start(item);
    for (int entry = (int) starts[item]; entry < starts[item + 1] && at < tails.end(item); entry++) {
      if (weights[entry] <= 0 || TopK.key(weights[entry], tieRanks[candidates[entry]]) < last) {
        tails.items().set(at, candidates[entry]);
        tails.similarities().set(at++, weights[entry]);
      }
    }
  }

  private ItemItemIndex.Rows rows(LongColumn rowStarts) {
    long size = rowStarts.get(items.size());
    return new ItemItemIndex.Rows(rowStarts, IntColumn.allocate(size), FloatColumn.allocate(size));
  }
}
