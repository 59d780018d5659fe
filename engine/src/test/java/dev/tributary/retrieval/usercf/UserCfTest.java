package dev.tributary.retrieval.usercf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tributary.catalog.ItemMask;
import dev.tributary.data.Event;
import dev.tributary.data.Follows;
import dev.tributary.data.Interactions;
import dev.tributary.data.InterestRule;
import dev.tributary.data.Interests;
import dev.tributary.data.Signal;
import dev.tributary.math.Job;
import dev.tributary.math.Seeds;
import dev.tributary.math.XxHash64;
import dev.tributary.model.Bundle;
import dev.tributary.model.BundleWriter;
import dev.tributary.retrieval.Hits;
import dev.tributary.retrieval.Query;
import dev.tributary.retrieval.Recommender;
import dev.tributary.retrieval.Scored;
import dev.tributary.retrieval.TrainingData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserCfTest {
  // ann and bob share A B, ann and cat share A
  private static final Interactions TINY = Interactions.parse("ann A B; bob A B C; cat A D");

  private static UserCfModel train(Interactions log, UserCfConfig config) {
    return new UserCfTrainer(config).train(log);
  }

  private static Query query(UserCfModel model, String... newestFirst) {
    var query = new Query().reset(-1, 0, new ItemMask().allowAll(model.items().size()));
    for (String item : newestFirst) {
      query.addInterest(model.items().indexOf(item), 1f, 0);
    }
    return query;
  }

  private static List<Scored> ask(UserCfModel model, Query query, int k) {
    var hits = new Hits();
    model.open(IntStream.range(0, model.items().size()).toArray()).retrieve(query, k, hits);
    return IntStream.range(0, hits.size()).mapToObj(rank -> new Scored(model.items().id(hits.item(rank)), hits.score(rank))).toList();
  }

  @Test
  void usersAreAlikeByWhatTheyShare() {
    var similar = train(TINY, UserCfConfig.COURSE).similarUsers("ann", 5);
    assertThat(similar).extracting(UserCfModel.SimilarUser::user).containsExactly("bob", "cat");
    assertThat(similar.get(0).similarity()).isCloseTo(0.81650f, within(1e-5f)); // 2 / √(2·3)
    assertThat(similar.get(1).similarity()).isCloseTo(0.50000f, within(1e-5f)); // 1 / √(2·2)
    assertThat(train(TINY, UserCfConfig.COURSE).similarUsers("nobody", 5)).isEmpty();
  }

  @Test
  void dampedARareThingInCommonSaysMore() {
    var model = train(TINY, UserCfConfig.COURSE.withSimilarity(UserSimilarity.DAMPED));
    // A has 3 users, B has 2: (1/log 4 + 1/log 3) / √(2·3), and 1/log 4 / √(2·2)
    assertThat(model.similarUsers("ann", 5).get(0).similarity()).isCloseTo((float) ((1 / Math.log(4) + 1 / Math.log(3)) / Math.sqrt(6)), within(1e-6f));
    assertThat(model.similarUsers("ann", 5).get(1).similarity()).isCloseTo((float) (1 / Math.log(4) / 2), within(1e-6f));
  }

  @Test
  void likesWeighTheCosineAndTheScore() {
    var log =
        Interactions.builder()
            .add("ann", "A", Signal.CLICK, 0, 1)
            .add("ann", "A", Signal.LIKE, 0, 2)
            .add("bob", "A", Signal.CLICK, 0, 1)
            .add("bob", "B", Signal.CLICK, 0, 2)
            .add("bob", "B", Signal.LIKE, 0, 3)
            .add("bob", "B", Signal.SHARE, 0, 4)
            .build();
    // sim = 2·1 / (2 · √(1 + 9)), and bob likes B three times as much as a click: 3 / √10
    assertThat(train(log, UserCfConfig.COURSE).recommend("ann", 5)).singleElement().satisfies(scored -> assertThat(scored.score()).isCloseTo(0.94868f, within(1e-5f)));
  }

  @Test
  void theNeighboursLikesAreSummedByTheirSimilarity() {
    var found = train(TINY, UserCfConfig.COURSE).recommend("ann", 5);
    assertThat(found).extracting(Scored::item).containsExactly("C", "D");
    assertThat(found.get(0).score()).isCloseTo(0.81650f, within(1e-5f));
    assertThat(found.get(1).score()).isCloseTo(0.5f, within(1e-5f));
    assertThat(train(TINY, UserCfConfig.COURSE.withNeighbors(1)).recommend("ann", 5)).extracting(Scored::item).containsExactly("C");
    assertThat(train(TINY, UserCfConfig.COURSE.withMinSimilarity(0.6)).recommend("ann", 5)).extracting(Scored::item).containsExactly("C");
    assertThat(train(TINY, UserCfConfig.COURSE.withPowers(2, 0)).recommend("ann", 5).get(1).score()).isCloseTo(0.25f, within(1e-5f));
    assertThat(train(TINY, UserCfConfig.COURSE.withShrinkage(2)).recommend("ann", 5).get(1).score()).isCloseTo(0.25f, within(1e-5f)); // 1 / (2 + 2)
  }

  @Test
  void anUnseenHistoryGetsAPageAtOnceAndANewClickChangesIt() {
    var model = train(TINY, UserCfConfig.COURSE);
    assertThat(ask(model, query(model, "D"), 5).getFirst().item()).isIn("A", "D"); // like cat, who has A D
    assertThat(ask(model, query(model, "C", "D"), 5)).extracting(Scored::item).contains("A", "B");
    var newcomer = Interests.of(Interactions.parse("newcomer C"), InterestRule.DEFAULT);
    assertThat(new Recommender(model, newcomer).recommend("newcomer", 5)).extracting(Scored::item).containsExactlyInAnyOrder("A", "B");
  }

  /** The user's own row of the log, and whoever has nothing else, would take the first places and offer nothing. */
  @Test
  void whoHasNothingNewTakesNoPlaceAmongTheNeighbours() {
    var log = Interactions.parse("ann A B; twin A B; half A; bob A B C");
    assertThat(train(log, UserCfConfig.COURSE.withNeighbors(1)).recommend("ann", 5)).extracting(Scored::item).containsExactly("C");
    assertThat(train(log, UserCfConfig.COURSE.withNeighbors(1)).similarUsers("ann", 1)).extracting(UserCfModel.SimilarUser::user).containsExactly("twin");
  }

  @Test
  void recentInterestsSayMoreOfWhoIsSimilar() {
    var log = Interactions.parse("bob A X; cat B Y; eve C Z");
    var model = train(log, UserCfConfig.COURSE.withHalfLives(0, 1));
    var found = ask(model, query(model, "A", "B", "C"), 9).stream().filter(s -> "XYZ".contains(s.item())).toList();
    assertThat(found).extracting(Scored::item).containsExactly("X", "Y", "Z");
    assertThat(found.get(1).score()).isCloseTo(found.get(0).score() / 2, within(1e-6f));
    var one = train(log, UserCfConfig.COURSE.withHistoryUsed(1));
    assertThat(ask(one, query(one, "A", "B", "C"), 9)).extracting(Scored::item).contains("X").doesNotContain("Y", "Z");
  }

  private static Interactions random(long seed, int users, int items, int rows) {
    var random = Seeds.random(seed);
    var log = Interactions.builder();
    for (int n = 0; n < rows; n++) {
      var signal = random.nextInt(3) == 0 ? Signal.LIKE : Signal.CLICK;
      log.add("u" + random.nextInt(users), "i" + (int) (items * random.nextDouble() * random.nextDouble()), signal, 0f, Event.NO_TIME);
    }
    return log.build();
  }

  @Test
  void agreesWithTheDenseFormula() {
    for (long seed = 1; seed <= 20; seed++) {
      var random = Seeds.random(seed);
      var log = random(seed, 20 + random.nextInt(30), 25, 250);
      var config =
          UserCfConfig.COURSE
              .withSimilarity(seed % 2 == 0 ? UserSimilarity.COSINE : UserSimilarity.DAMPED)
              .withNeighbors(1 + random.nextInt(12))
              .withShrinkage(random.nextInt(2) * 1.5)
              .withPowers(random.nextInt(2) + 1, random.nextInt(2) * 0.4)
              .withCaps(0, random.nextInt(2) * 7)
              .withHistoryUsed(random.nextInt(2) * 6)
              .withHalfLives(0, random.nextInt(2) * 3.0);
      check(log, config, "seed " + seed + " " + config);
    }
  }

  private static void check(Interactions log, UserCfConfig config, String name) {
    var interests = Interests.of(log, InterestRule.DEFAULT);
    int users = interests.users().size();
    int items = interests.items().size();
    var like = new double[users][items];
    var popularity = new int[items];
    for (int v = 0; v < users; v++) {
      long first = config.maxHistory() == 0 ? interests.start(v) : Math.max(interests.start(v), interests.end(v) - config.maxHistory());
      for (long entry = first; entry < interests.end(v); entry++) {
        like[v][interests.item(entry)] = interests.like(entry);
        popularity[interests.item(entry)]++;
      }
    }
    boolean damped = config.similarity() == UserSimilarity.DAMPED;
    var model = train(log, config);
    var channel = model.open(IntStream.range(0, items).toArray());
    var hits = new Hits();
    for (int u = 0; u < users; u++) {
      var query = new Query().reset(-1, 0, new ItemMask().allowAll(items));
      var taste = new double[items];
      var has = new boolean[items];
      double norm = 0;
      for (long entry = interests.end(u) - 1; entry >= interests.start(u); entry--) {
        int position = query.historySize();
        query.addInterest(interests.item(entry), interests.like(entry), 0);
        has[interests.item(entry)] = true;
        if (config.historyUsed() == 0 || position < config.historyUsed()) {
          double x = (damped ? 1 : interests.like(entry)) * (config.halfLifeUntimed() > 0 ? Math.pow(2, -position / config.halfLifeUntimed()) : 1);
          taste[interests.item(entry)] = x;
          norm += x * x;
        }
      }
      var similar = new double[users];
      for (int v = 0; v < users; v++) {
        double sum = 0;
        double other = 0;
        boolean offers = false;
        for (int l = 0; l < items; l++) {
          double y = like[v][l] > 0 && damped ? 1 : like[v][l];
          sum += taste[l] * y * (damped ? 1 / Math.log(1 + Math.max(1, popularity[l])) : 1);
          other += y * y;
          offers |= like[v][l] > 0 && !has[l];
        }
        similar[v] = offers && sum > 0 ? sum / (Math.sqrt(norm * other) + config.shrinkage()) : 0;
      }
      // enough that every user above the K-th is surely a neighbour: equal similarities are cut by the order of ties
      Integer[] order = IntStream.range(0, users).boxed().sorted(
          Comparator.comparingDouble((Integer v) -> -Math.round(similar[v] * 1e5)).thenComparing(v -> interests.users().tieRank(v))).toArray(Integer[]::new);
      int kept = (int) Math.min(config.neighbors(), Arrays.stream(similar).filter(s -> s > 0).count());
      var expected = new double[items];
      for (int n = 0; n < kept; n++) {
        for (int i = 0; i < items; i++) {
          expected[i] += Math.pow(similar[order[n]], config.sharpness()) * like[order[n]][i] / Math.pow(Math.max(1, popularity[i]), config.beta());
        }
      }
      channel.retrieve(query, items, hits);
      if (historyAlsoBoundsTheSearch(config)) {
        assertThat(hits.size()).as("%s user %d", name, u).isEqualTo((int) Arrays.stream(expected).filter(s -> s > 0).count());
      }
      for (int rank = 0; rank < hits.size() && historyAlsoBoundsTheSearch(config); rank++) {
        assertThat((double) hits.score(rank)).as("%s user %d item %d", name, u, hits.item(rank)).isCloseTo(expected[hits.item(rank)], within(1e-5));
      }
      sharesSumToScores(query, hits, channel, name);
    }
  }

  /** With fewer interests used than there are, a user who offers nothing new is found out late and leaves a place empty. */
  private static boolean historyAlsoBoundsTheSearch(UserCfConfig config) {
    return config.historyUsed() == 0;
  }

  private static void sharesSumToScores(Query query, Hits hits, dev.tributary.retrieval.Channel channel, String name) {
    int size = query.historySize();
    var shares = new float[hits.size() * size];
    channel.explain(query, IntStream.range(0, hits.size()).map(hits::item).toArray(), hits.size(), shares);
    for (int rank = 0; rank < hits.size(); rank++) {
      double sum = 0;
      for (int position = 0; position < size; position++) {
        sum += shares[rank * size + position];
      }
      assertThat(sum).as("%s rank %d", name, rank).isCloseTo(hits.score(rank), within(1e-5));
    }
  }

  @Test
  void moreItemsThanABlockOfExplanationsAreAllExplained() {
    var text = new StringBuilder("ann A B; bob A");
    for (int item = 0; item < 700; item++) {
      text.append(" x").append(item);
    }
    text.append("; cat B");
    for (int item = 350; item < 1000; item++) {
      text.append(" x").append(item);
    }
    var model = train(Interactions.parse(text.toString()), UserCfConfig.COURSE);
    var query = query(model, "B", "A");
    var hits = new Hits();
    var channel = model.open(IntStream.range(0, model.items().size()).toArray());
    channel.retrieve(query, 5000, hits);
    assertThat(hits.size()).isEqualTo(1002);
    for (int rank = 0; rank < hits.size(); rank++) {
      String id = model.items().id(hits.item(rank));
      int number = id.startsWith("x") ? Integer.parseInt(id.substring(1)) : -1;
      if (number >= 0 && (number < 350 || number >= 700)) {
        assertThat(hits.because(rank)).as(id).isEqualTo(number < 350 ? 1 : 0); // bob's by A, cat's by B
      }
    }
    sharesSumToScores(query, hits, channel, "1002 items");
  }

  @Test
  void ofTooManyUsersOfAnItemASampleIsLookedAtAndTheCutIsCounted() {
    var text = new StringBuilder();
    for (int user = 0; user < 50; user++) {
      text.append("u").append(user).append(" hit own").append(user).append("; ");
    }
    var log = Interactions.parse(text.toString());
    var model = train(log, UserCfConfig.COURSE.withCaps(20, 0));
    assertThat(model.usersCut()).isEqualTo(30);
    assertThat(model.historyCut()).isZero();
    assertThat(ask(model, query(model, "hit"), 100)).hasSize(21); // the hit, and what each of twenty has
    assertThat(ask(model, query(model, "own7"), 100)).hasSize(2); // nobody is missing from a row of their own
    assertThat(train(log, UserCfConfig.COURSE.withCaps(0, 1)).historyCut()).isEqualTo(50);
    var data = TrainingData.of(log);
    var other = new UserCfTrainer(UserCfConfig.COURSE.withCaps(20, 0)).train(data, Job.DEFAULT.withSeed(7));
    assertThat(ask(other, query(other, "hit"), 100)).isNotEqualTo(ask(model, query(model, "hit"), 100));
  }

  @Test
  void equallySimilarUsersAreCutInTheOrderOfTies() {
    var text = new StringBuilder();
    var users = new ArrayList<String>();
    for (int user = 0; user < 12; user++) {
      users.add("u" + user);
      text.append("u").append(user).append(" hit own").append(user).append("; ");
    }
    var model = train(Interactions.parse(text.toString()), UserCfConfig.COURSE.withNeighbors(3));
    users.sort((a, b) -> Long.compareUnsigned(XxHash64.hash(a), XxHash64.hash(b)));
    assertThat(ask(model, query(model, "hit"), 100).stream().map(Scored::item).filter(i -> !i.equals("hit")))
        .containsExactlyInAnyOrderElementsOf(users.subList(0, 3).stream().map(u -> "own" + u.substring(1)).toList());
  }

  @Test
  void badInputHasADefinedResult() {
    for (var config : new UserCfConfig[] {UserCfConfig.COURSE, UserCfConfig.DEFAULT}) {
      assertThat(train(Interactions.parse("ann A B C"), config).recommend("ann", 5)).isEmpty(); // nobody else
      assertThat(train(Interactions.parse("ann A; bob A"), config).recommend("ann", 5)).isEmpty(); // nothing else
      var text = new StringBuilder("eve hit");
      for (int item = 0; item < 300; item++) {
        text.append(" i").append(item);
      }
      for (int user = 0; user < 300; user++) {
        text.append("; u").append(user).append(" hit i").append(user);
      }
      var model = train(Interactions.parse(text.toString()), config); // eve has everything, everyone has the hit
      assertThat(model.recommend("eve", 5)).isEmpty(); // nobody has what she lacks
      assertThat(model.recommend("u7", 400)).isNotEmpty().allSatisfy(scored -> assertThat(scored.score()).isFinite().isPositive());
    }
  }

  @Test
  void aBundleWithoutHistoriesServesAllTheSame(@TempDir Path folder) throws IOException {
    var model = train(TINY, UserCfConfig.DEFAULT);
    var writer = new BundleWriter(model.kind(), 1);
    model.write(writer);
    writer.write(folder.resolve("m"), Map.of());
    var read = UserCf.KIND.read(Bundle.open(folder.resolve("m")));
    assertThat(read.config()).isEqualTo(UserCfConfig.DEFAULT);
    assertThat(read.history().users().size()).isZero();
    assertThat(read.similarUsers("ann", 5)).isEmpty();
    assertThat(ask(read, query(read, "C"), 5)).isEqualTo(ask(model, query(model, "C"), 5)).isNotEmpty();
  }

  @Test
  void settingsOutOfRangeNameTheRange() {
    assertThatIllegalArgumentException().isThrownBy(() -> UserCfConfig.DEFAULT.withNeighbors(0)).withMessage("neighbors is 0, allowed 1..100000; start with 100");
    assertThatIllegalArgumentException().isThrownBy(() -> UserCfConfig.DEFAULT.withPowers(Double.NaN, 0)).withMessage("sharpness is NaN, allowed 0..100; 1 is the similarity itself");
    assertThatIllegalArgumentException().isThrownBy(() -> UserCfConfig.DEFAULT.withPowers(1, 11)).withMessage("beta is 11.0, allowed 0..10; 0 holds nothing back");
    assertThatIllegalArgumentException().isThrownBy(() -> UserCfConfig.DEFAULT.withCaps(-1, 0)).withMessage("maxUsers is -1, must be 0 (all) or more");
    assertThatIllegalArgumentException().isThrownBy(() -> UserCfConfig.DEFAULT.withMinSimilarity(-1)).withMessage("minSimilarity is -1.0, allowed 0..1e9");
  }

  @Test
  void aListenerStopsTheTraining() {
    var data = TrainingData.of(random(6, 200, 400, 4000));
    assertThatThrownBy(() -> new UserCfTrainer(UserCfConfig.DEFAULT).train(data, Job.DEFAULT.withProgress((phase, done, total) -> false)))
        .isInstanceOf(CancellationException.class);
  }

  /** Ann and bob follow mia; bob shares A with ann, cat shares nothing with anybody. */
  private static UserCfModel follow(double weight, UserCfConfig config) {
    var follows = new Follows();
    follows.add("ann", Signal.FOLLOW, "mia");
    follows.add("bob", Signal.FOLLOW, "mia");
    follows.add("cat", Signal.FOLLOW, "leo");
    var data = TrainingData.of(Interactions.parse("ann A; bob A B; cat C")).withFollows(follows);
    return new UserCfTrainer(config.withFollows(weight)).train(data, Job.DEFAULT);
  }

  @Test
  void thoseWhoFollowTheSameAuthorsAreAlikeToo() {
    var model = follow(0.25, UserCfConfig.COURSE);
    // by items 1/√(1·2), by authors 1/√(1·1)
    var both = ask(model, query(model, "A").follows(Set.of("mia", "unheard of")), 5);
    assertThat(both).extracting(Scored::item).containsExactlyInAnyOrder("A", "B"); // equal: bob has both
    assertThat(both.getFirst().score()).isCloseTo((float) (0.75 / Math.sqrt(2) + 0.25), within(1e-6f));
    assertThat(ask(model, query(model, "A"), 1).getFirst().score()).isCloseTo((float) (0.75 / Math.sqrt(2)), within(1e-6f));
    assertThat(ask(model, query(model, "C").follows(Set.of("mia")), 5)).contains(new Scored("B", 0.25f));
    // damped, with two followers of mia
    var damped = follow(1, UserCfConfig.COURSE.withSimilarity(UserSimilarity.DAMPED));
    var byAuthors = ask(damped, query(damped, "C").follows(Set.of("mia")), 5);
    assertThat(byAuthors).extracting(Scored::item).containsExactly("A", "B"); // ann and bob, bob alone
    assertThat(byAuthors.getLast().score()).isCloseTo((float) (1 / Math.log(3)), within(1e-6f));
  }

  @Test
  void whoOnlyFollowsIsAnsweredAndInterestsShareWhatAuthorsBrought() {
    var model = follow(0.5, UserCfConfig.COURSE);
    var channel = model.open(IntStream.range(0, model.items().size()).toArray());
    var hits = new Hits();
    channel.retrieve(query(model).follows(Set.of("leo")), 5, hits);
    assertThat(hits.size()).isOne();
    assertThat(model.items().id(hits.item(0))).isEqualTo("C");
    assertThat(hits.because(0)).isEqualTo(-1);
    var shares = new float[2];
    channel.explain(query(model, "A", "B").follows(Set.of("leo")), new int[] {model.items().indexOf("C")}, 1, shares);
    assertThat(shares).containsExactly(0.25f, 0.25f);
    assertThat(ask(follow(0, UserCfConfig.COURSE), query(model).follows(Set.of("leo")), 5)).isEmpty();
  }

  @Test
  void followedAuthorsAreInTheBundle(@TempDir Path folder) throws IOException {
    var model = follow(0.5, UserCfConfig.DEFAULT);
    var writer = new BundleWriter("usercf", 1);
    model.write(writer);
    writer.write(folder.resolve("m"), Map.of());
    var read = UserCf.KIND.read(Bundle.open(folder.resolve("m")));
    var asked = query(model, "A").follows(Set.of("mia", "leo"));
    assertThat(ask(read, asked, 5)).isEqualTo(ask(model, asked, 5)).hasSize(3);
  }
}
