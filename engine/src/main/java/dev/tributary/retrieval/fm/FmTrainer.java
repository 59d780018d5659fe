package dev.tributary.retrieval.fm;

import dev.tributary.data.Interests;
import dev.tributary.data.Vocabulary;
import dev.tributary.math.Job;
import dev.tributary.math.Matrix;
import dev.tributary.math.Seeds;
import dev.tributary.retrieval.Trainer;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.vectors.Features;
import dev.tributary.retrieval.vectors.VectorTable;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Factorisation machines (Rendle: "Factorization machines", ICDM 2010) as a channel: an item's features are its id, author, categories, keywords, media type and attributes; a user's are some of
 * the user's other interests, each a feature of its own beside the item's id (as in SVD++, Koren, KDD 2008), attributes, and the id if one likes. A number with more than 100 different values is
 * left out. Learned by the softmax of interests among items drawn, see {@link FmConfig}.
 *
 * <p>The score of a pair splits into {@code V_user = [Σ v_u·x_u ; 1]} and {@code V_item = [Σ v_t·x_t ; Σ w_t·x_t + ½ Σ_f((Σ v_tf·x_t)² − Σ v_tf²·x_t²)]},
 * whose inner product is the score but for what the user has alone, which changes no order. Items of the catalog that nobody took are found by
 * their attributes. Time for an epoch O(lessons · (history + targets + negatives) · factors), where a user of n interests has n / min(16, n/4) lessons. The same bits on any number of threads.
 * Thread-safe.
 */
public final class FmTrainer implements Trainer<FmModel> {
  private static final int STEPS = 24; // at least so many in an epoch, where batches can be made smaller
  private static final int LEAST_BATCH = 32;

  private final FmConfig config;

  /** A trainer with these settings. */
  public FmTrainer(FmConfig config) {
    this.config = config;
  }

  /**
   * Trains, as {@link Trainer} says.
   *
   * @throws ArithmeticException when training diverges
   */
  @Override
  public FmModel train(TrainingData data, Job job) {
    var interests = data.interests();
    var items = data.allItems();
    int[] numbers = interests.items().indexesIn(items);
    long seed = Seeds.of(job.seed(), Fm.KIND.name());
    var features = Features.of(interests.users(), items, data.catalog());
    var machine = new Machine(config, features, seed);
    double loss = interests.size() == 0 ? 0 : run(new Descent(config, machine, interests, numbers, job.withSeed(seed)), interests, numbers, seed, job);
    return new FmModel(
        config,
        new VectorTable(items, itemVectors(machine, interests, numbers)),
        new VectorTable(interests.users(), userVectors(machine, interests, numbers)),
        machine.interests.values(),
        new VectorTable(features.names(), machine.attributes.values()),
        profiles(machine, interests.users()),
        interests,
        loss);
  }

  /** All epochs; answers the mean loss of the last. */
  private double run(Descent descent, Interests interests, int[] numbers, long seed, Job job) {
    double loss = 0;
    String told = "";
    for (int epoch = 0; epoch < config.epochs(); epoch++) {
      var lessons = new Lessons(interests, numbers, Seeds.of(Seeds.of(seed, "lessons"), epoch));
      int size = Math.clamp(lessons.size() / STEPS, Math.min(LEAST_BATCH, config.batch()), config.batch());
      String phase = Fm.KIND.name() + ": epoch " + (epoch + 1) + " of " + config.epochs() + told;
      double sum = 0;
      for (int from = 0; from < lessons.size(); from += size) {
        job.progress().step(phase, from, lessons.size());
        int to = Math.min(lessons.size(), from + size);
        sum += descent.step(lessons, from, to) * (to - from);
      }
      loss = sum / lessons.size();
      told = String.format(Locale.ROOT, ", loss %.4f", loss);
    }
    descent.check();
    return loss;
  }

  /** By item {@code V_item}; an item that nobody took has learned nothing by its id, so its attributes speak alone. */
  private static Matrix itemVectors(Machine machine, Interests interests, int[] numbers) {
    int items = machine.items.rows();
    var taken = new boolean[items];
    int[] popularity = interests.popularity();
    for (int item = 0; item < numbers.length; item++) {
      taken[numbers[item]] = popularity[item] > 0;
    }
    var vectors = Matrix.zeros(items, machine.factors + 1);
    var vector = new float[machine.factors + 1];
    var sums = machine.sums();
    for (int item = 0; item < items; item++) {
      machine.item(item, taken[item], sums, vector, 0);
      vectors.setRow(item, vector);
    }
    return vectors;
  }

  /** By user of the log {@code V_user} with all interests. */
  private Matrix userVectors(Machine machine, Interests interests, int[] numbers) {
    int users = interests.users().size();
    var vectors = Matrix.zeros(users, machine.factors + 1);
    var vector = new float[machine.factors + 1];
    vector[machine.factors] = 1;
    var sums = machine.sums();
    for (int user = 0; user < users; user++) {
      long first = interests.start(user);
      int count = config.history() == 0 ? 0 : (int) (interests.end(user) - first);
      int[] bag = IntStream.range(0, count).map(n -> numbers[interests.item(first + n)]).toArray();
      machine.user(user, bag, 0, count, sums, vector, 0);
      vectors.setRow(user, vector);
    }
    return vectors;
  }

  /** What a user is beside interests, of users of whom anything is known. */
  private VectorTable profiles(Machine machine, Vocabulary users) {
    boolean any = config.userId() || IntStream.range(0, users.size()).anyMatch(user -> machine.userFeatures.count(user) > 0);
    var ids = any ? users : Vocabulary.of(List.of());
    var vectors = Matrix.zeros(ids.size(), machine.factors);
    var vector = new float[machine.factors];
    var sums = machine.sums();
    for (int user = 0; user < ids.size(); user++) {
      machine.user(user, new int[0], 0, 0, sums, vector, 0);
      vectors.setRow(user, vector);
    }
    return new VectorTable(ids, vectors);
  }
}
