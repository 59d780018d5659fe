package dev.tributary.retrieval.sgd;

import dev.tributary.math.Job;
import dev.tributary.retrieval.Trainer;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.settings.Settings;
import java.util.Optional;

/**
 * Learns the vectors of an {@link SgdKind}: epochs of single steps over all interests, with the {@link Descent} that makes them parallel and
 * repeatable. Time for an epoch O(interests · negatives · factors). Thread-safe.
 */
public final class SgdTrainer implements Trainer<FactorModel> {
  private final SgdKind kind;
  private final SgdConfig config;

  SgdTrainer(SgdKind kind, SgdConfig config) {
    this.kind = kind;
    this.config = config;
  }

  /**
   * Trains, as {@link Trainer} says.
   *
   * @throws ArithmeticException when training diverges
   */
  @Override
  public FactorModel train(TrainingData data, Job job) {
    var interests = data.interests();
    int items = interests.items().size();
    var descent = new Descent(kind.name(), config, interests, job);
    var factors = new Factors(config, kind.biased(), interests.users().size(), items, job.seed());
    double loss = descent.run(kind.lesson(config, factors, items), factors);
    var biases = new float[items];
    for (int item = 0; item < items; item++) {
      biases[item] = factors.itemBias(item);
    }
    var parts =
        new FactorModel.Parts(
            interests.items(),
            factors.itemVectors(),
            kind.biased() ? Optional.of(biases) : Optional.empty(),
            descent.itemWeights(),
            factors.userVectors(),
            kind.surrogate(config, items),
            loss);
    return FactorModel.of(kind.name(), Settings.of(kind.defaults()).toMap(config), parts, interests, job);
  }
}
