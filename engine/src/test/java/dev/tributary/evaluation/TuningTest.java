package dev.tributary.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tributary.data.Event;
import dev.tributary.data.Interactions;
import dev.tributary.data.Signal;
import dev.tributary.data.Split;
import dev.tributary.math.Job;
import dev.tributary.math.Seeds;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.ease.Ease;
import dev.tributary.retrieval.ease.EaseConfig;
import dev.tributary.retrieval.itemcf.ItemCf;
import dev.tributary.retrieval.itemcf.ItemCfConfig;
import dev.tributary.settings.SearchSpace;
import java.util.List;
import org.junit.jupiter.api.Test;

class TuningTest {
  private static final Split SPLIT = Split.leaveLastOut(groups());

  /** Users take what their group likes, and now and then what everybody takes. */
  private static Interactions groups() {
    var random = Seeds.random(5);
    var log = Interactions.builder();
    for (int user = 0; user < 300; user++) {
      for (int n = 0; n < 12; n++) {
        int item = random.nextInt(3) == 0 ? random.nextInt(10) : 10 + user % 6 * 20 + (int) (20 * random.nextDouble() * random.nextDouble());
        log.add("u" + user, "i" + item, Signal.CLICK, 0f, Event.NO_TIME);
      }
    }
    return log.build();
  }

  private static Tuning<ItemCfConfig> tuning(int threads) {
    return new Tuning<>(ItemCf.KIND, TrainingData.of(SPLIT.train()), SPLIT.test(), Metric.NDCG, 5, Job.DEFAULT.withThreads(threads));
  }

  private static List<Tuning.Trial> run(Tuning<?> tuning, int trials) {
    while (tuning.trials().size() < trials) {
      tuning.next();
    }
    return tuning.trials();
  }

  @Test
  void theDefaultsComeFirstAndTheBestIsNeverWorse() {
    var tuning = tuning(2);
    var trials = run(tuning, 15);
    assertThat(trials.getFirst().point()).isEmpty();
    assertThat(trials.getFirst().complete()).isTrue();
    assertThat(tuning.best().orElseThrow().score()).isGreaterThanOrEqualTo(trials.getFirst().score());
    assertThat(trials.stream().map(Tuning.Trial::settings).distinct().count()).isGreaterThan(10);
  }

  @Test
  void threadsAndAStopInBetweenDoNotMatter() {
    var whole = run(tuning(1), 14).stream().map(t -> t.settings() + " " + t.scores()).toList();
    var first = tuning(3);
    run(first, 6);
    var second = tuning(2).resume(first.trials());
    assertThat(run(second, 14).stream().map(t -> t.settings() + " " + t.scores()).toList()).isEqualTo(whole);
    assertThatIllegalArgumentException().isThrownBy(() -> second.resume(first.trials())).withMessage("14 trials were made already; resume first");
  }

  @Test
  void settingsThatTheDataDoesNotAllowAreATrialToo() {
    var log = Interactions.builder();
    for (int n = 0; n < 400; n++) { // pairs of items that the same users take: singular without λ, and nearly so with a little
      log.add("u" + n % 40, "i" + n / 40, Signal.CLICK, 0f, Event.NO_TIME);
    }
    var split = Split.leaveLastOut(log.build());
    var tuning = new Tuning<>(Ease.KIND, TrainingData.of(split.train()), split.test(), Metric.RECALL, 5, Job.DEFAULT);
    assertThat(run(tuning, 3)).allSatisfy(t -> assertThat(t.scores().isEmpty()).isEqualTo(!t.failure().isEmpty()));
  }

  @Test
  void everyPointOfTheSpaceIsAllowed() {
    var space = SearchSpace.around(EaseConfig.DEFAULT);
    assertThat(space.names()).contains("lambda", "dropout", "topK", "lookup").doesNotContain("mostItems", "solution");
    var random = Seeds.random(1);
    for (int n = 0; n < 500; n++) {
      var point = space.anywhere(random);
      var config = space.at(point);
      assertThat(config.lambda()).isBetween(5.0, 5000.0);
      assertThat(config.topK()).isBetween(100, 800);
      assertThat(config.dropout() == 0 || config.dropout() >= 0.05).isTrue();
      assertThat(space.at(space.near(point, 0.5, random)).lambda()).isBetween(5.0, 5000.0);
    }
    assertThat(space.at(new double[] {0, 0, 0, 0, 0, 0, 0}).lambda()).isEqualTo(5);
    assertThatIllegalArgumentException().isThrownBy(() -> space.at(new double[2])).withMessageContaining("the point has 2 numbers");
  }

  @Test
  void withoutAnythingToFindThereIsNoSearch() {
    var nothing = Interactions.builder().build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Tuning<>(ItemCf.KIND, TrainingData.of(SPLIT.train()), nothing, Metric.NDCG, 5, Job.DEFAULT))
        .withMessageContaining("validation");
  }
}
