package dev.tributary.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fast pass against the definitions written out over plain collections; the seed is in the name of a failure. */
class MetricsPropertyTest {
  private static final int[] KS = {1, 2, 5, 7, 40};

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void everyMetricIsWhatItsDefinitionSays(long seed) {
    var split = RandomSplit.of(seed, 40 + (int) seed * 13, 30 + (int) seed * 3);
    var result = Evaluation.of(TestData.run(split.runText()), split.testSet()).at(KS);
    for (int k : KS) {
      var expected = oracle(split, k);
      for (Metric metric : expected.keySet()) {
        assertThat(result.value(metric, k)).as("%s at %d", metric, k).isCloseTo(expected.get(metric), within(1e-12));
      }
      for (Metric metric : Metric.PER_USER) {
        double[] values = result.perUser(metric, k);
        assertThat(Arrays.stream(values).allMatch(v -> v >= 0 && v <= 1)).as("%s at %d within 0..1", metric, k).isTrue();
        double mean = Arrays.stream(values).average().orElseThrow();
        assertThat(mean).isCloseTo(result.value(metric, k), within(1e-12));
      }
      assertThat(result.value(Metric.GINI, k)).isBetween(0.0, 1.0);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {21, 22, 23})
  void otherNamesForTheItemsChangeNothing(long seed) {
    var split = RandomSplit.of(seed, 120, 60);
    var other = split.renamed(item -> "物品-" + Integer.toHexString(item.hashCode() * 31) + item);
    var first = Evaluation.of(TestData.run(split.runText()), split.testSet()).at(KS);
    var second = Evaluation.of(TestData.run(other.runText()), other.testSet()).at(KS);
    for (int k : KS) {
      for (Metric metric : Metric.values()) {
        assertThat(second.value(metric, k)).as("%s at %d", metric, k).isCloseTo(first.value(metric, k), within(1e-12));
      }
    }
  }

  private static Map<Metric, Double> oracle(RandomSplit split, int k) {
    var catalogue = new HashSet<String>();
    split.trained().values().forEach(catalogue::addAll);
    var sums = new EnumMap<Metric, Double>(Metric.class);
    var shown = new ArrayList<String>();
    split.tested().forEach(
        (user, relevant) -> {
          var list = split.run().getOrDefault(user, List.of());
          var top = list.subList(0, Math.min(k, list.size()));
          shown.addAll(top.stream().filter(catalogue::contains).toList());
          ofUser(top, relevant, catalogue, k).forEach((metric, value) -> sums.merge(metric, value, Double::sum));
        });
    sums.replaceAll((_, sum) -> sum / split.tested().size());
    sums.put(Metric.COVERAGE, (double) new HashSet<>(shown).size() / catalogue.size());
    sums.put(Metric.GINI, gini(shown, catalogue));
    sums.put(Metric.NOVELTY, shown.stream().mapToDouble(item -> -Math.log(share(split, item)) / Math.log(2)).average().orElse(0));
    sums.put(Metric.ENTROPY, shown.stream().mapToDouble(item -> -Math.log((double) shown.stream().filter(item::equals).count() / shown.size())).average().orElse(0));
    return sums;
  }

  private static Map<Metric, Double> ofUser(List<String> top, Set<String> relevant, Set<String> catalogue, int k) {
    int hits = 0;
    double precisions = 0;
    double gain = 0;
    double first = 0;
    double ideal = 0;
    for (int rank = 1; rank <= top.size(); rank++) {
      String item = top.get(rank - 1);
      if (relevant.contains(item) && catalogue.contains(item)) {
        hits++;
        precisions += (double) hits / rank;
        gain += Math.log(2) / Math.log(rank + 1);
        first = first == 0 ? 1.0 / rank : first;
      }
    }
    for (int rank = 1; rank <= Math.min(k, relevant.size()); rank++) {
      ideal += Math.log(2) / Math.log(rank + 1);
    }
    var values = new EnumMap<Metric, Double>(Metric.class);
    values.put(Metric.HIT_RATE, hits > 0 ? 1.0 : 0);
    values.put(Metric.PRECISION, (double) hits / k);
    values.put(Metric.RECALL, (double) hits / relevant.size());
    values.put(Metric.NDCG, gain / ideal);
    values.put(Metric.NDCG_LINEAR, gain / ideal);
    values.put(Metric.NDCG_EXPONENTIAL, gain / ideal);
    values.put(Metric.MAP, precisions / Math.min(k, relevant.size()));
    values.put(Metric.MAP_ALL_RELEVANT, precisions / relevant.size());
    values.put(Metric.MRR, first);
    return values;
  }

  /** Half the mean difference of all pairs, relative to the mean. */
  private static double gini(List<String> shown, Set<String> catalogue) {
    var counts = new HashMap<String, Integer>();
    catalogue.forEach(item -> counts.put(item, 0));
    shown.forEach(item -> counts.merge(item, 1, Integer::sum));
    double sum = 0;
    for (int a : counts.values()) {
      for (int b : counts.values()) {
        sum += Math.abs(a - b);
      }
    }
    return shown.isEmpty() ? 0 : sum / (2.0 * catalogue.size() * shown.size());
  }

  private static double share(RandomSplit split, String item) {
    return split.trained().values().stream().mapToDouble(items -> items.contains(item) ? 1 : 0).average().orElseThrow();
  }
}
