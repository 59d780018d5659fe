package dev.tributary.retrieval.tower;

import dev.tributary.data.CutItems;
import dev.tributary.data.Interests;
import dev.tributary.feature.FeatureBatch;
import dev.tributary.feature.MutualInformation;
import dev.tributary.math.Job;
import dev.tributary.math.Matrix;
import dev.tributary.math.Progress;
import dev.tributary.math.Seeds;
import dev.tributary.math.TopK;
import dev.tributary.nn.Epochs;
import dev.tributary.nn.Schedule;
import dev.tributary.retrieval.Trainer;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.vectors.VectorTable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Trains two towers on the interests of a log, which are the positives; see {@link TowerConfig} for all that can be chosen, and {@link TowerTraining} for a step.
 * Time of an epoch O(interests · (weights + history · embedding + batch · dim)). The same bits on any number of threads. Thread-safe.
 */
public final class TowerTrainer implements Trainer<TowerModel> {
  private static final int STEPS = 24; // at least so many in an epoch, where batches can be made smaller
  private static final int LEAST_BATCH = 32;
  private static final int BLIND = 20; // epochs where too little could be held out to say when to stop
  private static final int KEPT = 16; // hard negatives of a user, renewed in each epoch

  private final TowerKind kind;
  private final TowerConfig config;

  TowerTrainer(TowerKind kind, TowerConfig config) {
    this.kind = kind;
    this.config = config;
  }

  /** What one training has. */
  private record Stage(Towers towers, Samples samples, FeatureBatch users, FeatureBatch items, int[] ids, Job job) {
    Matrix itemVectors() {
      return TowerVectors.items(towers, items, ids, job);
    }

    Matrix userVectors(int[] some) {
      return TowerVectors.users(towers, users, samples, some, job);
    }
  }

  /**
   * Trains, as {@link Trainer} says.
   *
   * @throws ArithmeticException when training diverges in its first epoch; in a later one it ends, with a warning, and the model is that of the epoch that {@link Epochs} keeps
   */
  @Override
  public TowerModel train(TrainingData data, Job job) {
    var interests = data.interests();
    var items = data.allItems();
    int[] numbers = interests.items().indexesIn(items);
    long seed = Seeds.of(job.seed(), kind.name());
    var samples = new Samples(interests, numbers, config.patience() > 0, Seeds.of(seed, "held out"));
    var moments = new Moments(data, items, numbers, interests.timed() ? config.overTimeOf() : List.of(), left(samples));
    var latest = moments.latest();
    var itemFeatures = moments.itemTransform(config.itemFeatures(), Seeds.of(seed, "instants of items"));
    var userFeatures = moments.userTransform(config.userFeatures(), interests, Seeds.of(seed, "instants of users"));
    var towers = new Towers(config, samples.users, items.size(), userFeatures, itemFeatures, seed);
    int[] popularity = samples.popularity(items.size());
    int least = itemFeatures.schema().features().isEmpty() ? 1 : config.leastInterests(); // nothing else speaks for an item
    var known = new boolean[items.size()];
    var ids = new int[items.size()];
    for (int item = 0; item < known.length; item++) {
      known[item] = popularity[item] >= least;
      ids[item] = known[item] ? item : towers.items;
    }
    var stage = new Stage(towers, samples.withRows(ids), moments.users(userFeatures, latest), moments.items(itemFeatures, latest), ids, job);
    Optional<SelfSupervision> selfSupervision = Optional.empty();
    if (config.selfSupervised() > 0) {
      double[][] information = MutualInformation.of(itemFeatures, moments.itemRows(latest));
      var views = new ItemViews(towers, stage.items, TowerTraining.bare(itemFeatures), known, information);
      selfSupervision = Optional.of(new SelfSupervision(towers, views, items.size(), job.withProgress(Progress.NONE)));
    }
    var training = new TowerTraining(kind.name(), towers, stage.users, stage.items, stage.ids, Optional.of(moments).filter(Moments::changes), selfSupervision, job.withSeed(seed));
    double loss = samples.size() == 0 ? 0 : new Run(stage, training, moments, popularity, data, numbers, seed).all();
    if (moments.changes() && samples.heldOut.length > 0) { // what was held out has happened, too
      moments = new Moments(data, items, numbers, config.overTimeOf(), nothing(samples.users));
      latest = moments.latest();
      stage = new Stage(towers, stage.samples, moments.users(userFeatures, latest), moments.items(itemFeatures, latest), ids, job);
    }
    return new TowerModel(
        kind, towers, new VectorTable(items, stage.itemVectors()), known, interests, UserFeatures.of(interests.users(), config.userId(), userFeatures, stage.users), latest, loss);
  }

  /** By user the item that is held out, or -1. */
  private static int[] left(Samples samples) {
    int[] left = nothing(samples.users);
    for (int user : samples.heldOut) {
      left[user] = samples.target(user);
    }
    return left;
  }

  private static int[] nothing(int users) {
    var nothing = new int[users];
    Arrays.fill(nothing, -1);
    return nothing;
  }

  /** What {@link Epochs} asks for. */
  private final class Run implements Epochs.Learner {
    private final Stage stage;
    private final TowerTraining training;
    private final Moments moments;
    private final int[] popularity;
    private final Interests interests;
    private final int[] numbers;
    private final long seed;
    private final int size; // of a batch
    private final int epochs;
    private final StreamingFrequency streamed;
    private final HardNegatives hard;
    private final Batch batch;

    Run(Stage stage, TowerTraining training, Moments moments, int[] popularity, TrainingData data, int[] numbers, long seed) {
      this.stage = stage;
      this.training = training;
      this.moments = moments;
      this.popularity = popularity;
      this.numbers = numbers;
      this.seed = seed;
      interests = data.interests();
      var samples = stage.samples;
      size = Math.clamp(samples.size() / STEPS, Math.min(LEAST_BATCH, config.batch()), config.batch());
      epochs = config.patience() > 0 && samples.heldOut.length == 0 ? Math.min(BLIND, config.epochs()) : config.epochs();
      streamed = new StreamingFrequency(stage.towers.items, (double) samples.size() / size);
      Batch.Frequencies frequencies = config.streamed() ? streamed::probability : item -> (double) popularity[item] / samples.size();
      hard = new HardNegatives(samples.users);
      if (config.hard() > 0) {
        readCuts(data.cuts(), hard, interests, numbers);
      }
      batch = new Batch(config, samples, stage.towers.items, new ItemSampler(popularity, config.popularityPower()), hard, frequencies, moments::instant);
    }

    /** All epochs, or as many as patience leaves; answers the mean loss of the one that is kept. */
    double all() {
      return new Epochs(kind.name(), epochs, config.patience(), stage.towers.parameters()).run(this).loss();
    }

    @Override
    public double learn(int epoch, String standing) {
      if (config.hard() > 0 && epoch > 1) {
        mine(stage, hard, interests, numbers, Seeds.of(Seeds.of(seed, "mining"), epoch - 1));
      }
      int[] order = order(stage.samples, moments, size, popularity, Seeds.of(Seeds.of(seed, "order"), epoch - 1));
      String phase = kind.name() + ": epoch " + epoch + " of " + epochs + standing;
      long steps = (order.length + size - 1) / size;
      var rates = config.cooling() ? Schedule.cooling(steps * epochs) : Schedule.CONSTANT;
      double sum = 0;
      for (int from = 0; from < order.length; from += size) {
        stage.job.progress().step(phase, from, order.length);
        int to = Math.min(order.length, from + size);
        batch.fill(order, from, to, Seeds.of(Seeds.of(seed, "negatives"), training.steps()));
        sum += training.step(batch, stage.samples, config.learningRate() * rates.factor(training.steps())) * (to - from);
        for (int column = 0; column < batch.items() && config.streamed(); column++) {
          streamed.meet(batch.item(column), training.steps());
        }
      }
      return sum / Math.max(1, order.length);
    }

    @Override
    public void check() {
      training.check();
    }

    @Override
    public OptionalDouble measure() {
      int[] heldOut = stage.samples.heldOut;
      return heldOut.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(FullRanking.ndcg(stage.userVectors(heldOut), stage.itemVectors(), stage.samples, stage.job));
    }
  }

  /**
   * Samples in an order of chance; those of popular items thinned out where that is asked. Where anything changes with time, batches are stretches of time in an order of chance instead: what is known of a
   * batch's items is then known of all of them alike, and no negative is told from a positive by the time that shows in it.
   */
  private int[] order(Samples samples, Moments moments, int batch, int[] popularity, long seed) {
    var random = Seeds.random(seed);
    var order = new int[samples.size()];
    int count = 0;
    for (int sample = 0; sample < order.length; sample++) {
      if (config.downSampling() == 0 || random.nextDouble() < keep((double) popularity[samples.item(samples.sampleEntries[sample])] / samples.size(), config.downSampling())) {
        order[count++] = sample;
      }
    }
    order = Arrays.copyOf(order, count);
    if (moments.changes()) {
      return stretches(order, samples, moments, batch, random);
    }
    Seeds.shuffle(order, random);
    return order;
  }

  /** Samples by time from one of chance on, in whole batches whose order is one of chance; what is left comes last. */
  private static int[] stretches(int[] chosen, Samples samples, Moments moments, int batch, SplittableRandom random) {
    int[] sorted = Arrays.stream(chosen).boxed().sorted(Comparator.comparingLong(sample -> moments.instant(samples.sampleEntries[sample]))).mapToInt(sample -> sample).toArray();
    int whole = sorted.length / batch;
    int first = random.nextInt(Math.max(1, sorted.length));
    var places = IntStream.range(0, whole).toArray();
    Seeds.shuffle(places, random);
    var order = new int[sorted.length];
    for (int n = 0; n < sorted.length; n++) {
      int from = n < whole * batch ? places[n / batch] * batch + n % batch : n;
      order[n] = sorted[(first + from) % sorted.length];
    }
    return order;
  }

  /** How likely a positive is kept whose item has the share f of all. */
  static double keep(double f, double t) {
    return Math.min(1, (Math.sqrt(f / t) + 1) * t / f);
  }

  /** Sets hard negatives to some of those in the window of the towers of the moment. */
  private void mine(Stage stage, HardNegatives hard, Interests interests, int[] numbers, long seed) {
    var samples = stage.samples;
    var users = new int[samples.users];
    Arrays.setAll(users, user -> user);
    var best = new TopK[users.length];
    FullRanking.run(
        stage.userVectors(users),
        stage.itemVectors(),
        (user, first, products, at, count) -> {
          if (first == 0) {
            best[user] = new TopK(config.hardTo());
          }
          samples.hideTaken(user, first, products, at, count);
          for (int i = 0; i < count; i++) {
            if (products[at + i] > Float.NEGATIVE_INFINITY && best[user].accepts(products[at + i])) {
              best[user].offer(products[at + i], first + i);
            }
          }
          if (first + count == stage.towers.items) {
            hard.ranked(user, drawn(best[user], user, interests, numbers, Seeds.of(seed, user)));
            best[user] = null;
          }
        },
        stage.job);
  }

  private int[] drawn(TopK best, int user, Interests interests, int[] numbers, long seed) {
    int[] met = met(interests, numbers, user);
    best.ascending();
    int found = best.size();
    var window = new int[Math.max(0, found - config.hardFrom() + 1)];
    int count = 0;
    for (int rank = config.hardFrom() - 1; rank < found; rank++) {
      int item = TopK.tieRank(best.best(rank)); // the item's int stands in for its tie rank: any order will do
      if (Arrays.binarySearch(met, item) < 0) {
        window[count++] = item;
      }
    }
    var random = Seeds.random(seed);
    var drawn = new int[Math.min(KEPT, count)];
    for (int n = 0; n < drawn.length; n++) {
      int other = n + random.nextInt(count - n);
      drawn[n] = window[other];
      window[other] = window[n];
    }
    return drawn;
  }

  /** The items that a user met without interest, ascending. */
  private static int[] met(Interests interests, int[] numbers, int user) {
    var met = new int[(int) (interests.metEnd(user) - interests.metStart(user))];
    for (int n = 0; n < met.length; n++) {
      met[n] = numbers[interests.met(interests.metStart(user) + n)];
    }
    Arrays.sort(met);
    return met;
  }

  /** Takes from the record what its users never met. */
  static void readCuts(CutItems cuts, HardNegatives hard, Interests interests, int[] numbers) {
    for (int user = 0; user < interests.users().size(); user++) {
      var taken = new java.util.HashSet<Integer>();
      for (long entry = interests.start(user); entry < interests.end(user); entry++) {
        taken.add(numbers[interests.item(entry)]);
      }
      for (int item : met(interests, numbers, user)) {
        taken.add(item);
      }
      hard.cut(
          user,
          cuts.of(interests.users().id(user)).stream().mapToInt(interests.items()::indexOf).filter(item -> item >= 0).map(item -> numbers[item]).filter(item -> !taken.contains(item)).sorted().distinct().toArray());
    }
  }
}
