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
 * The walk of {@link ItemItemWalk} for many users at once over a {@link BatchIndex}. A user's interests first add up the panels' bounds; then panel by panel
 * those users whose bound reaches their bar, who are few after the first panels, add up their interests in registers, and what beats the bar is kept. A
 * bound is added up in the order of the sums, so that rounding cannot take it below one of them. No candidate is found before it is added to: of the
 * best it is asked in the end whether a list has them, and some more are kept for those that none has. Confined: one thread; reused. 8 bytes an interest, 4 an
 * item after the panels and 4 a panel and query.
 */
final class BatchWalk {
  /** Kept beyond k: tails are the ends of lists, so that hardly any item is among the best by them alone; each one more lowers the bars. */
  private static final int SPARE = 4;

  private final BatchIndex index;
  private final Vocabulary items;
  private final ItemNumbers numbers;
  private final int[] tieRanks;
  private final float[] sums = new float[BatchIndex.WIDTH];
  private final float[] rest;
  private final int[] places;
  private final List<Query> queries = new ArrayList<>();
  private final List<TopK> bests = new ArrayList<>(); // as many as there ever were queries
  private int[] interests = new int[1024]; // query by query
  private float[] weights = new float[1024];
  private int[] ends = new int[64]; // by query
  private int size; // of the interests
  private final float[] bound; // of one query, by panel
  private float[] bounds = {}; // panel · queries + query
  private float[] bars = {}; // by query: what a sum must reach

  BatchWalk(BatchIndex index, Vocabulary items, ItemNumbers numbers, int[] tieRanks) {
    this.index = index;
    this.items = items;
    this.numbers = numbers;
    this.tieRanks = tieRanks;
    bound = new float[index.boundsWidth()];
    rest = new float[index.rest()];
    places = new int[Math.max(rest.length, BatchIndex.WIDTH)];
  }

  /** Forgets all queries. */
  void clear() {
    queries.clear();
    size = 0;
  }

  /** Adds an interest, one of the model's items, to the next query. */
  void add(int interest, float weight) {
    if (size == interests.length) {
      interests = Arrays.copyOf(interests, 2 * size);
      weights = Arrays.copyOf(weights, 2 * size);
    }
    interests[size] = interest;
    weights[size++] = weight;
  }

  /** Takes the interests that were added for a query's. */
  void take(Query query) {
    int number = queries.size();
    queries.add(query);
    if (number == ends.length) {
      ends = Arrays.copyOf(ends, 2 * number);
    }
    ends[number] = size;
  }

  /** Finds what {@link #tell} tells. */
  void search(int k) {
    while (bests.size() < queries.size()) {
      bests.add(new TopK(0));
    }
    int kept = index.listsAll() ? k : Math.min(k, items.size()) + SPARE;
    bests.subList(0, queries.size()).forEach(best -> best.reset(kept));
    bars = atLeast(bars, queries.size());
    Arrays.fill(bars, 0, queries.size(), Float.MIN_VALUE); // a sum of 0 is none
    bound();
    for (int panel = 0; panel < index.panels(); panel++) {
      addUp(panel);
    }
    for (int query = 0; query < queries.size(); query++) {
      queries.get(query).checkDeadline();
      if (reaches(query, index.panels())) {
        Arrays.fill(rest, 0);
        for (int n = start(query); n < ends[query]; n++) {
          index.addRest(interests[n], weights[n], rest);
        }
        offer(query, rest, index.panels() * BatchIndex.WIDTH);
      }
    }
  }

  /** Adds up each query's bounds; a weight below 0, for which the greatest value bounds nothing, leaves all panels open. */
  private void bound() {
    int panels = index.panels() + 1; // and the rest
    bounds = atLeast(bounds, panels * queries.size());
    for (int query = 0; query < queries.size(); query++) {
      Arrays.fill(bound, negative(query) ? Float.POSITIVE_INFINITY : 0);
      Kernels.addRows(weights, interests, start(query), ends[query], index.bounds(), bound.length, bound, 0);
      for (int panel = 0; panel < panels; panel++) {
        bounds[panel * queries.size() + query] = bound[panel];
      }
    }
  }

  private static float[] atLeast(float[] values, int length) {
    return values.length < length ? new float[length] : values;
  }

  private boolean negative(int query) {
    float least = 0;
    for (int n = start(query); n < ends[query]; n++) {
      least = Math.min(least, weights[n]);
    }
    return least < 0;
  }

  /** Adds up a panel for those queries among whose best one of its sums may be. */
  private void addUp(int panel) {
    for (int query = 0; query < queries.size(); query++) {
      if (reaches(query, panel)) {
        Arrays.fill(sums, 0);
        Kernels.addRows(weights, interests, start(query), ends[query], index.panel(panel), BatchIndex.WIDTH, sums, 0);
        offer(query, sums, panel * BatchIndex.WIDTH);
      }
    }
  }

  private boolean reaches(int query, int panel) {
    return bounds[panel * queries.size() + query] >= bars[query];
  }

  /** Where a query's interests start. */
  private int start(int query) {
    return query == 0 ? 0 : ends[query - 1];
  }

  /** @param first the place that sums[0] belongs to */
  private void offer(int query, float[] sums, int first) {
    int found = Kernels.select(sums, 0, sums.length, bars[query], places, 0);
    if (found == 0) {
      return;
    }
    var best = bests.get(query);
    var mask = queries.get(query).mask();
    for (int n = 0; n < found; n++) {
      float sum = sums[places[n]];
      int item = index.candidate(first + places[n]);
      if (best.accepts(sum) && mask.allows(numbers.toCatalog(item))) {
        best.offer(sum, tieRanks[item]);
      }
    }
    bars[query] = Math.max(best.lowest(), Float.MIN_VALUE);
  }

  /** Tells the k best of a query, or answers false when it did not keep enough of them. */
  boolean tell(int query, int k, Hits hits) {
    hits.clear();
    var best = bests.get(query);
    best.ascending();
    for (int rank = 0; rank < best.size() && hits.size() < k; rank++) {
      long key = best.best(rank);
      int item = items.atTieRank(TopK.tieRank(key));
      if (index.listsAll() || index.lists(item, interests, start(query), ends[query])) {
        hits.add(numbers.toCatalog(item), TopK.score(key), -1);
      }
    }
    return hits.size() == k || index.listsAll() || best.size() < Math.min(k, items.size()) + SPARE;
  }
}
