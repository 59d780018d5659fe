package dev.tributary.retrieval.itemitem;

import dev.tributary.data.Vocabulary;
import dev.tributary.math.Kernels;
import dev.tributary.math.TopK;
import dev.tributary.retrieval.Hits;
import dev.tributary.retrieval.ItemNumbers;
import dev.tributary.retrieval.Query;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The walk of {@link ItemItemWalk} for many users at once over a {@link BatchIndex}: panel by panel each user's interests are added up in registers, then the
 * rows of what panels lack into sums that are cleared for each user, and what beats the user's bar is kept. No candidate is found before it is added to: of the
 * best it is asked in the end whether a list has them, and some more are kept for those that none has. Confined: one thread; reused. 16 bytes an interest, 4 an
 * item and 512 a query.
 */
final class BatchWalk {
  /** Kept beyond k: tails are the ends of lists, so that hardly any item is among the best by them alone. */
  private static final int SPARE = 16;

  /** So many interests' rows of a panel, a quarter of a megabyte, stay near while all users pass. */
  private static final int BLOCK = 512;

  private final BatchIndex index;
  private final Vocabulary items;
  private final ItemNumbers numbers;
  private final int[] tieRanks;
  private final int blocks;
  private final float[] rest;
  private final int[] places;
  private final List<Query> queries = new ArrayList<>();
  private final List<TopK> bests = new ArrayList<>(); // as many as there ever were queries
  private int size;
  private int[] given = new int[1024]; // interests of the query at hand
  private float[] givenWeights = new float[1024];
  private int arranged;
  private int[] interests = new int[1024]; // query by query, in each block by block
  private float[] weights = new float[1024];
  private int[] starts = new int[64]; // query · blocks + block, and the end of all
  private float[] columns = {}; // of the panel at hand, query by query

  BatchWalk(BatchIndex index, Vocabulary items, ItemNumbers numbers, int[] tieRanks) {
    this.index = index;
    this.items = items;
    this.numbers = numbers;
    this.tieRanks = tieRanks;
    blocks = (items.size() + BLOCK - 1) / BLOCK;
    rest = new float[index.rest()];
    places = new int[Math.max(rest.length, BatchIndex.WIDTH)];
  }

  /** Forgets all queries. */
  void clear() {
    queries.clear();
    arranged = 0;
    size = 0;
  }

  /** Adds an interest, one of the model's items, to the next query. */
  void add(int interest, float weight) {
    if (size == given.length) {
      given = Arrays.copyOf(given, 2 * size);
      givenWeights = Arrays.copyOf(givenWeights, 2 * size);
    }
    given[size] = interest;
    givenWeights[size++] = weight;
  }

  /** Takes the interests that were added for a query's. */
  void take(Query query) {
    int first = queries.size() * blocks;
    queries.add(query);
    if (interests.length <= arranged + size) {
      interests = Arrays.copyOf(interests, 2 * (arranged + size) + 1);
      weights = Arrays.copyOf(weights, interests.length);
    }
    if (starts.length <= first + blocks) {
      starts = Arrays.copyOf(starts, 2 * (first + blocks) + 1);
    }
    for (int n = 0; n < blocks; n++) {
      starts[first + n] = arranged;
      gather(n * BLOCK, (n + 1) * BLOCK);
    }
    starts[first + blocks] = arranged;
    size = 0;
  }

  /** Arranges those of the given interests that lie in a block; one more place may be written. */
  private void gather(int from, int to) {
    int count = arranged;
    for (int n = 0; n < size; n++) {
      interests[count] = given[n];
      weights[count] = givenWeights[n];
      count += given[n] >= from && given[n] < to ? 1 : 0;
    }
    arranged = count;
  }

  /** Finds what {@link #tell} tells. */
  void search(int k) {
    while (bests.size() < queries.size()) {
      bests.add(new TopK(0));
    }
    int kept = index.listsAll() ? k : Math.min(k, items.size()) + SPARE;
    bests.subList(0, queries.size()).forEach(best -> best.reset(kept));
    for (int panel = 0; panel < index.panels(); panel++) {
      addUp(panel);
    }
    for (int query = 0; query < queries.size(); query++) {
      queries.get(query).checkDeadline();
      Arrays.fill(rest, 0);
      for (int n = start(query); n < start(query + 1); n++) {
        index.addRest(interests[n], weights[n], rest);
      }
      offer(query, rest, 0, rest.length, index.panels() * BatchIndex.WIDTH);
    }
  }

  /** Adds up one panel for all queries, a block of interests after another, and offers the sums. */
  private void addUp(int panel) {
    if (columns.length < queries.size() * BatchIndex.WIDTH) {
      columns = new float[queries.size() * BatchIndex.WIDTH];
    }
    Arrays.fill(columns, 0, queries.size() * BatchIndex.WIDTH, 0f);
    for (int block = 0; block < blocks; block++) {
      for (int query = 0; query < queries.size(); query++) {
        int from = starts[query * blocks + block];
        int to = starts[query * blocks + block + 1];
        if (from < to) {
          Kernels.addRows(weights, interests, from, to, index.panel(panel), BatchIndex.WIDTH, columns, query * BatchIndex.WIDTH);
        }
      }
    }
    for (int query = 0; query < queries.size(); query++) {
      offer(query, columns, query * BatchIndex.WIDTH, (query + 1) * BatchIndex.WIDTH, panel * BatchIndex.WIDTH);
    }
  }

  /** Where a query's interests start, and those of the one before it end. */
  private int start(int query) {
    return starts[query * blocks];
  }

  /** @param first the place that sums[from] belongs to */
  private void offer(int query, float[] sums, int from, int to, int first) {
    var best = bests.get(query);
    var mask = queries.get(query).mask();
    int found = Kernels.select(sums, from, to, Math.max(best.lowest(), Float.MIN_VALUE), places, 0);
    for (int n = 0; n < found; n++) {
      float sum = sums[places[n]];
      int item = index.candidate(first + places[n] - from);
      if (best.accepts(sum) && mask.allows(numbers.toCatalog(item))) {
        best.offer(sum, tieRanks[item]);
      }
    }
  }

  /** Tells the k best of a query, or answers false when it did not keep enough of them. */
  boolean tell(int query, int k, Hits hits) {
    hits.clear();
    var best = bests.get(query);
    best.ascending();
    for (int rank = 0; rank < best.size() && hits.size() < k; rank++) {
      long key = best.best(rank);
      int item = items.atTieRank(TopK.tieRank(key));
      if (index.listsAll() || index.lists(item, interests, start(query), start(query + 1))) {
        hits.add(numbers.toCatalog(item), TopK.score(key), -1);
      }
    }
    return hits.size() == k || index.listsAll() || best.size() < Math.min(k, items.size()) + SPARE;
  }
}
