package dev.tributary.retrieval.itemitem;

import dev.tributary.math.Pool;
import dev.tributary.math.Threshold;
import dev.tributary.math.TopK;
import dev.tributary.retrieval.Channel;
import dev.tributary.retrieval.Hits;
import dev.tributary.retrieval.ItemNumbers;
import dev.tributary.retrieval.Query;
import dev.tributary.retrieval.Recency;
import java.util.Arrays;
import java.util.List;

/**
 * The online walk over an item→item index (spec §2.1): {@code score(i) = Σ_j like(u,j) · sim(j,i)} over all interests j of
 * the user, for every i in the list of at least one of them whose score is
 * above 0; best first, equal scores in the order of ties. An item is there because of the newest interest whose list holds it.
 *
 * <p>Two passes: the interests' lists find the candidates and add to them, then the interests' tails add to the candidates
 * found. O(n · K + length of the n tails); no allocation once warm. Many users at once are answered by a {@link BatchWalk}
 * where there are not too many items. Thread-safe: scratch of 22 bytes an item from a pool.
 */
final class ItemItemWalk implements Channel {
  /** Fewer queries at once are answered one by one: they are not worth the layout for many. */
  private static final int MANY = 32;

  private static final int DENSE = 32;

  private final String name;
  private final ItemItemIndex index;
  private final WalkSettings settings;
  private final Recency recency;
  private final ItemNumbers numbers;
  private final int[] tieRanks;
  private final Pool<Scratch> pool;
  private final Pool<BatchWalk> batches;

  /**
   * Opens the walk over a catalog; see {@code ChannelModel.open}.
   *
   * @param timed whether the log had times, which decides on the half-life
   */
  ItemItemWalk(String name, ItemItemIndex index, WalkSettings settings, boolean timed, int[] toCatalog) {
    this.name = name;
    this.index = index;
    this.settings = settings;
    recency = new Recency(timed ? settings.halfLife() : settings.halfLifeUntimed());
    numbers = new ItemNumbers(toCatalog);
    tieRanks = index.items().tieRanks().toArray();
    pool = new Pool<>(2 * Runtime.getRuntime().availableProcessors(), () -> new Scratch(toCatalog.length));
    batches = new Pool<>(Runtime.getRuntime().availableProcessors(), () -> new BatchWalk(index.batch().orElseThrow(), index.items(), numbers, tieRanks));
  }

  /** One request's sums; all zero between requests. Shares may be negative and a sum may pass through 0, so a mark says what is a candidate. */
  private static final class Scratch {
    final float[] score;
    final byte[] found; // 1 for a candidate
    final byte[] asked; // by item, while a page is explained: its place + 1, else 0; so small that it stays in the nearest cache
    final int[] because; // by item that may be among the best; never cleared
    final int[] candidates;
    final float[] scores; // of the candidates
    final int[] places; // of the candidates that may be among the best
    final Threshold threshold = new Threshold();
    final TopK best = new TopK(0);
    int touched; // kept so that the reading is not taken for useless
    int[] ends = new int[64]; // by position: how many candidates there were after its list
    int count;

    Scratch(int items) {
      score = new float[items];
      found = new byte[items];
      asked = new byte[items];
      because = new int[items];
      scores = new float[items];
      places = new int[items];
      candidates = new int[items + 1]; // one more: the next place is written before it is known whether it counts
    }

    void clear() {
      if (count > score.length / DENSE) { // the whole at the speed of memory is sooner done than these one by one
        Arrays.fill(score, 0f);
        Arrays.fill(found, (byte) 0);
      } else {
        for (int n = 0; n < count; n++) {
          score[candidates[n]] = 0;
          found[candidates[n]] = 0;
        }
      }
      count = 0;
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void retrieve(Query query, int k, Hits hits) {
    hits.clear();
    if (k <= 0 || query.historySize() == 0) {
      return;
    }
    var scratch = pool.take();
    try {
      if (scratch.ends.length < used(query)) {
        scratch.ends = new int[2 * used(query)];
      }
      scratch.touched = touch(query);
      for (int position = 0; position < used(query); position++) {
        walk(query, position, index.lists(), true, scratch);
        scratch.ends[position] = scratch.count;
      }
      for (int position = 0; position < used(query); position++) {
        walk(query, position, index.tails(), false, scratch);
      }
      select(query, k, scratch, hits);
    } finally {
      scratch.clear();
      pool.give(scratch);
    }
  }

  @Override
  public void retrieve(List<Query> queries, int k, List<Hits> hits) {
    if (queries.size() < MANY || k <= 0 || index.batch().isEmpty()) {
      Channel.super.retrieve(queries, k, hits);
      return;
    }
    var batch = batches.take();
    try {
      for (var query : queries) {
        for (int position = 0; position < used(query); position++) {
          int interest = numbers.toModel(query.historyItem(position));
          if (interest >= 0) {
            batch.add(interest, weight(query, position, interest));
          }
        }
        batch.take(query);
      }
      batch.search(k);
      for (int n = 0; n < queries.size(); n++) {
        if (!batch.tell(n, k, hits.get(n))) {
          retrieve(queries.get(n), k, hits.get(n));
        }
      }
    } finally {
      batch.clear();
      batches.give(batch);
    }
  }

  /** Reads a little of each row and nothing else: the rows lie far apart, and read alone they come from memory several at once. */
  private int touch(Query query) {
    int sum = 0;
    for (int position = 0; position < used(query); position++) {
      int interest = numbers.toModel(query.historyItem(position));
      if (interest >= 0) {
        sum += index.lists().touch(interest) + index.tails().touch(interest);
      }
    }
    return sum;
  }

  private int used(Query query) {
    return settings.historyUsed() == 0 ? query.historySize() : Math.min(settings.historyUsed(), query.historySize());
  }

  private void walk(Query query, int position, ItemItemIndex.Rows rows, boolean finds, Scratch scratch) {
    query.checkDeadline();
    int interest = numbers.toModel(query.historyItem(position));
    if (interest < 0) {
      return;
    }
    float weight = weight(query, position, interest);
    if (finds) {
      find(rows, interest, weight, scratch);
    } else {
      complete(rows, interest, weight, scratch);
    }
  }

  private static void find(ItemItemIndex.Rows rows, int interest, float weight, Scratch scratch) {
    int count = scratch.count;
    long start = rows.start(interest);
    int size = (int) (rows.end(interest) - start);
    for (int n = 0; n < size; n++) {
      int item = rows.items().get(start + n);
      scratch.candidates[count] = item;
      count += scratch.found[item] ^ 1;
      scratch.found[item] = 1;
      scratch.score[item] += weight * rows.similarities().get(start + n);
    }
    scratch.count = count;
  }

  private static void complete(ItemItemIndex.Rows rows, int interest, float weight, Scratch scratch) {
    long start = rows.start(interest);
    int size = (int) (rows.end(interest) - start);
    for (int n = 0; n < size; n++) {
      int item = rows.items().get(start + n);
      // times 1 for a candidate and 0 for the others, whose sums stay 0: a branch would be hard to foresee
      scratch.score[item] += scratch.found[item] * weight * rows.similarities().get(start + n);
    }
  }

  private void select(Query query, int k, Scratch scratch, Hits hits) {
    int forbidden = numbers.clearForbidden(query.mask(), scratch.score, scratch.count);
    for (int n = 0; n < scratch.count; n++) {
      scratch.scores[n] = scratch.score[scratch.candidates[n]];
    }
    // what the mask forbids was counted too: so many more must be there for k to be left
    int reached = scratch.threshold.select(scratch.scores, scratch.count, Float.MIN_VALUE, (long) k + forbidden, scratch.places);
    var best = scratch.best;
    best.reset(k);
    for (int n = 0, position = 0; n < reached; n++) {
      int place = scratch.places[n];
      int item = scratch.candidates[place];
      if (query.mask().allows(numbers.toCatalog(item))) {
        while (place >= scratch.ends[position]) {
          position++;
        }
        scratch.because[item] = position;
        best.offer(TopK.key(scratch.scores[place], tieRanks[item]));
      }
    }
    best.ascending();
    for (int rank = 0; rank < best.size(); rank++) {
      int item = index.items().atTieRank(TopK.tieRank(best.best(rank)));
      hits.add(numbers.toCatalog(item), scratch.score[item], scratch.because[item]);
    }
  }

  private float weight(Query query, int position, int interest) {
    float weight = query.historyLike(position) * (float) recency.of(position);
    float largest = settings.normalize() ? index.largest(interest) : 1;
    return largest > 0 ? weight / largest : weight;
  }

  /** Goes through the rows of all interests, with the items to explain marked: O(length of the rows), not of a search each. */
  @Override
  public void explain(Query query, int[] items, int count, float[] shares) {
    int size = query.historySize();
    Arrays.fill(shares, 0, count * size, 0f);
    var scratch = pool.take();
    try {
      for (int from = 0; from < count; from += Byte.MAX_VALUE) {
        explain(query, items, from, Math.min(count, from + Byte.MAX_VALUE), scratch, shares);
      }
    } finally {
      pool.give(scratch);
    }
  }

  private void explain(Query query, int[] items, int from, int to, Scratch scratch, float[] shares) {
    mark(items, from, to, true, scratch);
    try {
      for (int position = 0; position < used(query); position++) {
        int interest = numbers.toModel(query.historyItem(position));
        if (interest >= 0) {
          float weight = weight(query, position, interest);
          int first = (from - 1) * query.historySize() + position; // where place + 1 = 0 would lie
          share(index.lists(), interest, weight, scratch, shares, first, query.historySize());
          share(index.tails(), interest, weight, scratch, shares, first, query.historySize());
        }
      }
    } finally {
      mark(items, from, to, false, scratch);
    }
  }

  private void mark(int[] items, int from, int to, boolean asked, Scratch scratch) {
    for (int n = from; n < to; n++) {
      int candidate = numbers.toModel(items[n]);
      if (candidate >= 0) {
        scratch.asked[candidate] = (byte) (asked ? n - from + 1 : 0);
      }
    }
  }

  private static void share(ItemItemIndex.Rows rows, int interest, float weight, Scratch scratch, float[] shares, int first, int interests) {
    long start = rows.start(interest);
    int size = (int) (rows.end(interest) - start);
    for (int n = 0; n < size; n++) {
      int place = scratch.asked[rows.items().get(start + n)];
      if (place != 0) {
        shares[first + place * interests] = weight * rows.similarities().get(start + n);
      }
    }
  }
}
