package dev.tributary.retrieval.sasrec;

import dev.tributary.math.Job;
import dev.tributary.math.Seeds;
import dev.tributary.nn.Checkpointed;
import dev.tributary.nn.EmbeddingTable;
import dev.tributary.nn.Epochs;
import dev.tributary.retrieval.Trainer;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.vectors.VectorTable;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Self-attentive sequential recommendation (Kang, McAuley: "Self-attentive sequential recommendation", ICDM 2018), with the blocks of today (pre-LN) and losses
 * over all or many items (Klenitskiy, Vasilev: "Turning dross into gold loss", RecSys 2023; Petrov, Macdonald: "gSASRec", RecSys 2023): each position of
 * a user's sequence, in order of time, learns the item after it. The items' vectors are the same in the input and in the scores.
 *
 * <p>With patience, the last interest of a fifth of the users, at most 2,000, is held out, and the weights of the epoch that finds them best are kept. Time for an
 * epoch O(positions · dim · (12·blocks·dim + items or negatives)); memory off the heap 16 bytes for each value of an item's vector; on the heap with the full loss
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
   * @throws ArithmeticException when training diverges in its first epoch, naming the step; in a later one it ends, with a warning, and the model is that of the epoch that {@link Epochs} keeps
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
    int most = sequences.count == 0 ? 0 : config.epochs();
    var epochs =
        new Epochs("sasrec", most, config.patience(), Checkpointed.all(List.of(tower.weights(), table)))
            .run(
                new Epochs.Learner() {
                  @Override
                  public double learn(int epoch, String standing) {
                    job.progress().step("sasrec: epoch " + epoch + " of " + most + standing, epoch - 1, most);
                    double loss = 0;
                    for (int pass = 0; pass < passes; pass++) {
                      loss = learner.epoch((epoch - 1) * passes + pass);
                    }
                    return loss;
                  }

                  @Override
                  public void check() {
                    learner.check();
                  }

                  @Override
                  public OptionalDouble measure() {
                    return validation.possible() ? OptionalDouble.of(validation.measure()) : OptionalDouble.empty();
                  }
                });
    job.progress().step("sasrec: epoch " + epochs.epoch() + " is kept", epochs.epoch(), epochs.epoch());
    return new SasRecModel(config, new VectorTable(interests.items(), table.values()), tower, interests, epochs.measured(), epochs.epoch());
  }

  private int passes(int sequences) {
    int steps = Math.max(1, (sequences + config.batch() - 1) / config.batch());
    return (STEPS + steps - 1) / steps;
  }
}
