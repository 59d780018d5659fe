package dev.tributary.cli;

import dev.tributary.catalog.ItemMask;
import dev.tributary.data.Interactions;
import dev.tributary.data.Interests;
import dev.tributary.data.Vocabulary;
import dev.tributary.evaluation.RankedLists;
import dev.tributary.math.Job;
import dev.tributary.retrieval.ChannelModel;
import dev.tributary.retrieval.Hits;
import dev.tributary.retrieval.Recommender;
import java.util.Arrays;
import java.util.Optional;

/**
 * What {@code recommend} asks of a model: lists for some users, without what each has already or is not to get, padded on
 * demand. Immutable.
 *
 * @param history what the users did; need not be what the model was trained on
 * @param exclude pairs that are not recommended
 * @param keepSeen whether items come back that a user has in the history
 * @param fill whether short lists are filled with the most popular items of the model's own histories
 */
record ModelLists(ChannelModel model, Interests history, Optional<Interactions> exclude, boolean keepSeen, boolean fill) {
  /** Lists of up to {@code count} items; the same for any number of threads. */
  RankedLists of(Vocabulary users, int count, Job job) {
    int[] inHistory = users.indexesIn(history.users());
    int[] inExclude = exclude.map(log -> users.indexesIn(log.users())).orElseGet(() -> new int[0]);
    int[] excludeToModel = exclude.map(log -> log.items().indexesIn(model.items())).orElseGet(() -> new int[0]);
    int[] popular = fill ? byPopularity() : new int[0];
    return RankedLists.of(
        users,
        model.items(),
        job,
        () -> {
          var recommender = keepSeen ? new Recommender(model, history).keepSeen() : new Recommender(model, history);
          var hits = new Hits();
          var masks = new ItemMask[1];
          return (user, target) -> {
            recommender.retrieve(
                inHistory[user],
                count,
                mask -> {
                  masks[0] = mask;
                  forbidExcluded(user, inExclude, excludeToModel, mask);
                },
                hits);
            for (int rank = 0; rank < hits.size(); rank++) {
              target.add(hits.item(rank), hits.score(rank));
              masks[0].forbid(hits.item(rank));
            }
            pad(popular, masks[0], count - hits.size(), target);
          };
        });
  }

  private void forbidExcluded(int user, int[] inExclude, int[] toModel, ItemMask mask) {
    if (exclude.isPresent() && inExclude[user] >= 0) {
      var log = exclude.get();
      for (long row = log.start(inExclude[user]); row < log.end(inExclude[user]); row++) {
        mask.forbid(toModel[log.item(row)]);
      }
    }
  }

  private static void pad(int[] popular, ItemMask mask, int missing, RankedLists.Target target) {
    for (int n = 0, added = 0; n < popular.length && added < missing; n++) {
      if (mask.allows(popular[n])) {
        target.add(popular[n], RankedLists.PADDING * (1 + added++ / 1024f));
      }
    }
  }

  /** The model's items by the number of users interested, then the order of ties. */
  private int[] byPopularity() {
    var learned = model.history();
    int[] toModel = learned.items().indexesIn(model.items());
    int[] counts = learned.popularity();
    var count = new int[model.items().size()];
    for (int item = 0; item < counts.length; item++) {
      if (toModel[item] >= 0) {
        count[toModel[item]] = counts[item];
      }
    }
    var order = new Integer[count.length];
    Arrays.setAll(order, n -> n);
    Arrays.sort(order, (a, b) -> count[a] != count[b] ? count[b] - count[a] : model.items().tieRank(a) - model.items().tieRank(b));
    return Arrays.stream(order).mapToInt(Integer::intValue).toArray();
  }

  /** How many rows of lists only pad. */
  static long padded(RankedLists lists) {
    long padded = 0;
    for (int user = 0; user < lists.users().size(); user++) {
      for (int rank = lists.size(user) - 1; rank >= 0 && lists.score(user, rank) <= RankedLists.PADDING; rank--) {
        padded++;
      }
    }
    return padded;
  }
}
