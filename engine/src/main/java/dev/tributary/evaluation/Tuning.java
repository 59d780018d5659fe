package dev.tributary.evaluation;

import static dev.tributary.math.Require.require;

import dev.tributary.data.Interactions;
import dev.tributary.math.Job;
import dev.tributary.math.Seeds;
import dev.tributary.math.XxHash64;
import dev.tributary.retrieval.ChannelKind;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.settings.SearchSpace;
import dev.tributary.settings.Settings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Searches a channel's settings on validation data: random search with asynchronous successive halving (Li, Jamieson, Rostamizadeh,
 * Gonina, Ben-Tzur, Hardt, Recht, Talwalkar: "A system for massively parallel hyperparameter tuning", MLSys 2020).
 *
 * <p>A trial trains on the whole training part and is judged by a ninth of the validation users; only when it is among the best
 * third there it goes on to a third of them, and again to all. The defaults come first and go through whole. After ten trials every
 * second one is drawn near the best so far. The users of a rung are drawn by a hash of their ids, a smaller rung inside a larger one.
 *
 * <p>Which settings are tried depends on the seed and on the results before, not on time or threads. Confined: one thread.
 *
 * @param <C> the settings record
 */
public final class Tuning<C extends Record> {
  private static final int RUNGS = 3;
  private static final int SHARE = 3; // one of so many goes on, to so many times the users
  private static final int FEW_USERS = 600; // of a rung: fewer tell nothing
  private static final int ANYWHERE = 10; // trials before the first that is drawn near the best
  private static final double STEP = 0.12;

  private final ChannelKind<C> kind;
  private final TrainingData train;
  private final Metric metric;
  private final int k;
  private final Job job;
  private final SearchSpace<C> space;
  private final List<TestSet> rungs = new ArrayList<>();
  private final List<Trial> trials = new ArrayList<>();

  /**
   * One setting tried.
   *
   * @param point where in the space; empty for the defaults
   * @param settings by name
   * @param scores of the rungs it reached, in order
   * @param failure why it could not be trained; empty when it could
   * @param seconds training and judging
   */
  public record Trial(List<Double> point, Map<String, Object> settings, List<Double> scores, String failure, double seconds) {
    public Trial {
      point = List.copyOf(point);
      scores = List.copyOf(scores);
    }

    /** Whether all validation users judged it. */
    public boolean complete() {
      return scores.size() == RUNGS;
    }

    /** The score on the largest rung it reached; 0 for a failure. */
    public double score() {
      return scores.isEmpty() ? 0 : scores.getLast();
    }
  }

  /**
   * A search that has tried nothing yet.
   *
   * @param valid what is to be found; nothing of it may be in train
   * @param metric to be as large as possible, of lists of length k
   */
  public Tuning(ChannelKind<C> kind, TrainingData train, Interactions valid, Metric metric, int k, Job job) {
    require(k >= 1, "k is %d, must be 1 or more", k);
    require(valid.size() > 0, "the validation data is empty: there is nothing to be found");
    this.kind = kind;
    this.train = train;
    this.metric = metric;
    this.k = k;
    this.job = job;
    space = SearchSpace.around(kind.defaults());
    var all = TestSet.of(train.interactions(), Optional.empty(), valid, train.rule());
    require(all.evaluatedUsers() > 0, "no user of the validation data is to find anything new");
    for (int rung = RUNGS - 1; rung >= 0; rung--) {
      double share = Math.min(1, Math.max(Math.pow(SHARE, -rung), (double) FEW_USERS / all.evaluatedUsers()));
      rungs.add(share == 1 ? all : TestSet.of(train.interactions(), Optional.empty(), sample(valid, share), train.rule()));
    }
  }

  private static Interactions sample(Interactions valid, double share) {
    var kept = new HashMap<Integer, Boolean>();
    var owner = new int[Math.toIntExact(valid.size())];
    for (int user = 0; user < valid.users().size(); user++) {
      for (long row = valid.start(user); row < valid.end(user); row++) {
        owner[(int) row] = user;
      }
      kept.put(user, (XxHash64.hash("tuning " + valid.users().id(user)) >>> 11) * 0x1.0p-53 < share);
    }
    return valid.where(row -> kept.get(owner[(int) row]));
  }

  /** The settings that are searched. */
  public List<String> searched() {
    return space.names();
  }

  /** Goes on from trials of an earlier search of the same channel, data, metric and seed. */
  public Tuning<C> resume(List<Trial> earlier) {
    require(trials.isEmpty(), "%d trials were made already; resume first", trials.size());
    trials.addAll(earlier);
    return this;
  }

  /** All trials so far, in order. */
  public List<Trial> trials() {
    return List.copyOf(trials);
  }

  /** Makes the next trial. */
  public Trial next() {
    long begun = System.nanoTime();
    var random = Seeds.random(Seeds.of(job.seed(), kind.name() + " trial " + trials.size()));
    double[] point = propose(random);
    C settings = point.length == 0 ? kind.defaults() : space.at(point);
    var scores = new ArrayList<Double>();
    String failure = "";
    try {
      var model = kind.trainer(settings).train(train, job);
      for (int rung = 0; rung < RUNGS && (rung == 0 || goesOn(scores)); rung++) {
        boolean same = rung > 0 && rungs.get(rung) == rungs.get(rung - 1);
        scores.add(same ? scores.getLast() : Evaluation.of(model, rungs.get(rung)).on(job).at(k).value(metric, k));
      }
    } catch (IllegalArgumentException | ArithmeticException e) { // settings that this data does not allow
      failure = String.valueOf(e.getMessage());
    }
    var values = java.util.Arrays.stream(point).boxed().toList();
    var trial = new Trial(values, Settings.of(kind.defaults()).toMap(settings), scores, failure, (System.nanoTime() - begun) / 1e9);
    trials.add(trial);
    return trial;
  }


  private double[] propose(RandomGenerator random) {
    if (trials.isEmpty() || space.names().isEmpty()) {
      return new double[0];
    }
    var best = trials.stream().filter(t -> !t.point.isEmpty() && !t.scores.isEmpty()).max(Comparator.comparingInt((Trial t) -> t.scores.size()).thenComparingDouble(Trial::score));
    boolean near = trials.size() >= ANYWHERE && trials.size() % 2 == 0 && best.isPresent();
    return near ? space.near(best.get().point.stream().mapToDouble(Double::doubleValue).toArray(), STEP, random) : space.anywhere(random);
  }

  /** Whether the last score is in the best third of all that reached its rung. */
  private boolean goesOn(List<Double> scores) {
    int rung = scores.size() - 1;
    double score = scores.getLast();
    long better = trials.stream().filter(t -> t.scores.size() > rung && t.scores.get(rung) > score).count();
    long reached = trials.stream().filter(t -> t.scores.size() > rung).count() + 1;
    return better * SHARE < reached;
  }

  /** The best trial among those that all users judged; empty before the first. */
  public Optional<Trial> best() {
    return trials.stream().filter(Trial::complete).max(Comparator.comparingDouble(Trial::score));
  }
}
