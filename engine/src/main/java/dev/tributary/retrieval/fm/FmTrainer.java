package dev.tributary.retrieval.fm;

import dev.tributary.math.Job;
import dev.tributary.math.Matrix;
import dev.tributary.retrieval.Trainer;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.sgd.Descent;
import dev.tributary.retrieval.sgd.FactorModel;
import dev.tributary.retrieval.sgd.SgdConfig;
import dev.tributary.retrieval.sgd.Surrogate;
import dev.tributary.settings.Settings;
import java.util.Optional;

/**
 * Factorisation machines (Rendle: "Factorization machines", ICDM 2010) as a channel: features are the user's id and attributes and the item's id, author,
 * categories, keywords, media type and attributes; a number with more than 100 different values is left out. Learned by logistic loss with items drawn
 * by popularity that the user has not in train.
 *
 * <p>The score of a pair splits into {@code V_user = [Σ v_u·x_u ; 1]} and {@code V_item = [Σ v_t·x_t ; Σ w_t·x_t + ½ Σ_f((Σ v_tf·x_t)² − Σ v_tf²·x_t²)]},
 * whose inner product is the score but for what the user has alone, which changes no order. Items of the catalog that nobody took are found by
 * their attributes. Time for an epoch O(interests · negatives · features · factors). The same bits on any number of threads. Thread-safe.
 */
public final class FmTrainer implements Trainer<FactorModel> {
  private final SgdConfig config;

  /** A trainer with these settings. */
  public FmTrainer(SgdConfig config) {
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
    var items = data.allItems();
    int[] numbers = interests.items().indexesIn(items);
    var descent = new Descent(Fm.KIND.name(), config, interests, job);
    var machine = new Machine(config, Features.of(interests.users(), items, data.catalog()), numbers, descent.blocks(), job.seed());
    double loss = descent.run(machine, machine);
    var weights = new float[items.size()];
    var taken = new boolean[items.size()];
    int[] popularity = interests.popularity();
    for (int item = 0; item < numbers.length; item++) {
      weights[numbers[item]] = descent.itemWeights()[item];
      taken[numbers[item]] = popularity[item] > 0;
    }
    var vectors = Matrix.zeros(items.size(), config.factors());
    var biases = new float[items.size()];
    for (int item = 0; item < biases.length; item++) {
      if (!taken[item]) {
        machine.forget(item);
      }
      vectors.setRow(item, machine.itemVector(item));
      biases[item] = machine.itemAlone(item);
    }
    var users = Matrix.zeros(interests.users().size(), config.factors());
    for (int user = 0; user < users.rows(); user++) {
      users.setRow(user, machine.userVector(user));
    }
    var surrogate = Surrogate.of(Surrogate.Loss.LOGISTIC, config, interests.items().size());
    var parts = new FactorModel.Parts(items, vectors, Optional.of(biases), weights, users, surrogate, loss);
    return FactorModel.of(Fm.KIND.name(), Settings.of(Fm.KIND.defaults()).toMap(config), parts, interests, job);
  }
}
