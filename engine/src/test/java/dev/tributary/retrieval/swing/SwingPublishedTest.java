package dev.tributary.retrieval.swing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tributary.retrieval.Scored;
import dev.tributary.retrieval.SharedData;
import dev.tributary.retrieval.itemitem.Lookup;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Swing on a public split against the figure of another implementation. Skipped where the data is absent. */
class SwingPublishedTest {
  /** funrec's protocol: published form, α = 1, K = 20, own list, train items left out, hit rate at 10; equal scores by the larger number of the item. */
  @Test
  void movieLensAgreesWithFunrec() throws IOException {
    var folder = SharedData.path("ml-latest-small/funrec-classical");
    var train = SharedData.pairs(folder.resolve("train.tsv"));
    var test = SharedData.pairs(folder.resolve("test.tsv"));
    assertThat(test).hasSize(599);
    var model = new SwingTrainer(SwingConfig.PUBLISHED.withTopK(20).withLookup(Lookup.OWN)).train(SharedData.clicks(train));
    var similar = new HashMap<String, List<Scored>>();
    train.values().forEach(items -> items.forEach(item -> similar.computeIfAbsent(item, i -> model.similar(i, 20))));
    int hit = 0;
    for (var row : test.entrySet()) {
      var wanted = new HashSet<>(row.getValue());
      hit += best(similar, train.getOrDefault(row.getKey(), List.of())).stream().anyMatch(wanted::contains) ? 1 : 0;
    }
    assertThat((double) hit / test.size()).isCloseTo(0.6194, within(0.00005));
  }

  private static List<String> best(Map<String, List<Scored>> similar, List<String> history) {
    var scores = new HashMap<String, Double>();
    for (String interest : history) {
      similar.get(interest).forEach(s -> scores.merge(s.item(), 2.0 * s.score(), Double::sum)); // ordered pairs
    }
    history.forEach(scores::remove);
    var order = Map.Entry.<String, Double>comparingByValue().thenComparing(e -> Integer.parseInt(e.getKey())).reversed();
    return scores.entrySet().stream().sorted(order).map(Map.Entry::getKey).limit(10).toList();
  }
}
