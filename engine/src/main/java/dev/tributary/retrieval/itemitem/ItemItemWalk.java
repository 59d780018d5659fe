package dev.tributary.retrieval.itemitem;

import dev.tributary.math.Pool;
import dev.tributary.math.TopK;
import dev.tributary.retrieval.Channel;
import dev.tributary.retrieval.Hits;
import dev.tributary.retrieval.ItemNumbers;
import dev.tributary.retrieval.Query;
import java.util.Arrays;

/**
 * The online walk over an item→item index (spec §2.1): {@code score(i) = Σ_j like(u,j) · sim(j,i)} over all interests j of
 * the user, for every i in the list of at least one of them whose score is
 * above 0; best first, equal scores in the order of ties.
 *
 * <p>Two passes: the interests' lists find the candidates and add to them, then the interests' tails add to the candidates
 * found. O(n · K + length of the n tails); no allocation once warm. Thread-safe: scratch of 21 bytes an item from a pool.
 */
final class ItemItemWalk implements Channel {
  private static final int BLOCK = 2048;

  private final String name;
  private final ItemItemIndex index;
  private final WalkSettings settings;
  private final double halfLife;
  private final ItemNumbers numbers;
  private final int[] tieRanks;
  private final Pool<Scratch> pool;

  /**
   * Opens the walk over a catalog; see {@code ChannelModel.open}.
   *
   * @param timed whether the log had times, which decides on the half-life
   */
  ItemItemWalk(String name, ItemItemIndex index, WalkSettings settings, boolean timed, int[] toCatalog) {
    this.name = name;
    this.index = index;
    this.settings = settings;
    halfLife = timed ? settings.halfLife() : settings.halfLifeUntimed();
    numbers = new ItemNumbers(toCatalog);
    tieRanks = index.items().tieRanks().toArray();
    pool = new Pool<>(2 * Runtime.getRuntime().availableProcessors(), () -> new Scratch(toCatalog.length));
  }

  /**
   * One request's sums; all zero between requests. Shares may be negative and a sum may pass through 0, so a mark says what is a
   * candidate. What belongs to an item lies side by side, in one cache line: its score, the
   * largest share in it, and the position of the interest that gave this share.
   */
  private static final class Scratch {
    static final int SCORE = 0;
    static final int STRONGEST = 1;
    static final int BECAUSE = 2;
    static final int FOUND = 3; // 1 for a candidate
    static final int STRIDE = 4;

    final float[] sums;
    final byte[] asked; // by item, while a page is explained: its place + 1, else 0; so small that it stays in the nearest cache
    final int[] candidates;
    final int[] items = new int[BLOCK];
    final float[] similarities = new float[BLOCK];
    final TopK best = new TopK(0);
    int count;

    Scratch(int items) {
      sums = new float[STRIDE * items];
      asked = new byte[items];
      candidates = new int[items + 1]; // one more: the next place is written before it is known whether it counts
    }

    float score(int item) {
      return sums[STRIDE * item + SCORE];
    }

    int because(int item) {
      return (int) sums[STRIDE * item + BECAUSE];
    }

    void clear() {
      for (int n = 0; n < count; n++) {
        int at = STRIDE * candidates[n];
        sums[at + SCORE] = 0;
        sums[at + STRONGEST] = 0;
        sums[at + BECAUSE] = 0;
        sums[at + FOUND] = 0;
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
      for (int position = 0; position < used(query); position++) {
        walk(query, position, index.lists(), true, scratch);
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
    long end = rows.end(interest);
    for (long from = rows.start(interest); from < end; from += BLOCK) {
      int length = (int) Math.min(BLOCK, end - from);
      rows.items().copyTo(from, from + length, scratch.items, 0);
      rows.similarities().copyTo(from, from + length, scratch.similarities, 0);
      if (finds) {
        find(position, weight, length, scratch);
      } else {
        complete(position, weight, length, scratch);
      }
    }
  }

  private static void find(int position, float weight, int length, Scratch scratch) {
    float[] sums = scratch.sums;
    int count = scratch.count;
    for (int n = 0; n < length; n++) {
      int item = scratch.items[n];
      int at = Scratch.STRIDE * item;
      scratch.candidates[count] = item;
      count += sums[at + Scratch.FOUND] == 0 ? 1 : 0;
      sums[at + Scratch.FOUND] = 1;
      add(sums, at, weight * scratch.similarities[n], position);
    }
    scratch.count = count;
  }

  private static void complete(int position, float weight, int length, Scratch scratch) {
    float[] sums = scratch.sums;
    for (int n = 0; n < length; n++) {
      int at = Scratch.STRIDE * scratch.items[n];
      // times 1 for a candidate and 0 for the others, whose sums stay 0: a branch would be hard to foresee
      add(sums, at, sums[at + Scratch.FOUND] * weight * scratch.similarities[n], position);
    }
  }

  private static void add(float[] sums, int at, float share, int position) {
    sums[at + Scratch.SCORE] += share;
    if (share > sums[at + Scratch.STRONGEST]) {
      sums[at + Scratch.STRONGEST] = share;
      sums[at + Scratch.BECAUSE] = position;
    }
  }

  private void select(Query query, int k, Scratch scratch, Hits hits) {
    var best = scratch.best;
    best.reset(k);
    for (int n = 0; n < scratch.count; n++) {
      int item = scratch.candidates[n];
      float score = scratch.score(item);
      if (score > 0 && best.accepts(score) && query.mask().allows(numbers.toCatalog(item))) {
        best.offer(TopK.key(score, tieRanks[item]));
      }
    }
    best.ascending();
    for (int rank = 0; rank < best.size(); rank++) {
      int item = index.items().atTieRank(TopK.tieRank(best.best(rank)));
      hits.add(numbers.toCatalog(item), scratch.score(item), scratch.because(item));
    }
  }

  private float weight(Query query, int position, int interest) {
    float weight = query.historyLike(position);
    if (halfLife > 0) {
      weight *= (float) Math.pow(2, -position / halfLife);
    }
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
          share(index.lists(), interest, weight, scratch.asked, shares, first, query.historySize());
          share(index.tails(), interest, weight, scratch.asked, shares, first, query.historySize());
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

  private static void share(ItemItemIndex.Rows rows, int interest, float weight, byte[] asked, float[] shares, int first, int size) {
    var items = rows.items();
    for (long entry = rows.start(interest), end = rows.end(interest); entry < end; entry++) {
      int place = asked[items.get(entry)];
      if (place != 0) {
        shares[first + place * size] = weight * rows.similarities().get(entry);
      }
    }
  }
}
