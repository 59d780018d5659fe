package dev.tributary.evaluation;

import dev.tributary.catalog.Catalog;
import dev.tributary.data.Vocabulary;
import dev.tributary.funnel.Funnel;
import dev.tributary.funnel.Page;
import dev.tributary.funnel.Request;
import dev.tributary.math.Job;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/** The lists that a whole funnel gives, one request a user: what {@link Leaderboard} sets beside the channels. */
public final class FunnelLists {
  private FunnelLists() {}

  /**
   * Asks a funnel for every user. What the funnel fills in from the catalog when its channels find too little counts as it
   * stands.
   *
   * @param users who is asked for; a user whom the live view does not know gets what a newcomer gets
   * @param items what may be listed; anything else that the funnel finds is left out
   * @param k length of the lists, 1..500
   */
  public static RankedLists of(Funnel funnel, Vocabulary users, Vocabulary items, int k, Job job) {
    Catalog catalog = funnel.catalog();
    int[] toCatalog = catalog.indexesOf(items);
    var toItem = new int[catalog.itemCount()];
    Arrays.fill(toItem, -1);
    for (int item = 0; item < toCatalog.length; item++) {
      if (toCatalog[item] >= 0) {
        toItem[toCatalog[item]] = item;
      }
    }
    return RankedLists.of(
        users,
        items,
        job,
        () -> {
          var page = new int[k];
          var scores = new float[k];
          return (user, target) -> {
            int size = funnel.recommend(Request.of(users.id(user), k), page, scores);
            for (int slot = 0; slot < size; slot++) {
              if (toItem[page[slot]] >= 0) {
                target.add(toItem[page[slot]], scores[slot]);
              }
            }
          };
        });
  }

  /**
   * Each channel's share of the pages: an item counts for the channel that ranked it best, the first of equals. The shares sum to 1,
   * with {@code catalog} for items that no channel found.
   *
   * @param most how many users are asked, evenly spread over all
   */
  public static Map<String, Double> shares(Funnel funnel, Vocabulary users, int k, int most) {
    var count = new TreeMap<String, Integer>();
    int step = Math.max(1, users.size() / most);
    int items = 0;
    for (int user = 0; user < users.size(); user += step) {
      for (var shown : funnel.recommend(Request.of(users.id(user), k)).items()) {
        var best = shown.channels().stream().min(Comparator.comparingInt(Page.Found::rank));
        count.merge(best.map(Page.Found::name).orElse("catalog"), 1, Integer::sum);
        items++;
      }
    }
    var shares = new TreeMap<String, Double>();
    for (var entry : count.entrySet()) {
      shares.put(entry.getKey(), entry.getValue() / (double) items);
    }
    return shares;
  }
}
