package dev.tributary.retrieval.usercf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tributary.retrieval.SharedData;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** UserCF on a public split against the figure of another implementation. Skipped where the data is absent. */
class UserCfPublishedTest {
  /**
   * funrec's protocol: cosine, K = 20, similarities of at least .1, train items left out, hit rate at 10. Equal users are cut in the
   * order of their first rows, equal scores ranked by the larger number of the item first. There every similar user takes a place, also one who
   * has nothing new.
   */
  @Test
  void movieLensAgreesWithFunrec() throws IOException {
    var folder = SharedData.path("ml-latest-small/funrec-classical");
    var train = SharedData.pairs(folder.resolve("train.tsv"));
    var test = SharedData.pairs(folder.resolve("test.tsv"));
    assertThat(test).hasSize(599);
    var model = new UserCfTrainer(UserCfConfig.COURSE.withMinSimilarity(0.1)).train(SharedData.clicks(train));
    var appearance = new ArrayList<>(train.keySet());
    var order = Comparator.comparingDouble((Neighbor n) -> -n.similarity()).thenComparing(n -> appearance.indexOf(n.user()));
    int hit = 0;
    for (var row : test.entrySet()) {
      var wanted = new HashSet<>(row.getValue());
      hit += best(model, train, row.getKey(), order).stream().anyMatch(wanted::contains) ? 1 : 0;
    }
    assertThat((double) hit / test.size()).isCloseTo(0.6912, within(0.00005));
  }

  /** A neighbour with its similarity in double precision. */
  private record Neighbor(String user, double similarity) {}

  private static List<String> best(UserCfModel model, Map<String, List<String>> train, String user, Comparator<Neighbor> order) {
    var history = train.getOrDefault(user, List.of());
    var neighbors =
        model.similarUsers(user, Integer.MAX_VALUE).stream()
            .map(similar -> exact(similar, history.size(), train.get(similar.user()).size()))
            .sorted(order)
            .limit(20)
            .toList();
    var scores = new HashMap<String, Double>();
    for (Neighbor neighbor : neighbors) {
      train.get(neighbor.user()).forEach(item -> scores.merge(item, neighbor.similarity(), Double::sum));
    }
    history.forEach(scores::remove);
    var ties = Map.Entry.<String, Double>comparingByValue().thenComparing(e -> Integer.parseInt(e.getKey())).reversed();
    return scores.entrySet().stream().sorted(ties).map(Map.Entry::getKey).limit(10).toList();
  }

  /** The reference compares doubles; our similarity gives the number of common items, and that the reference's double. */
  private static Neighbor exact(UserCfModel.SimilarUser similar, int size, int other) {
    double norms = Math.sqrt((double) size * other);
    double common = similar.similarity() * norms;
    assertThat(common).isCloseTo(Math.rint(common), within(1e-3));
    return new Neighbor(similar.user(), Math.rint(common) / norms);
  }
}
