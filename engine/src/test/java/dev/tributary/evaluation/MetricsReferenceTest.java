package dev.tributary.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tributary.data.Event;
import dev.tributary.data.Interactions;
import dev.tributary.data.InterestRule;
import dev.tributary.data.Signal;
import dev.tributary.data.Vocabulary;
import dev.tributary.math.Job;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Agreement with numbers that other libraries gave (metrics-reference). */
class MetricsReferenceTest {
  private static final Map<String, Metric> NAMES =
      Map.ofEntries(
          Map.entry("hit_rate", Metric.HIT_RATE),
          Map.entry("recall", Metric.RECALL),
          Map.entry("precision", Metric.PRECISION),
          Map.entry("mrr", Metric.MRR),
          Map.entry("map_div_relevant", Metric.MAP_ALL_RELEVANT),
          Map.entry("map_div_min_relevant_k", Metric.MAP),
          Map.entry("ndcg_linear", Metric.NDCG_LINEAR),
          Map.entry("ndcg_exponential", Metric.NDCG_EXPONENTIAL),
          Map.entry("coverage", Metric.COVERAGE),
          Map.entry("gini", Metric.GINI),
          Map.entry("entropy_nats", Metric.ENTROPY));
  private static final Signal[] GRADES = {Signal.CLICK, Signal.LIKE, Signal.COLLECT};

  private static JsonNode reference() {
    return new ObjectMapper().readTree(TestData.shared("metrics-reference/cases.json").toFile());
  }

  @Test
  void everyRankingCaseAgreesAtEveryCut() {
    var reference = reference();
    var ks = new int[reference.get("ks").size()];
    for (int n = 0; n < ks.length; n++) {
      ks[n] = reference.get("ks").get(n).asInt();
    }
    int compared = 0;
    for (JsonNode reading : reference.get("ranking_cases")) {
      String name = reading.get("name").asString();
      var result = Evaluation.of(lists(reading), testSet(reading)).at(ks);
      assertThat(result.audit().users()).as(name).isEqualTo(reading.get("users_counted").asInt());
      for (int k : ks) {
        for (var expected : reading.get("expected").get(Integer.toString(k)).properties()) {
          assertThat(result.value(NAMES.get(expected.getKey()), k))
              .as("%s, %s at %d", name, expected.getKey(), k)
              .isCloseTo(expected.getValue().asDouble(), within(1e-9));
          compared++;
        }
        if (!name.equals("random-graded")) {
          double linear = reading.get("expected").get(Integer.toString(k)).get("ndcg_linear").asDouble();
          assertThat(result.value(Metric.NDCG, k)).as("%s, NDCG at %d", name, k).isCloseTo(linear, within(1e-9));
        }
      }
    }
    assertThat(compared).isEqualTo(10 * 5 * 11);
  }

  /** A grade of 2 is a click and a like; a user without relevant items only saw something. The catalogue is one user's history. */
  private static TestSet testSet(JsonNode reading) {
    var items = new TreeSet<String>();
    var test = Interactions.builder();
    for (var user : reading.get("qrels").properties()) {
      test.add(user.getKey(), "shown", Signal.IMPRESSION, 0, Event.NO_TIME);
      for (var item : user.getValue().properties()) {
        items.add(item.getKey());
        for (int grade = 0; grade < item.getValue().asInt(); grade++) {
          test.add(user.getKey(), item.getKey(), GRADES[grade], 0, Event.NO_TIME);
        }
      }
    }
    for (var run : reading.get("runs").properties()) {
      run.getValue().forEach(item -> items.add(item.asString()));
    }
    for (int n = 0; items.size() < reading.get("catalogue_size").asInt(); n++) {
      items.add("never-shown-" + n);
    }
    var train = Interactions.builder();
    items.forEach(item -> train.add("somebody else", item, Signal.CLICK, 0, Event.NO_TIME));
    return TestSet.of(train.build(), Optional.empty(), test.build(), InterestRule.DEFAULT);
  }

  private static RankedLists lists(JsonNode reading) {
    var names = new ArrayList<String>();
    var items = new TreeSet<String>();
    for (var run : reading.get("runs").properties()) {
      names.add(run.getKey());
      run.getValue().forEach(item -> items.add(item.asString()));
    }
    var users = Vocabulary.of(names);
    var vocabulary = Vocabulary.of(items);
    return RankedLists.of(
        users,
        vocabulary,
        Job.DEFAULT,
        () ->
            (user, target) -> {
              JsonNode run = reading.get("runs").get(users.id(user));
              for (int rank = 0; rank < run.size(); rank++) {
                target.add(vocabulary.indexOf(run.get(rank).asString()), -rank);
              }
            });
  }

  @Test
  void everyClickCaseAgrees() {
    int cases = 0;
    for (JsonNode reading : reference().get("auc_cases")) {
      var predictions = Predictions.of(numbers(reading.get("labels")), numbers(reading.get("scores")), groups(reading.get("groups")));
      JsonNode expected = reading.get("expected");
      agrees(predictions.auc(), expected, "auc");
      agrees(predictions.gauc(), expected, "gauc_weight_impressions");
      agrees(predictions.gauc(Predictions.Weight.POSITIVES), expected, "gauc_weight_positives");
      agrees(predictions.gauc(Predictions.Weight.EQUAL), expected, "gauc_unweighted");
      agrees(predictions.averagePrecision(), expected, "average_precision");
      agrees(predictions.logLoss(), expected, "log_loss_clip_1e_7");
      agrees(predictions.calibration(), expected, "copc");
      assertThat(predictions.groupsCounted()).isEqualTo(expected.get("groups_counted").asInt());
      cases++;
    }
    assertThat(cases).isEqualTo(5);
  }

  private static void agrees(OptionalDouble ours, JsonNode expected, String name) {
    JsonNode value = expected.get(name);
    if (value.isNull()) {
      assertThat(ours).as(name).isEmpty();
    } else {
      assertThat(ours.orElseThrow()).as(name).isCloseTo(value.asDouble(), within(1e-9));
    }
  }

  private static double[] numbers(JsonNode array) {
    var values = new double[array.size()];
    for (int n = 0; n < values.length; n++) {
      values[n] = array.get(n).asDouble();
    }
    return values;
  }

  private static int[] groups(JsonNode array) {
    var values = new int[array.size()];
    for (int n = 0; n < values.length; n++) {
      values[n] = array.get(n).asInt();
    }
    return values;
  }
}
