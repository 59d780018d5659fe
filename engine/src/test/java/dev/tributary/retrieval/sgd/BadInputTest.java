package dev.tributary.retrieval.sgd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.tributary.data.Event;
import dev.tributary.data.Interactions;
import dev.tributary.data.Signal;
import dev.tributary.math.Job;
import dev.tributary.retrieval.ChannelKind;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.biassvd.BiasSvd;
import dev.tributary.retrieval.bpr.Bpr;
import dev.tributary.retrieval.funksvd.FunkSvd;
import dev.tributary.retrieval.logisticmf.LogisticMf;
import dev.tributary.retrieval.warp.Warp;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BadInputTest {
  static Stream<ChannelKind<SgdConfig>> kinds() {
    return Stream.of(Bpr.KIND, Warp.KIND, LogisticMf.KIND, FunkSvd.KIND, BiasSvd.KIND);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void oneInterestAndUsersAndItemsWithoutAnyGiveAFiniteModel(ChannelKind<SgdConfig> kind) {
    for (double regularization : new double[] {0, 0.01}) {
      var one = kind.trainer(kind.defaults().withRegularization(regularization)).train(TrainingData.of(Interactions.parse("ann A")), Job.DEFAULT);
      assertThat(one.recommend("ann", 5)).isEmpty(); // the only item is ann's
      var builder = Interactions.builder();
      builder.add("ann", "A", Signal.CLICK, 0, Event.NO_TIME).add("ann", "B", Signal.CLICK, 0, Event.NO_TIME).add("bob", "A", Signal.CLICK, 0, Event.NO_TIME);
      builder.add("cat", "C", Signal.IMPRESSION, 0, Event.NO_TIME); // neither cat nor C has an interest
      var model = kind.trainer(kind.defaults().withRegularization(regularization)).train(TrainingData.of(builder.build()), Job.DEFAULT);
      assertThat(model.recommend("cat", 5)).isEmpty();
      assertThat(model.recommend("bob", 5)).hasSize(2).allSatisfy(found -> assertThat(found.score()).isFinite());
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aDescentThatDivergesIsNamedAndGivesNoModel(ChannelKind<SgdConfig> kind) {
    var wild = kind.defaults().withRegularization(0).withRate(90, 1).withEpochs(200);
    var log = TrainingData.of(Interactions.parse("ann A B; bob A C; cat B D; dan C D A; eve E A; fay F B"));
    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(() -> kind.trainer(wild).train(log, Job.DEFAULT))
        .withMessageStartingWith(kind.name() + " diverged in epoch ")
        .withMessageContaining("lower learningRate, now 90.0");
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void settingsOutOfRangeAreRefusedWithTheRange(ChannelKind<SgdConfig> kind) {
    var defaults = kind.defaults();
    assertThatIllegalArgumentException().isThrownBy(() -> defaults.withFactors(0)).withMessage("factors is 0, allowed 1..2048; start with 64");
    assertThatIllegalArgumentException().isThrownBy(() -> defaults.withFactors(4096)).withMessage("factors is 4096, allowed 1..2048; start with 64");
    assertThatIllegalArgumentException().isThrownBy(() -> defaults.withRegularization(Double.NaN)).withMessageStartingWith("regularization is NaN");
    assertThatIllegalArgumentException().isThrownBy(() -> defaults.withRegularization(-1)).withMessage("regularization is -1.0, allowed 0..1000; start with 0.01");
    assertThatIllegalArgumentException().isThrownBy(() -> defaults.withRegularization(1 / defaults.learningRate())).withMessageContaining("a step would leave nothing");
    assertThatIllegalArgumentException().isThrownBy(() -> defaults.withHardestOf(0)).withMessage("hardestOf is 0, allowed 1 (the first item drawn)..1000");
    assertThatIllegalArgumentException().isThrownBy(() -> defaults.withRate(Double.POSITIVE_INFINITY, 1)).withMessageStartingWith("learningRate is Infinity");
  }

  @Test
  void aRatingThatIsNoNumberReachesNoTrainer() {
    for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Interactions.builder().add("ann", "A", Signal.RATING, value, Event.NO_TIME))
          .withMessage("value is " + value + ", must be finite");
    }
  }

  static Stream<RatingTrainer> ratingTrainers() {
    return Stream.of(BiasSvd.ratings(BiasSvd.KIND.defaults()), FunkSvd.ratings(FunkSvd.KIND.defaults()));
  }

  @ParameterizedTest
  @MethodSource("ratingTrainers")
  void constantRatingsAndASingleOneAreForetold(RatingTrainer trainer) {
    var constant = Interactions.builder();
    for (int user = 0; user < 30; user++) {
      for (int item = 0; item < 10; item++) {
        constant.add("u" + user, "i" + item, Signal.RATING, 4, Event.NO_TIME);
      }
    }
    var model = trainer.train(constant.build(), Job.DEFAULT);
    assertThat(model.predict("u3", "i4")).isEqualTo(4); // nothing is foretold beyond what was ever given
    assertThat(model.predict("nobody", "nothing")).isEqualTo(4);
    var single = trainer.train(Interactions.builder().add("ann", "A", Signal.RATING, 2.5f, Event.NO_TIME).build(), Job.DEFAULT);
    assertThat(single.predict("ann", "A")).isEqualTo(2.5f);
  }

  @ParameterizedTest
  @MethodSource("ratingTrainers")
  void theLastOfSeveralRatingsCountsAndALogWithoutAnyIsRefused(RatingTrainer trainer) {
    var changed = Interactions.builder().add("ann", "A", Signal.RATING, 1, 10).add("ann", "A", Signal.RATING, 5, 20).add("bob", "A", Signal.CLICK, 0, 30).build();
    assertThat(trainer.train(changed, Job.DEFAULT).predict("ann", "A")).isEqualTo(5);
    for (var log : List.of(Interactions.parse("ann A"), Interactions.builder().build())) {
      assertThatIllegalArgumentException().isThrownBy(() -> trainer.train(log, Job.DEFAULT)).withMessageStartingWith("the log has no ratings among " + log.size() + " rows");
    }
  }

  @Test
  void biasesOfUsersAndItemsAreFound() {
    var ratings = Interactions.builder(); // user n gives n / 10 more, item n gets n / 5 more
    for (int user = 0; user < 20; user++) {
      for (int item = 0; item < 10; item++) {
        if ((user + item) % 5 != 0) {
          ratings.add("u" + user, "i" + item, Signal.RATING, 1 + user / 10f + item / 5f, Event.NO_TIME);
        }
      }
    }
    var config = BiasSvd.KIND.defaults().withFactors(2).withEpochs(300).withRegularization(0.001);
    var model = BiasSvd.ratings(config).train(ratings.build(), Job.DEFAULT);
    assertThat(model.predict("u10", "i5")).isCloseTo(3f, within(0.05f)); // 1 + 1 + 1, not among the ratings
    assertThat(model.predict("u15", "i0")).isCloseTo(2.5f, within(0.05f));
  }

  @Test
  void patienceGoesBackToTheBestEpoch() {
    var data = GridTest.many();
    var patient = Bpr.KIND.defaults().withHardestOf(1).withFactors(16).withRegularization(0).withRate(0.1, 1).withEpochs(100).withPatience(2);
    var stopped = Bpr.KIND.trainer(patient).train(data, Job.DEFAULT);
    var longer = Bpr.KIND.trainer(patient.withPatience(3)).train(data, Job.DEFAULT);
    assertThat(stopped.loss()).isGreaterThanOrEqualTo(longer.loss()).isLessThan(Math.log(2)); // what no vector at all would lose
  }
}
