package dev.tributary.retrieval.wals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tributary.catalog.Catalog;
import dev.tributary.catalog.Item;
import dev.tributary.catalog.ItemMask;
import dev.tributary.data.Event;
import dev.tributary.data.Interactions;
import dev.tributary.data.InterestRule;
import dev.tributary.data.Interests;
import dev.tributary.data.Signal;
import dev.tributary.data.Vocabulary;
import dev.tributary.math.Job;
import dev.tributary.math.Kernels;
import dev.tributary.math.Matrix;
import dev.tributary.math.Seeds;
import dev.tributary.math.SparseMatrix;
import dev.tributary.retrieval.Hits;
import dev.tributary.retrieval.Query;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.vectors.Features;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WalsTest {
  private static final WalsConfig SMALL = WalsConfig.DEFAULT.withFactors(8).withWeights(0.01, 0.1, 1).withEpochs(5);

  // ann took A B,  bob took A B C,  cat took A C
  private static final Interactions TINY = Interactions.parse("ann A B; bob A B C; cat A C");

  private static Interactions random(long seed, int users, int items, int rows) {
    var random = Seeds.random(seed);
    var log = Interactions.builder();
    for (int n = 0; n < rows; n++) {
      var signal = random.nextInt(3) == 0 ? Signal.LIKE : random.nextInt(6) == 0 ? Signal.IMPRESSION : Signal.CLICK;
      log.add("u" + random.nextInt(users), "i" + (int) (items * random.nextDouble() * random.nextDouble()), signal, 0f, Event.NO_TIME);
    }
    return log.build();
  }

  private static Vocabulary ids(String letter, int count) {
    var ids = new ArrayList<String>();
    for (int n = 0; n < count; n++) {
      ids.add(String.format("%s%05d", letter, n));
    }
    return Vocabulary.of(ids);
  }

  /** Random entries, some rows and columns empty, a few rows longer than the vectors. */
  private static SparseMatrix entries(long seed, int users, int items) {
    var random = Seeds.random(seed);
    var starts = new long[users + 1];
    var columns = new ArrayList<Integer>();
    for (int user = 0; user < users; user++) {
      int most = user % 7 == 0 ? 0 : user % 11 == 0 ? items : 6;
      for (int item = 0; item < items - 2; item++) {
        if (random.nextInt(items) < most * random.nextDouble()) {
          columns.add(item);
        }
      }
      starts[user + 1] = columns.size();
    }
    var values = new float[columns.size()];
    for (int n = 0; n < values.length; n++) {
      values[n] = 1 + random.nextInt(4);
    }
    return new SparseMatrix(items, starts, columns.stream().mapToInt(c -> c).toArray(), values);
  }

  private static double dot(Matrix a, int row, Matrix b, int other) {
    double sum = 0;
    for (int p = 0; p < a.columns(); p++) {
      sum += (double) a.get(row, p) * b.get(other, p);
    }
    return sum;
  }

  /** The formula of the trainer's description, pair by pair, in doubles. */
  private static double loss(WalsConfig config, SparseMatrix entries, Matrix users, Matrix items) {
    double loss = 0;
    var taken = new int[items.rows()];
    for (int user = 0; user < users.rows(); user++) {
      for (int entry = entries.start(user); entry < entries.start(user + 1); entry++) {
        boolean implicit = config.feedback() == Feedback.IMPLICIT;
        double error = (implicit ? 1 : entries.value(entry)) - dot(users, user, items, entries.column(entry));
        loss += (implicit ? entries.value(entry) : 1) * error * error;
        taken[entries.column(entry)]++;
      }
      double w0 = config.feedback() == Feedback.IMPLICIT ? config.unobservedWeight() : 0;
      for (int item = 0; item < items.rows(); item++) {
        double score = dot(users, user, items, item);
        loss += w0 * score * score;
      }
      loss += config.regularization() * Math.pow(entries.size(user) + w0 * items.rows(), config.nu()) * dot(users, user, users, user);
    }
    for (int item = 0; item < items.rows(); item++) {
      double w0 = config.feedback() == Feedback.IMPLICIT ? config.unobservedWeight() : 0;
      loss += config.regularization() * Math.pow(taken[item] + w0 * users.rows(), config.nu()) * dot(items, item, items, item);
    }
    return loss;
  }

  @Test
  void theLossIsThatOfTheFormulaAndNeverRisesWithTheExactAndTheBlockSolver() {
    var solvers = List.of(SMALL, SMALL.withSolver(Solver.BLOCK, 3, 3), SMALL.withSolver(Solver.BLOCK, 8, 3), SMALL.withFactors(40).withSolver(Solver.BLOCK, 16, 3), SMALL.withFactors(40));
    for (long seed = 1; seed <= 6; seed++) {
      for (var solver : solvers) {
        var config = solver.withWeights(seed % 3 == 0 ? 0.001 : 0.05, seed % 2 == 0 ? 0.3 : 0.02, seed % 4 / 2.0).withFeedback(seed == 5 ? Feedback.EXPLICIT : Feedback.IMPLICIT);
        var entries = entries(seed, 90, 70);
        var factorization = new Factorization(config, ids("u", 90), ids("i", 70), entries, Job.DEFAULT.withSeed(seed));
        double before = loss(config, entries, factorization.users(), factorization.items());
        for (int step = 0; step < 12; step++) {
          double told = step % 2 == 0 ? factorization.solveItems() : factorization.solveUsers();
          double loss = loss(config, entries, factorization.users(), factorization.items());
          assertThat(told).as("seed %d, step %d, %s", seed, step, config).isCloseTo(loss, within(2e-4 * loss));
          assertThat(loss).as("seed %d, step %d, %s", seed, step, config).isLessThanOrEqualTo(before * (1 + 1e-5));
          before = loss;
        }
      }
    }
  }

  /** Two or three of eleven attributes for each item; the attribute 10 has nobody. */
  private static Features attributes(long seed, int items) {
    var random = Seeds.random(seed);
    var features = new Features(new int[items][], new float[items][]);
    for (int item = 0; item < items; item++) {
      features.features()[item] = item % 9 == 0 ? new int[0] : new int[] {random.nextInt(5), 5 + random.nextInt(5)};
      features.values()[item] = item % 9 == 0 ? new float[0] : new float[] {1, 0.5f};
    }
    return features;
  }

  /** The formula with items that lean: in place of λ·(…)^ν·‖b‖² of those that were taken, that of the deviation, and a·D·‖w‖² of the attributes. */
  private static double leaningLoss(WalsConfig config, SparseMatrix entries, Matrix users, Matrix items, Features features, Matrix weights) {
    double loss = loss(config, entries, users, items);
    var taken = new int[items.rows()];
    for (int entry = 0; entry < entries.size(); entry++) {
      taken[entries.column(entry)]++;
    }
    for (int item = 0; item < items.rows(); item++) {
      double w0 = config.feedback() == Feedback.IMPLICIT ? config.unobservedWeight() : 0;
      double r = taken[item] == 0 ? 0 : config.regularization() * Math.pow(taken[item] + w0 * users.rows(), config.nu());
      for (int p = 0; p < items.columns(); p++) {
        double mean = 0;
        for (int n = 0; n < features.count(item); n++) {
          double x = features.values()[item][n];
          double w = weights.get(features.features()[item][n], p);
          mean += x * w;
          loss += config.attributes() * r * x * x * w * w;
        }
        double b = items.get(item, p);
        loss += r * ((b - mean) * (b - mean) - b * b);
      }
    }
    return loss;
  }

  @Test
  void withAttributesTheLossIsThatOfTheFormulaAndNeverRises() {
    for (long seed = 1; seed <= 6; seed++) {
      for (var solver : List.of(SMALL, SMALL.withSolver(Solver.BLOCK, 3, 3), SMALL.withFactors(40))) {
        var config =
            solver.withWeights(seed % 3 == 0 ? 0.001 : 0.05, seed % 2 == 0 ? 0.3 : 0.02, seed % 4 / 2.0).withFeedback(seed == 5 ? Feedback.EXPLICIT : Feedback.IMPLICIT).withAttributes(seed / 3.0);
        var entries = entries(seed, 90, 70);
        var features = attributes(seed, 70);
        var factorization = new Factorization(config, ids("u", 90), ids("i", 70), entries, Job.DEFAULT.withSeed(seed));
        factorization.lean(features, 11);
        double before = Double.POSITIVE_INFINITY;
        for (int step = 0; step < 12; step++) {
          double told = step % 2 == 0 ? factorization.solveItems() : factorization.solveUsers();
          double loss = leaningLoss(config, entries, factorization.users(), factorization.items(), features, factorization.attributes());
          assertThat(told).as("seed %d, step %d, %s", seed, step, config).isCloseTo(loss, within(2e-4 * loss));
          assertThat(loss).as("seed %d, step %d, %s", seed, step, config).isLessThanOrEqualTo(before * (1 + 1e-5));
          before = loss;
        }
        assertThat(Kernels.dot(factorization.attributes(), 10, factorization.attributes(), 10)).isZero();
        assertThat(Kernels.dot(factorization.attributes(), 0, factorization.attributes(), 0)).isPositive();
      }
    }
  }

  @Test
  void anAttributesVectorIsThatOfARidgeRegressionOnTheItemsThatHaveIt() {
    // items at 1, 3 and 8 with r = 1, 1 and 2; the first two have the attribute with x = 1, the third with x = 0.5; a = 0.5, D = 1 + 1 + 2·0.25 = 2.5:
    // w = (1 + 3 + 2·0.5·8) / (2.5 + 0.5·2.5) = 3.2
    var features = new Features(new int[][] {{0}, {0}, {0}}, new float[][] {{1}, {1}, {0.5f}});
    var leaning = new Leaning(features, 1, new double[] {1, 1, 2}, 0.5, 1);
    var vectors = Matrix.zeros(3, 1);
    vectors.set(0, 0, 1);
    vectors.set(1, 0, 3);
    vectors.set(2, 0, 8);
    double sum = leaning.learn(vectors);
    assertThat(leaning.weights().get(0, 0)).isCloseTo(3.2f, within(1e-5f));
    assertThat(sum).isCloseTo(2.2 * 2.2 + 0.2 * 0.2 + 2 * 6.4 * 6.4 + 0.5 * 2.5 * 3.2 * 3.2, within(1e-3));
  }

  @Test
  void itemsThatNobodyTookAreFoundByTheirAttributes() {
    var log = new StringBuilder();
    for (int user = 0; user < 40; user++) {
      log.append("u").append(user);
      for (int n = 0; n < 3; n++) {
        log.append(" i").append((user + 2 * ((user / 2 + n * n) % 5)) % 10); // even users take even items, odd users odd ones
      }
      log.append(";");
    }
    var items = new ArrayList<Item>();
    for (int item = 0; item < 12; item++) {
      items.add(Item.builder("i" + item).categories(List.of(item % 2 == 0 ? "nature" : "motor")).build());
    }
    var data = TrainingData.of(Interactions.parse(log.toString())).withCatalog(Catalog.of(items));
    var model = new WalsTrainer(SMALL.withAttributes(1)).train(data, Job.DEFAULT);
    for (int user = 0; user < 40; user++) {
      assertThat(model.score("u" + user, "i1" + user % 2).orElseThrow()).isGreaterThan(model.score("u" + user, "i1" + (1 - user % 2)).orElseThrow() + 0.02f);
    }
    var interests = data.interests();
    var history = new HashMap<String, Float>();
    for (long entry = interests.start(0); entry < interests.end(0); entry++) {
      history.put(interests.items().id(interests.item(entry)), interests.like(entry));
    }
    assertThat(model.userVector(history)).containsExactly(model.userVectors().vector(interests.users().id(0)).orElseThrow(), within(1e-4f)); // the two items more change no fold-in
    var channel = model.open(IntStream.range(0, 12).toArray());
    channel.itemChanged(12, Item.builder("new").categories(List.of("nature")).build());
    channel.itemChanged(13, Item.builder("strange").categories(List.of("nothing of the kind")).build());
    var mask = new ItemMask();
    mask.allowNone(14);
    mask.allow(12);
    mask.allow(13);
    var hits = new Hits();
    channel.retrieve(new Query().reset(0, 0, mask).addInterest(model.items().indexOf("i2"), 1, 0), 5, hits);
    assertThat(hits.size()).isEqualTo(1);
    assertThat(hits.item(0)).isEqualTo(12);
    assertThat(hits.score(0)).isPositive();
    var ids = new WalsTrainer(SMALL).train(data, Job.DEFAULT);
    assertThat(ids.items().indexOf("i10")).isNegative(); // without attributes nobody knows of it
  }

  @Test
  void theExactSolverEndsWhereNoUsersVectorCanBeMovedToALowerLoss() {
    var entries = entries(4, 40, 30);
    var factorization = new Factorization(SMALL, ids("u", 40), ids("i", 30), entries, Job.DEFAULT);
    factorization.solveItems();
    factorization.solveUsers();
    var users = factorization.users();
    var items = factorization.items();
    double least = loss(SMALL, entries, users, items);
    for (int user : new int[] {1, 11, 22, 39}) {
      for (int p = 0; p < 8; p++) {
        for (float change : new float[] {0.05f, -0.05f}) {
          float value = users.get(user, p);
          users.set(user, p, value + change);
          assertThat(loss(SMALL, entries, users, items)).isGreaterThan(least);
          users.set(user, p, value);
        }
      }
    }
  }

  @Test
  void oneFactorIsWorkedOutByHand() {
    // one user, one item, like 1, w₀ = 0.5, λ = 0.1, ν = 0, one factor: for a fixed b the best a is b / (1.5·b² + 0.1), and the other way
    // round; where both stand still a = b, so 1.5·a² = 0.9, a² = 0.6
    var config = SMALL.withFactors(1).withWeights(0.1, 0.5, 0).withEpochs(200);
    var model = new WalsTrainer(config).train(Interactions.parse("ann A"));
    assertThat(model.score("ann", "A").orElseThrow()).isCloseTo(0.6f, within(1e-4f));
    // (1 − 0.6)² + 0.5·0.6² + 0.1·(0.6 + 0.6)
    assertThat(model.loss()).isCloseTo(0.16 + 0.18 + 0.12, within(1e-4));
    assertThat(model.score("ann", "Z")).isEmpty();
  }

  @Test
  void confidencesOfHuMapAsTheDocumentationSays() {
    // c = 5 for every entry, their λ = 0.8: w₀ = 1/4, λ = 0.8/5 = 0.16, ν = 0; their scores are ours times 5/4
    var entries = entries(9, 40, 30);
    var config = SMALL.withWeights(0.16, 0.25, 0).withEntryWeights(0, 0);
    var ones = new SparseMatrix(30, starts(entries), columns(entries), filled(entries.size()));
    var factorization = new Factorization(config, ids("u", 40), ids("i", 30), ones, Job.DEFAULT);
    for (int epoch = 0; epoch < 3; epoch++) {
      factorization.solveItems();
      factorization.solveUsers();
    }
    // their normal equations (Σ_all b·bᵀ + 4·Σ_taken b·bᵀ + 0.8·I)·a = 5·Σ_taken b hold for our vectors times √(5/4)
    double scale = Math.sqrt(1.25);
    var users = factorization.users();
    var items = factorization.items();
    for (int user : new int[] {1, 5, 11, 33}) {
      for (int p = 0; p < 8; p++) {
        double left = 0.8 * scale * users.get(user, p);
        for (int item = 0; item < 30; item++) {
          left += scale * scale * scale * dot(users, user, items, item) * items.get(item, p);
        }
        double right = 0;
        for (int entry = ones.start(user); entry < ones.start(user + 1); entry++) {
          int item = ones.column(entry);
          left += 4 * scale * scale * scale * dot(users, user, items, item) * items.get(item, p);
          right += 5 * scale * items.get(item, p);
        }
        assertThat(left).as("user %d, factor %d", user, p).isCloseTo(right, within(1e-4));
      }
    }
  }

  private static long[] starts(SparseMatrix matrix) {
    var starts = new long[matrix.rows() + 1];
    Arrays.setAll(starts, matrix::start);
    return starts;
  }

  private static int[] columns(SparseMatrix matrix) {
    var columns = new int[matrix.size()];
    Arrays.setAll(columns, matrix::column);
    return columns;
  }

  private static float[] filled(int size) {
    var ones = new float[size];
    Arrays.fill(ones, 1f);
    return ones;
  }

  @Test
  void conjugateGradientsComeNearTheExactLoss() {
    var entries = entries(2, 90, 70);
    var exact = new Factorization(SMALL, ids("u", 90), ids("i", 70), entries, Job.DEFAULT);
    var near = new Factorization(SMALL.withSolver(Solver.CG, 64, 3), ids("u", 90), ids("i", 70), entries, Job.DEFAULT);
    double exactLoss = 0;
    double nearLoss = 0;
    for (int epoch = 0; epoch < 15; epoch++) {
      exact.solveItems();
      near.solveItems();
      exactLoss = exact.solveUsers();
      nearLoss = near.solveUsers();
    }
    assertThat(nearLoss).isCloseTo(exactLoss, within(0.03 * exactLoss));
  }

  @Test
  void aUsersStoredVectorIsWhatAFoldInOfTheHistoryGives() {
    var log = random(3, 60, 50, 900);
    for (var config : List.of(SMALL, SMALL.withFactors(33), SMALL.withEntryWeights(0.5, 0.4), SMALL.withEntryWeights(0, 0))) {
      var model = new WalsTrainer(config).train(log);
      var history = model.history();
      for (int user = 0; user < history.users().size(); user++) {
        var likes = new HashMap<String, Float>();
        for (long entry = history.start(user); entry < history.end(user); entry++) {
          likes.put(history.items().id(history.item(entry)), history.like(entry));
        }
        var stored = model.userVectors().vector(history.users().id(user)).orElseThrow();
        var folded = model.userVector(likes);
        for (int p = 0; p < stored.length; p++) {
          assertThat(folded[p]).as("user %d, factor %d, %s", user, p, config).isCloseTo(stored[p], within(1e-4f));
        }
      }
    }
  }

  @Test
  void anItemsFoldInIsItsHalfStep() {
    var log = random(5, 60, 50, 900);
    var interests = Interests.of(log, InterestRule.DEFAULT);
    var model = new WalsTrainer(SMALL).train(log);
    var foldIn = model.itemFoldIn();
    for (int item : new int[] {0, 3, 20}) {
      var likes = new HashMap<String, Float>();
      for (int user = 0; user < interests.users().size(); user++) {
        for (long entry = interests.start(user); entry < interests.end(user); entry++) {
          if (interests.item(entry) == item) {
            likes.put(interests.users().id(user), interests.like(entry));
          }
        }
      }
      var folded = foldIn.vector(likes);
      // no change of one factor lowers the item's part of the loss
      double least = itemLoss(model, likes, folded);
      for (int p = 0; p < folded.length; p++) {
        for (float change : new float[] {0.02f, -0.02f}) {
          var moved = folded.clone();
          moved[p] += change;
          assertThat(itemLoss(model, likes, moved)).isGreaterThan(least);
        }
      }
    }
    assertThat(foldIn.vector(Map.of("nobody", 1f))).containsOnly(0f);
  }

  private static double itemLoss(WalsModel model, Map<String, Float> likes, float[] item) {
    var config = model.config();
    int users = model.userVectors().ids().size();
    double loss = config.regularization() * (likes.size() + config.unobservedWeight() * users) * Kernels.dot(item, item);
    for (int user = 0; user < users; user++) {
      String id = model.userVectors().ids().id(user);
      double score = Kernels.dot(model.userVectors().vector(id).orElseThrow(), item);
      loss += config.unobservedWeight() * score * score + (likes.containsKey(id) ? likes.get(id) * (1 - score) * (1 - score) : 0);
    }
    return loss;
  }

  @Test
  void aNewEventCountsAtOnceAndOneOfManyIsWithinReachOfTheRest() {
    var log = Interactions.builder();
    for (int user = 0; user < 40; user++) {
      for (int n = 0; n < 5; n++) {
        log.add("u" + user, (user % 2 == 0 ? "even" : "odd") + (user * 3 + n * 5) % 12, Signal.CLICK, 0f, Event.NO_TIME);
      }
    }
    var model = new WalsTrainer(SMALL).train(log.build());
    var toCatalog = new int[model.items().size()];
    Arrays.setAll(toCatalog, i -> i);
    var channel = model.open(toCatalog);
    var query = new Query().reset(-1, 0, new ItemMask().allowAll(toCatalog.length));
    var hits = new Hits();
    channel.retrieve(query, 3, hits);
    assertThat(hits.size()).isZero();
    query.addInterest(model.items().indexOf("even4"), 1, 0);
    channel.retrieve(query, 3, hits);
    assertThat(model.items().id(hits.item(0))).startsWith("even");
    assertThat(model.similar("odd3", 5)).hasSize(5).allSatisfy(scored -> assertThat(scored.item()).startsWith("odd"));
  }

  @Test
  void gradesOfItemsMetWithoutInterestAreZero() {
    // half of the users are shown an item and leave it, the others like it twice (click, like)
    var log = Interactions.builder();
    for (int user = 0; user < 20; user++) {
      for (int n = 0; n < 6; n++) {
        boolean likes = (user + n) % 2 == 0;
        log.add("u" + user, "i" + n, Signal.IMPRESSION, 0f, Event.NO_TIME);
        if (likes) {
          log.add("u" + user, "i" + n, Signal.CLICK, 0f, Event.NO_TIME).add("u" + user, "i" + n, Signal.LIKE, 0f, Event.NO_TIME);
        }
      }
    }
    var config = SMALL.withFactors(2).withWeights(0.001, 0.1, 1).withEpochs(30).withFeedback(Feedback.EXPLICIT);
    var model = new WalsTrainer(config).train(log.build());
    assertThat(model.score("u0", "i2").orElseThrow()).isCloseTo(2f, within(0.05f));
    assertThat(model.score("u0", "i3").orElseThrow()).isCloseTo(0f, within(0.05f));
  }

  // bad input

  @Test
  void anEmptyLogOneEntryAndRowsWithoutEntriesAreServed() {
    assertThat(new WalsTrainer(SMALL).train(Interactions.builder().build()).recommend("nobody", 3)).isEmpty();
    var one = new WalsTrainer(WalsConfig.DEFAULT).train(Interactions.parse("ann A"));
    assertThat(one.recommend("ann", 3)).isEmpty();
    assertThat(one.score("ann", "A").orElseThrow()).isFinite();
    var shown = Interactions.builder().add("ann", "A", Signal.CLICK, 0f, Event.NO_TIME).add("bob", "B", Signal.IMPRESSION, 0f, Event.NO_TIME).build();
    var model = new WalsTrainer(SMALL).train(shown);
    assertThat(model.userVectors().vector("bob").orElseThrow()).as("a user without entries").containsOnly(0f);
    assertThat(model.itemVectors().vector("B").orElseThrow()).as("an item without entries").containsOnly(0f);
    assertThat(model.recommend("bob", 3)).isEmpty();
  }

  @Test
  void constantGradesAreLearned() {
    var log = Interactions.builder();
    for (int user = 0; user < 30; user++) {
      for (int item = 0; item < 20; item++) {
        log.add("u" + user, "i" + item, Signal.CLICK, 0f, Event.NO_TIME);
      }
    }
    var model = new WalsTrainer(SMALL.withWeights(0.0001, 0, 1).withEpochs(30).withFeedback(Feedback.EXPLICIT)).train(log.build());
    assertThat(model.score("u3", "i7").orElseThrow()).isCloseTo(1f, within(0.01f)); // the grade of every pair
  }

  @Test
  void aSingularSystemWithoutRegularisationNamesTheRowAndTheSetting() {
    var trainer = new WalsTrainer(SMALL.withWeights(0, 0.1, 1).withFactors(8));
    assertThatThrownBy(() -> trainer.train(TINY)) // three users span three factors of eight
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("item '[ABC]' \\(\\d entries\\) leaves its vector undecided in floats with regularization 0\\.0, unobservedWeight 0\\.1 and 8 factors; raise regularization, .*");
    // where the others decide every factor, no regularisation is needed
    var model = new WalsTrainer(SMALL.withWeights(0, 0.1, 1).withFactors(2)).train(TINY);
    assertThat(model.loss()).isFinite();
  }

  @Test
  void enormousWeightsGiveAFiniteModelOrAnErrorThatNamesTheSetting() {
    var log = TrainingData.of(TINY).withRule(InterestRule.DEFAULT.withWeights("click=1000"));
    for (double power : new double[] {1, 4, 10}) { // up to 1e30
      for (var solver : Solver.values()) {
        try {
          var model = new WalsTrainer(SMALL.withEntryWeights(power, 0).withSolver(solver, 3, 3)).train(log, Job.DEFAULT);
          assertThat(model.loss()).isFinite();
          for (float value : model.itemVectors().vectors().values().toArray()) {
            assertThat(value).isFinite();
          }
        } catch (IllegalArgumentException | ArithmeticException e) {
          assertThat(e).hasMessageContaining("regularization");
        }
      }
    }
  }

  @Test
  void settingsThatCannotBeHonouredAreRefused() {
    assertThatThrownBy(() -> SMALL.withFactors(0)).hasMessage("factors is 0, allowed 1..2048; start with 128");
    assertThatThrownBy(() -> SMALL.withFactors(4096)).hasMessage("factors is 4096, allowed 1..2048; start with 128");
    assertThatThrownBy(() -> SMALL.withWeights(Double.NaN, 0.1, 1)).hasMessageStartingWith("regularization is NaN, allowed 0..1e9");
    assertThatThrownBy(() -> SMALL.withWeights(0.1, Double.POSITIVE_INFINITY, 1)).hasMessageStartingWith("unobservedWeight is Infinity");
    assertThatThrownBy(() -> SMALL.withEntryWeights(0, 1).withFeedback(Feedback.EXPLICIT)).hasMessageContaining("grades");
    assertThatThrownBy(() -> new WalsTrainer(SMALL).train(TINY).userVector(Map.of("A", Float.NaN))).hasMessage("the like of 'A' is NaN, must be above 0 and finite");
  }
}
