package dev.tributary.evaluation;

import static dev.tributary.math.Require.require;

import dev.tributary.catalog.ItemMask;
import dev.tributary.data.Interactions;
import dev.tributary.data.InterestRule;
import dev.tributary.data.Interests;
import dev.tributary.data.Split;
import dev.tributary.data.Vocabulary;
import dev.tributary.math.Job;
import dev.tributary.retrieval.ChannelModel;
import dev.tributary.stats.Bootstrap;
import java.util.Arrays;
import java.util.Optional;

/**
 * Measures a recommender on a split (spec §8): {@code Evaluation.of(model, train, valid, test, rule).at(5, 10)}.
 *
 * <p>A model recommends to every user of the test data out of what that user did in train (and in valid when it lies beside
 * train), over all its items but those the user already has; nothing is sampled. Lists of any other origin are measured as they
 * are. Means are over users with at least one relevant item. Equal scores: by XXH64 of the item's id, then its bytes.
 *
 * <p>The result does not depend on the number of threads. Immutable: what changes a setting answers a new one.
 */
public final class Evaluation {
  private final TestSet test;
  private final Optional<ChannelModel> model;
  private final Optional<RankedLists> lists;
  private final Optional<Interests> history;
  private final Optional<Candidates> candidates;
  private final Job job;

  private Evaluation(
      TestSet test, Optional<ChannelModel> model, Optional<RankedLists> lists, Optional<Interests> history, Optional<Candidates> candidates, Job job) {
    this.test = test;
    this.model = model;
    this.lists = lists;
    this.history = history;
    this.candidates = candidates;
    this.job = job;
  }

  /** A model against a split, under the default rule: every interest in test counts. */
  public static Evaluation of(ChannelModel model, Split split) {
    return of(model, split.train(), split.valid(), split.test(), InterestRule.DEFAULT);
  }

  /**
   * A model on a split.
   *
   * @param valid given when it is no longer held back: it then belongs to the users' histories
   * @throws IllegalArgumentException when train is empty, or nothing in test counts under the rule
   */
  public static Evaluation of(ChannelModel model, Interactions train, Optional<Interactions> valid, Interactions test, InterestRule rule) {
    return of(model, TestSet.of(train, valid, test, rule));
  }

  /** A model on a split whose test set is at hand. */
  public static Evaluation of(ChannelModel model, TestSet test) {
    return new Evaluation(test, Optional.of(model), Optional.empty(), Optional.empty(), Optional.empty(), Job.DEFAULT);
  }

  /** Lists of any origin. */
  public static Evaluation of(RankedLists lists, TestSet test) {
    return new Evaluation(test, Optional.empty(), Optional.of(lists), Optional.empty(), Optional.empty(), Job.DEFAULT);
  }

  /** The same with other threads or another listener. */
  public Evaluation on(Job job) {
    return new Evaluation(test, model, lists, history, candidates, job);
  }

  /**
   * The model is told these histories instead of train's (fold-in). What a user has in train, in valid, or in these is not
   * recommended.
   */
  public Evaluation withHistory(Interests history) {
    require(model.isPresent(), "a history is for a model; these lists are made already");
    return new Evaluation(test, model, lists, Optional.of(history), candidates, job);
  }

  /**
   * Only these candidates are ranked, and the result says so. A candidate that the model gives no score, and one that the user
   * already has, is not listed.
   */
  public Evaluation among(Candidates candidates) {
    return new Evaluation(test, model, lists, history, Optional.of(candidates), job);
  }

  /**
   * Measures at some cuts.
   *
   * @param ks cuts, 1..1,000,000, in any order
   */
  public EvaluationResult at(int... ks) {
    require(ks.length > 0, "no cut given; for example at(5, 10)");
    int[] cuts = Arrays.stream(ks).sorted().distinct().toArray();
    for (int k : cuts) {
      require(k >= 1 && k <= 1_000_000, "k is %d, allowed 1..1000000", k);
    }
    int deepest = cuts[cuts.length - 1];
    if (candidates.isEmpty()) {
      return new EvaluationResult(test, lists.orElseGet(() -> recommended(deepest)), cuts, "full catalogue", Optional.empty(), job);
    }
    var ranked = lists.map(l -> l.among(candidates.get())).orElseGet(() -> recommended(Math.max(deepest, candidates.get().longest())));
    var shown = ranked.withBadRows(candidates.get().badRows());
    return new EvaluationResult(test, shown, cuts, "among the candidates of " + candidates.get().name(), Optional.of(scores(ranked, candidates.get())), job);
  }

  private RankedLists recommended(int k) {
    var used = model.orElseThrow();
    int[] toModel = test.history().items().indexesIn(used.items());
    RankedLists.Narrowing narrowing =
        (user, mask) -> {
          for (int item : test.seen(user)) {
            mask.forbid(toModel[item]);
          }
        };
    if (candidates.isPresent()) {
      narrowing = amongCandidates(used, candidates.get());
    }
    return RankedLists.of(used, history.orElseGet(test::interests), test.users(), k, RankedLists.Seen.LEFT_OUT, narrowing, job);
  }

  /** Leaves of the mask the candidates that it allows and the user does not have. */
  private RankedLists.Narrowing amongCandidates(ChannelModel used, Candidates given) {
    int[] place = test.users().indexesIn(given.users());
    int[] toModel = given.items().indexesIn(used.items());
    int[] toHistory = given.items().indexesIn(test.history().items());
    return (user, mask) -> {
      int from = place[user] < 0 ? 0 : given.start(place[user]);
      int to = place[user] < 0 ? 0 : given.end(place[user]);
      var kept = new int[to - from];
      int count = 0;
      for (int row = from; row < to; row++) {
        int item = toModel[given.item(row)];
        if (mask.allows(item) && !test.has(user, toHistory[given.item(row)])) {
          kept[count++] = item;
        }
      }
      only(mask, kept, count);
    };
  }

  private static void only(ItemMask mask, int[] items, int count) {
    mask.allowNone(mask.size());
    for (int n = 0; n < count; n++) {
      mask.allow(items[n]);
    }
  }

  /** Every candidate of a test user with its score, below all others when it has none; labels from the file, else from test. */
  private CandidateScores scores(RankedLists ranked, Candidates given) {
    int[] testUser = given.users().indexesIn(test.users());
    int[] listOf = given.users().indexesIn(ranked.users());
    int[] toTest = test.hittable(given.items());
    int[] toCandidate = ranked.items().indexesIn(given.items());
    var label = new double[given.rows()];
    var score = new double[given.rows()];
    var group = new int[given.rows()];
    int size = 0;
    int scored = 0;
    for (int user = 0; user < testUser.length; user++) {
      if (testUser[user] < 0) {
        continue;
      }
      int base = size;
      for (int row = given.start(user); row < given.end(user); row++) {
        label[size] = given.labelled() ? given.label(row) : test.gain(testUser[user], toTest[given.item(row)]) > 0 ? 1 : 0;
        score[size] = -Double.MAX_VALUE;
        group[size++] = user;
      }
      for (int rank = 0; listOf[user] >= 0 && rank < ranked.size(listOf[user]); rank++) {
        int row = given.find(user, toCandidate[ranked.item(listOf[user], rank)]);
        if (row >= 0) {
          score[base + row - given.start(user)] = ranked.score(listOf[user], rank);
          scored++;
        }
      }
    }
    var predictions = Predictions.of(Arrays.copyOf(label, size), Arrays.copyOf(score, size), Arrays.copyOf(group, size));
    return new CandidateScores(predictions, size - scored);
  }

  /** Two results of one test set compared by a metric at a cut, on the same resamples of users. */
  public static Comparison compare(EvaluationResult a, EvaluationResult b, Metric metric, int k) {
    return compare(a, b, metric, k, Bootstrap.DEFAULT);
  }

  /**
   * The same with another bootstrap.
   *
   * @throws IllegalArgumentException when the results are of different users, or the metric is not one of users
   */
  public static Comparison compare(EvaluationResult a, EvaluationResult b, Metric metric, int k, Bootstrap bootstrap) {
    require(sameUsers(a.test(), b.test()), "the two results are of different users; measure both on one test set");
    double[] first = a.perUser(metric, k);
    double[] second = b.perUser(metric, k);
    return new Comparison(metric, k, first.length, bootstrap.difference(first, second), bootstrap.relativeDifference(first, second));
  }

  private static boolean sameUsers(TestSet a, TestSet b) {
    if (a == b) {
      return true;
    }
    Vocabulary users = a.users();
    return users.size() == b.users().size()
        && Arrays.equals(users.bytes().toArray(), b.users().bytes().toArray())
        && Arrays.equals(users.offsets().toArray(), b.users().offsets().toArray())
        && Arrays.equals(a.evaluated(), b.evaluated());
  }
}
