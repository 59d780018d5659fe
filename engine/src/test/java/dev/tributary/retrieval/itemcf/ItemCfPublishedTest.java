package dev.tributary.retrieval.itemcf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tributary.data.Interactions;
import dev.tributary.retrieval.Recommender;
import dev.tributary.retrieval.Scored;
import dev.tributary.retrieval.SharedData;
import dev.tributary.retrieval.itemitem.ItemItemModel;
import dev.tributary.retrieval.itemitem.Lookup;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** ItemCF on public splits against the figures of other implementations. Skipped where the data is absent. */
class ItemCfPublishedTest {
  @Test
  void gowallaAgreesWithTheReference() throws IOException {
    var folder = SharedData.path("gowalla");
    var train = SharedData.clicks(SharedData.adjacency(folder.resolve("train.txt")));
    var test = SharedData.adjacency(folder.resolve("test.txt"));
    test.values().removeIf(List::isEmpty);
    var either = SharedData.quality(new ItemCfTrainer(ItemCfConfig.COURSE).train(train), test, 20);
    assertThat(either.recall()).isCloseTo(0.1203, within(0.0005));
    assertThat(either.ndcg()).isCloseTo(0.0872, within(0.0005));
    var own = SharedData.quality(new ItemCfTrainer(ItemCfConfig.COURSE.withLookup(Lookup.OWN)).train(train), test, 20);
    assertThat(own.recall()).isCloseTo(0.1155, within(0.0005));
    assertThat(own.ndcg()).isCloseTo(0.0837, within(0.0005));
  }

  /** funrec's protocol: cosine, K = 20, similarities of at least .1, own list, train items left out, hit rate at 10. */
  @Test
  void movieLensAgreesWithFunrec() throws IOException {
    var folder = SharedData.path("ml-latest-small/funrec-classical");
    var train = SharedData.pairs(folder.resolve("train.tsv"));
    var test = SharedData.pairs(folder.resolve("test.tsv"));
    assertThat(test).hasSize(599);
    Interactions log = SharedData.clicks(train);
    var all = new ItemCfTrainer(ItemCfConfig.COURSE.withTopK(100_000).withMinSimilarity(0.1).withLookup(Lookup.OWN)).train(log);
    var neighbors = theirNeighbors(all, train);
    assertThat(hitRate(train, test, user -> byTheirTies(neighbors, train.getOrDefault(user, List.of())))).isCloseTo(0.6594, within(0.00005));

    var ours = new ItemCfTrainer(ItemCfConfig.COURSE.withTopK(20).withMinSimilarity(0.1).withLookup(Lookup.OWN)).train(log);
    var recommender = new Recommender(ours);
    assertThat(hitRate(train, test, user -> recommender.recommend(user, 10).stream().map(Scored::item).toList())).isCloseTo(0.6594, within(2.5 / 599));
  }

  private interface Ranking {
    List<String> of(String user);
  }

  private static double hitRate(Map<String, List<String>> train, Map<String, List<String>> test, Ranking ranking) {
    int hit = 0;
    for (var row : test.entrySet()) {
      var wanted = new HashSet<>(row.getValue());
      var seen = new HashSet<>(train.getOrDefault(row.getKey(), List.of()));
      hit += ranking.of(row.getKey()).stream().filter(item -> !seen.contains(item)).limit(10).anyMatch(wanted::contains) ? 1 : 0;
    }
    return (double) hit / test.size();
  }

  /** A neighbour with its similarity in double precision. */
  private record Neighbor(String item, double similarity) {}

  /**
   * Equal neighbours are cut by the smaller number of the item first. The reference compares doubles, in which 3/√72 and 1/√8
   * may differ; so each of our similarities gives the number of common users, and that the reference's double.
   */
  private static Map<String, List<Neighbor>> theirNeighbors(ItemItemModel<ItemCfConfig> all, Map<String, List<String>> train) {
    var users = train.values().stream().flatMap(List::stream).collect(Collectors.groupingBy(item -> item, Collectors.counting()));
    var order = Comparator.comparingDouble((Neighbor n) -> -n.similarity()).thenComparing(n -> Integer.parseInt(n.item()));
    var neighbors = new HashMap<String, List<Neighbor>>();
    for (String item : users.keySet()) {
      var similar = new ArrayList<Neighbor>();
      for (Scored scored : all.similar(item, Integer.MAX_VALUE)) {
        double norms = Math.sqrt(users.get(item) * users.get(scored.item()));
        double common = scored.score() * norms;
        assertThat(common).isCloseTo(Math.rint(common), within(1e-3));
        similar.add(new Neighbor(scored.item(), Math.rint(common) / norms));
      }
      neighbors.put(item, similar.stream().sorted(order).limit(20).toList());
    }
    return neighbors;
  }

  /** Equal scores are ranked by the larger number of the item first. */
  private static List<String> byTheirTies(Map<String, List<Neighbor>> neighbors, List<String> history) {
    var scores = new HashMap<String, Double>();
    for (String interest : history) {
      neighbors.get(interest).forEach(n -> scores.merge(n.item(), n.similarity(), Double::sum));
    }
    var order = Map.Entry.<String, Double>comparingByValue().thenComparing(e -> Integer.parseInt(e.getKey())).reversed();
    return scores.entrySet().stream().sorted(order).map(Map.Entry::getKey).toList();
  }
}
