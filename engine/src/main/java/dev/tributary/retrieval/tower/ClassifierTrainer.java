package dev.tributary.retrieval.tower;

import static dev.tributary.math.Require.require;

import dev.tributary.feature.FeatureBatch;
import dev.tributary.feature.FeatureSchema;
import dev.tributary.feature.FeatureTransform;
import dev.tributary.feature.Row;
import dev.tributary.math.Job;
import dev.tributary.math.Seeds;
import dev.tributary.nn.Epochs;
import dev.tributary.nn.Schedule;
import dev.tributary.retrieval.Trainer;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.vectors.VectorTable;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Trains a network to tell a user's next items from all others, as classes; see {@link ClassifierConfig} for all that can be chosen. In a log with times nothing that came after a target is known of its
 * user. Time of an epoch O(lessons · (weights + history · dim + negatives · dim)). The same bits on any number of threads. Thread-safe.
 */
public final class ClassifierTrainer implements Trainer<ClassifierModel> {
  private static final int STEPS = 24; // at least so many in an epoch, where batches can be made smaller
  private static final int LEAST_BATCH = 32;

  private final ClassifierKind kind;
  private final ClassifierConfig config;

  ClassifierTrainer(ClassifierKind kind, ClassifierConfig config) {
    this.kind = kind;
    this.config = config;
  }

  /**
   * Trains, as {@link Trainer} says.
   *
   * @throws IllegalArgumentException when positives alone are left: the items are too many for a full softmax and no negatives are drawn
   * @throws ArithmeticException when training diverges in its first epoch; in a later one it ends, with a warning, and the model is that of the epoch that {@link Epochs} keeps
   */
  @Override
  public ClassifierModel train(TrainingData data, Job job) {
    var interests = data.interests();
    var items = interests.items();
    boolean full = items.size() <= config.fullUpTo();
    require(full || config.positivesOnly() || config.negatives() > 0, "negatives is 0 and fullUpTo %d for %d items: %s", config.fullUpTo(), items.size(), ClassifierConfig.folds());
    long seed = Seeds.of(job.seed(), kind.name());
    var numbers = new int[items.size()];
    Arrays.setAll(numbers, item -> item);
    var samples = new Samples(interests, numbers, config.patience() > 0, Seeds.of(seed, "held out"));
    var rows = IntStream.range(0, interests.users().size()).mapToObj(user -> Row.of(Moments.user(interests.users().id(user), data.catalog()))).toList();
    var transform = FeatureTransform.fit(FeatureSchema.infer(rows).with(config.userFeatures()), rows);
    var users = Moments.encoded(transform, rows);
    var network = new Classifier(config, items.size(), transform, seed);
    int[] popularity = samples.popularity(items.size());
    double loss = 0;
    if (samples.size() > 0) {
      var sampler = new ItemSampler(popularity, config.popularityPower());
      var training = new ClassifierTraining(kind.name(), network, samples, users, interests, sampler, full, job.withSeed(seed));
      var learner = new Run(training, network, samples, users, popularity, job, seed);
      loss = new Epochs(kind.name(), config.epochs(), config.patience(), network).run(learner).loss();
    }
    return new ClassifierModel(kind, network, new VectorTable(items, network.itemVectors(popularity)), interests, UserFeatures.of(interests.users(), false, transform, users), loss);
  }

  /** What {@link Epochs} asks for. */
  private final class Run implements Epochs.Learner {
    private final ClassifierTraining training;
    private final Classifier network;
    private final Samples samples;
    private final FeatureBatch users;
    private final int[] popularity;
    private final Job job;
    private final long seed;

    Run(ClassifierTraining training, Classifier network, Samples samples, FeatureBatch users, int[] popularity, Job job, long seed) {
      this.training = training;
      this.network = network;
      this.samples = samples;
      this.users = users;
      this.popularity = popularity;
      this.job = job;
      this.seed = seed;
    }

    @Override
    public double learn(int epoch, String standing) {
      var lessons = new Lessons(samples, config.perUser(), config.targets(), Seeds.of(Seeds.of(seed, "lessons"), epoch - 1));
      int size = Math.clamp(lessons.size() / STEPS, Math.min(LEAST_BATCH, config.batch()), config.batch());
      String phase = kind.name() + ": epoch " + epoch + " of " + config.epochs() + standing;
      long steps = (lessons.size() + size - 1) / size;
      var rates = config.cooling() ? Schedule.cooling(steps * config.epochs()) : Schedule.CONSTANT;
      double sum = 0;
      for (int from = 0; from < lessons.size(); from += size) {
        job.progress().step(phase, from, lessons.size());
        int to = Math.min(lessons.size(), from + size);
        sum += training.step(lessons, from, to, config.learningRate() * rates.factor(training.steps())) * (to - from);
      }
      return sum / Math.max(1, lessons.size());
    }

    @Override
    public void check() {
      training.check();
    }

    @Override
    public OptionalDouble measure() {
      return samples.heldOut.length == 0
          ? OptionalDouble.empty()
          : OptionalDouble.of(FullRanking.ndcg(network.userVectors(users, samples, samples.heldOut, job), network.itemVectors(popularity), samples, job));
    }
  }
}
