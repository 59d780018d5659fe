package dev.tributary.retrieval.sasrec;

import dev.tributary.math.Job;
import dev.tributary.math.Matrix;
import dev.tributary.math.Seeds;
import dev.tributary.nn.DivergedException;
import dev.tributary.nn.EmbeddingTable;
import dev.tributary.retrieval.Trainer;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.vectors.VectorTable;
import java.util.Locale;

/**
 * Self-attentive sequential recommendation (Kang, McAuley: "Self-attentive sequential recommendation", ICDM 2018), with the blocks of today (pre-LN) and losses
 * over all or many items (Klenitskiy, Vasilev: "Turning dross into gold loss", RecSys 2023; Petrov, Macdonald: "gSASRec", RecSys 2023): each position of
 * a user's sequence, in order of time, learns the item after it. The items' vectors are the same in the input and in the scores.
 *
 * <p>With patience, the last interest of a fifth of the users, at most 2,000, is held out, and the weights of the epoch that finds them best are kept. Time for an
 * epoch O(positions · dim · (12·blocks·dim + items or negatives)); memory off the heap 12 bytes, with patience 16, for each value of an item's vector; on the heap with the full loss
 * up to 44. The same bits on any number of threads up to the eight slices of a step, and beyond. Thread-safe.
 */
public final class SasRecTrainer implements Trainer<SasRecModel> {
  /** Fewer steps of an epoch say too little to judge by. */
  private static final int STEPS = 10;

  private final SasRecConfig config;

  /** A trainer with these settings. */
  public SasRecTrainer(SasRecConfig config) {
    this.config = config;
  }

  /**
   * Trains, as {@link Trainer} says.
   *
   * @throws ArithmeticException when training diverges, naming the step
   */
  @Override
  public SasRecModel train(TrainingData data, Job job) {
    var interests = data.interests();
    int items = interests.items().size();
    var tower = new Tower(config, job.seed());
    var table = new EmbeddingTable("items", items, config.dim(), 0.02, job.seed());
    var sequences = new Sequences(interests, config.length(), config.patience() > 0, Seeds.of(job.seed(), "held out"));
    var validation = new Validation(tower, table, sequences, interests, job);
    var learner = new Learner(config, tower, table, sequences, interests, job);
    int passes = passes(sequences.count);
    var best = new Best(tower, table);
    long epochs = sequences.count == 0 ? 0 : config.epochs();
    double loss = 0;
    for (int epoch = 1; epoch <= epochs; epoch++) {
      String standing = epoch == 1 ? "" : String.format(Locale.ROOT, ", loss %.4f", loss) + (best.epoch == 0 ? "" : String.format(Locale.ROOT, ", best %.4f", best.measured));
      job.progress().step("sasrec: epoch " + epoch + " of " + epochs + standing, epoch - 1, epochs);
      for (int pass = 0; pass < passes; pass++) {
        loss = learner.epoch((epoch - 1) * passes + pass);
      }
      if (validation.possible()) {
        best.offer(epoch, validation.measure());
        if (epoch - best.epoch >= config.patience()) {
          break;
        }
      }
    }
    if (best.epoch > 0) {
      best.recall();
      epochs = best.epoch;
    }
    DivergedException.check("sasrec", epochs, tower.weights(), table);
    job.progress().step("sasrec: epoch " + epochs + " is kept", epochs, epochs);
    return new SasRecModel(config, new VectorTable(interests.items(), table.values()), tower, interests, best.measured, epochs);
  }

  private int passes(int sequences) {
    int steps = Math.max(1, (sequences + config.batch() - 1) / config.batch());
    return (STEPS + steps - 1) / steps;
  }

  /** The weights that did best so far. */
  private static final class Best {
    final Tower tower;
    final EmbeddingTable table;
    int epoch;
    double measured;
    float[] weights = {};
    Matrix vectors = Matrix.zeros(0, 0);

    Best(Tower tower, EmbeddingTable table) {
      this.tower = tower;
      this.table = table;
    }

    void offer(int epoch, double measured) {
      if (this.epoch == 0 || measured > this.measured) {
        this.epoch = epoch;
        this.measured = measured;
        weights = tower.weights().values().clone();
        if (vectors.columns() == 0) {
          vectors = Matrix.zeros(table.rows(), table.width());
        }
        vectors.values().set(table.values().values());
      }
    }

    void recall() {
      System.arraycopy(weights, 0, tower.weights().values(), 0, weights.length);
      table.values().values().set(vectors.values());
    }
  }
}
