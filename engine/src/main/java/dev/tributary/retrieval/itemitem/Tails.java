package dev.tributary.retrieval.itemitem;

import dev.tributary.math.FloatColumn;
import dev.tributary.math.IntColumn;
import dev.tributary.math.Job;
import dev.tributary.math.LongColumn;
import dev.tributary.math.Pool;

/**
 * Turns lists around: for each item those that list it while its own list lacks them, ascending. First all entries are dealt out to blocks of 65,536 listed
 * items or more, then each block is put in order by itself: of millions of items at once every entry would go to a place of its own in memory. Blocks and shards are run
 * by several threads; where an entry goes does not depend on them. 12 bytes an entry on the heap beside the result. Confined to one build.
 */
final class Tails {
  private static final int LEAST_WIDTH = 16; // bits: blocks of 65,536 items, whose counts stay in the second cache
  private static final int BLOCKS = 512; // at most, so that a place to write to in each of them stays in the cache

  private final int items;
  private final ListShard[] shards;
  private final int size;
  private final Job job;
  private final int width; // of a block, in bits
  private final int blocks;
  private final int[][] places; // by shard and block: where the shard's next entry goes
  private final int[] starts; // of each block's entries; and the end
  private final int[] listed;
  private final int[] listing;
  private final float[] similarities;
  private final Block[] results;
  private final long[] ends; // by item + 1

  private record Block(int[] items, float[] similarities) {}

  /** @param shards of all items, in order, with so many entries in all */
  Tails(int items, ListShard[] shards, int size, Job job) {
    this(items, shards, size, LEAST_WIDTH, job);
  }

  /** @param leastWidth of a block, in bits */
  Tails(int items, ListShard[] shards, int size, int leastWidth, Job job) {
    this.items = items;
    this.shards = shards;
    this.size = size;
    this.job = job;
    int bits = leastWidth;
    while (items >>> bits >= BLOCKS) {
      bits++;
    }
    width = bits;
    blocks = items + (1 << width) - 1 >>> width;
    places = new int[shards.length][];
    starts = new int[blocks + 1];
    listed = new int[blocks > 1 ? size : 0];
    listing = new int[listed.length];
    similarities = new float[listed.length];
    results = new Block[blocks];
    ends = new long[items + 1];
  }

  ItemItemIndex.Rows rows() {
    if (blocks > 1) {
      deal();
    }
    var marks = new Pool<>(job.threads(), () -> new int[items]);
    job.tasks("tails", blocks, block -> {
      var mark = marks.take();
      results[block] = order(block, mark);
      marks.give(mark);
    });
    for (int item = 0; item < items; item++) {
      ends[item + 1] += ends[item];
    }
    var rows = new ItemItemIndex.Rows(LongColumn.copyOf(ends), IntColumn.allocate(ends[items]), FloatColumn.allocate(ends[items]));
    job.tasks("tails", blocks, block -> {
      long start = ends[block << width];
      int size = (int) (ends[Math.min(items, block + 1 << width)] - start);
      rows.items().set(start, results[block].items, size);
      rows.similarities().set(start, results[block].similarities, size);
    });
    return rows;
  }

  /** Deals the entries out to blocks, each shard's to places of its own. */
  private void deal() {
    job.tasks("tails", shards.length, shard -> places[shard] = count(shards[shard]));
    for (int block = 0, at = 0; block < blocks; block++) {
      starts[block] = at;
      for (int[] counts : places) {
        int count = counts[block];
        counts[block] = at;
        at += count;
      }
      starts[block + 1] = at;
    }
    job.tasks("tails", shards.length, shard -> deal(shards[shard], places[shard]));
  }

  /** How many entries of a shard each block gets. */
  private int[] count(ListShard shard) {
    var counts = new int[blocks];
    for (int entry = 0; entry < shard.size; entry++) {
      counts[shard.items[entry] >>> width]++;
    }
    return counts;
  }

  private void deal(ListShard shard, int[] next) {
    for (int item = shard.from; item < shard.to(); item++) {
      deal(shard, item, next);
    }
  }

  private void deal(ListShard shard, int item, int[] next) {
    for (int entry = shard.start(item); entry < shard.end(item); entry++) {
      int place = next[shard.items[entry] >>> width]++;
      listed[place] = shard.items[entry];
      listing[place] = item;
      similarities[place] = shard.swapped[entry];
    }
  }

  /** A counting sort of a block's entries by the listed item keeps the listing ones ascending; then what the lists have already is dropped. */
  private Block order(int block, int[] mark) {
    int first = block << width;
    int last = Math.min(items, first + (1 << width));
    var next = new int[last - first + 1];
    var turned = blocks > 1 ? turnDealt(block, first, next) : turnAll(next);
    int at = 0;
    for (int item = first, shard = shardOf(first), from = 0; item < last; item++) {
      shard += item == shards[shard].to() ? 1 : 0;
      mark(shards[shard], item, mark);
      int to = next[item - first]; // turned by now: where the next item's entries begin
      int kept = keep(from, to, item + 1, mark, turned, at);
      ends[item + 1] = kept - at;
      at = kept;
      from = to;
    }
    return turned;
  }

  private Block turnDealt(int block, int first, int[] next) {
    count(listed, starts[block], starts[block + 1], first, next);
    sum(next);
    var turned = new Block(new int[starts[block + 1] - starts[block]], new float[starts[block + 1] - starts[block]]);
    for (int entry = starts[block]; entry < starts[block + 1]; entry++) {
      int place = next[listed[entry] - first]++;
      turned.items[place] = listing[entry];
      turned.similarities[place] = similarities[entry];
    }
    return turned;
  }

  /** One block of all: its entries need not be dealt. */
  private Block turnAll(int[] next) {
    for (ListShard shard : shards) {
      count(shard.items, 0, shard.size, 0, next);
    }
    sum(next);
    var turned = new Block(new int[size], new float[size]);
    for (ListShard shard : shards) {
      for (int item = shard.from; item < shard.to(); item++) {
        turn(shard, item, next, turned);
      }
    }
    return turned;
  }

  private static void turn(ListShard shard, int item, int[] next, Block turned) {
    for (int entry = shard.start(item); entry < shard.end(item); entry++) {
      int place = next[shard.items[entry]]++;
      turned.items[place] = item;
      turned.similarities[place] = shard.swapped[entry];
    }
  }

  /** Makes each number the sum of those up to it. */
  private static void sum(int[] counts) {
    for (int n = 1; n < counts.length; n++) {
      counts[n] += counts[n - 1];
    }
  }

  private static void count(int[] items, int from, int to, int first, int[] counts) {
    for (int entry = from; entry < to; entry++) {
      counts[items[entry] - first + 1]++;
    }
  }

  private int shardOf(int item) {
    int shard = 0;
    while (shard < shards.length && shards[shard].to() <= item) {
      shard++;
    }
    return shard;
  }

  private static void mark(ListShard shard, int item, int[] marks) {
    for (int entry = shard.start(item); entry < shard.end(item); entry++) {
      marks[shard.items[entry]] = item + 1;
    }
  }

  /** Moves the entries that stay, those whose similarity with the roles swapped is one, to {@code at} and on; answers where they end. */
  private static int keep(int from, int to, int mark, int[] marks, Block turned, int at) {
    int kept = at;
    for (int entry = from; entry < to; entry++) {
      int other = turned.items[entry];
      float similarity = turned.similarities[entry];
      turned.items[kept] = other; // without a branch: stays only when it counts
      turned.similarities[kept] = similarity;
      kept += marks[other] != mark && similarity > 0 ? 1 : 0;
    }
    return kept;
  }
}
