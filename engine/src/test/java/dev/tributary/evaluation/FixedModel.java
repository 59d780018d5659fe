package dev.tributary.evaluation;

import dev.tributary.data.Interests;
import dev.tributary.data.Vocabulary;
import dev.tributary.math.TopK;
import dev.tributary.model.BundleWriter;
import dev.tributary.retrieval.Channel;
import dev.tributary.retrieval.ChannelModel;
import dev.tributary.retrieval.Hits;
import dev.tributary.retrieval.Query;
import java.util.Map;

/** A model for tests: one score for each item, plus the number of the user's interests times the length of the item's id. */
record FixedModel(Vocabulary items, Map<String, Float> scores, Interests history, float perInterest) implements ChannelModel {
  static FixedModel of(Map<String, Float> scores, Interests history) {
    return new FixedModel(Vocabulary.of(scores.keySet()), scores, history, 0);
  }

  @Override
  public String kind() {
    return "fixed";
  }

  @Override
  public void write(BundleWriter bundle) {
    throw new IllegalStateException("a model for tests is never written");
  }

  @Override
  public Channel open(int[] toCatalog) {
    return new Channel() {
      @Override
      public String name() {
        return "fixed";
      }

      @Override
      public void retrieve(Query query, int k, Hits hits) {
        hits.clear();
        var top = new TopK(k);
        for (int item = 0; item < items.size(); item++) {
          if (query.mask().allows(toCatalog[item])) {
            float score = scores.get(items.id(item)) + perInterest * query.historySize() * items.id(item).length();
            top.offer(score, items.tieRank(item));
          }
        }
        top.ascending();
        for (int rank = 0; rank < top.size(); rank++) {
          hits.add(toCatalog[items.atTieRank(TopK.tieRank(top.best(rank)))], TopK.score(top.best(rank)), -1);
        }
      }
    };
  }
}
