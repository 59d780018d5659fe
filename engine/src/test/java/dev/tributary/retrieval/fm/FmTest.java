package dev.tributary.retrieval.fm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.tributary.catalog.Catalog;
import dev.tributary.catalog.Item;
import dev.tributary.catalog.ItemMask;
import dev.tributary.catalog.User;
import dev.tributary.data.Event;
import dev.tributary.data.Interactions;
import dev.tributary.data.Signal;
import dev.tributary.math.Job;
import dev.tributary.math.Kernels;
import dev.tributary.math.Matrix;
import dev.tributary.retrieval.Hits;
import dev.tributary.retrieval.Query;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.vectors.Features;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FmTest {
  private static final FmConfig CONFIG = FmConfig.DEFAULT.withFactors(32).withEpochs(20).withSteps(FmConfig.Method.ADAM, 0.01, 0.01);

  /** Even users take even items, odd users odd ones; n 0..9 have interests, the items 10 and 11 are in the catalog alone. */
  private static TrainingData planted() {
    var log = new StringBuilder();
    for (int user = 0; user < 40; user++) {
      log.append("u").append(user);
      for (int n = 0; n < 3; n++) {
        log.append(" i").append((user + 2 * ((user / 2 + n * n) % 5)) % 10);
      }
      log.append(";");
    }
    var items = new ArrayList<Item>();
    for (int item = 0; item < 12; item++) {
      items.add(item(item));
    }
    var catalog = Catalog.of(items);
    for (int user = 0; user < 40; user++) {
      catalog.put(new User("u" + user, Map.of("age", (double) (20 + user % 5), "city", user % 3 == 0 ? "Oslo" : "Rome")));
    }
    return TrainingData.of(Interactions.parse(log.toString())).withCatalog(catalog);
  }

  private static Item item(int n) {
    return Item.builder("i" + n).categories(List.of(n % 2 == 0 ? "nature" : "motor", "all")).author("a" + n % 3).attribute("price", (double) n % 4).build();
  }

  /** The score by pairs of features, O(n²·k): of so many vectors the last ones are the item's, with their weights behind them. */
  private static double pairs(List<float[]> user, List<float[]> item, int factors) {
    double score = 0;
    for (int t = 0; t < item.size(); t++) {
      score += item.get(t)[factors];
      for (var other : user) {
        score += Kernels.dot(other, 0, item.get(t), 0, factors);
      }
      for (int s = 0; s < t; s++) {
        score += Kernels.dot(item.get(s), 0, item.get(t), 0, factors);
      }
    }
    return score;
  }

  private static float[] scaled(double x, Matrix table, int row) {
    var values = new float[table.columns()];
    table.copyRow(row, values);
    for (int p = 0; p < values.length; p++) {
      values[p] *= (float) x;
    }
    return values;
  }

  private static void addAttributes(Machine machine, Features features, int row, List<float[]> to) {
    for (int n = 0; n < features.count(row); n++) {
      to.add(scaled(features.values()[row][n], machine.attributes.values(), features.features()[row][n]));
    }
  }

  @Test
  void theTwoVectorsGiveTheWholeScoreButForWhatTheUserHasAlone() {
    var data = planted();
    var interests = data.interests();
    var items = data.allItems();
    int[] numbers = interests.items().indexesIn(items);
    var config = CONFIG.withUsers(0.5, true);
    var machine = new Machine(config, Features.of(interests.users(), items, data.catalog()), 42);
    var descent = new Descent(config, machine, interests, numbers, Job.DEFAULT);
    for (int epoch = 0; epoch < 5; epoch++) {
      var lessons = new Lessons(interests, numbers, epoch);
      descent.step(lessons, 0, lessons.size());
    }
    int factors = config.factors();
    var a = new float[factors];
    var b = new float[factors + 1];
    for (int user = 0; user < 40; user += 3) {
      int[] bag = {user % 10, (user + 4) % 10};
      machine.user(user, bag, 0, 2, machine.sums(), a, 0);
      var left = new ArrayList<float[]>();
      left.add(scaled(Math.sqrt(0.5), machine.interests.values(), bag[0]));
      left.add(scaled(Math.sqrt(0.5), machine.interests.values(), bag[1]));
      left.add(scaled(1, machine.users.values(), user));
      addAttributes(machine, machine.userFeatures, user, left);
      for (int item = 0; item < items.size(); item++) {
        machine.item(item, true, machine.sums(), b, 0);
        var right = new ArrayList<float[]>();
        right.add(scaled(1, machine.items.values(), item));
        addAttributes(machine, machine.itemFeatures, item, right);
        assertThat((double) Kernels.dot(a, 0, b, 0, factors) + b[factors]).isCloseTo(pairs(left, right, factors), within(1e-4));
      }
    }
  }

  @Test
  void aStepGoesDownTheSlopeOfTheScore() { // the gradient by a feature of an item against differences of its score
    var data = planted();
    var interests = data.interests();
    var items = data.allItems();
    var machine = new Machine(CONFIG, Features.of(interests.users(), items, data.catalog()), 7);
    int factors = CONFIG.factors();
    var a = new float[factors + 1];
    a[factors] = 1;
    machine.user(3, new int[] {1, 2}, 0, 2, machine.sums(), a, 0);
    var b = new float[factors + 1];
    machine.item(4, true, machine.sums(), b, 0);
    int attribute = machine.itemFeatures.features()[4][1];
    float x = machine.itemFeatures.values()[4][1];
    var gradient = new float[factors + 1];
    machine.sums().gradient(x, machine.attributes.values(), attribute, b, a, 0, gradient); // the score's slope by the item's vector is the user's
    for (int p = 0; p <= factors; p += 8) {
      float before = machine.attributes.values().get(attribute, p);
      var scores = new double[2];
      for (int side = 0; side < 2; side++) {
        machine.attributes.values().set(attribute, p, before + (side == 0 ? -0.01f : 0.01f));
        machine.item(4, true, machine.sums(), b, 0);
        scores[side] = Kernels.dot(a, b);
      }
      machine.attributes.values().set(attribute, p, before);
      assertThat((scores[1] - scores[0]) / 0.02).isCloseTo(gradient[p], within(2e-3 * Math.max(1, Math.abs(gradient[p]))));
    }
  }

  @Test
  void theModelHoldsTheSplit() {
    var model = Fm.KIND.trainer(CONFIG).train(planted(), Job.DEFAULT);
    assertThat(model.items().size()).isEqualTo(12);
    assertThat(model.itemVectors().vectors().columns()).isEqualTo(33);
    assertThat(model.userVectors().vector("u0").orElseThrow()[32]).isEqualTo(1);
  }

  @Test
  void anItemThatNobodyTookIsFoundByItsAttributes() {
    var model = Fm.KIND.trainer(CONFIG).train(planted(), Job.DEFAULT);
    int right = 0;
    for (int user = 0; user < 40; user++) {
      right += model.score("u" + user, "i1" + user % 2).orElseThrow() > model.score("u" + user, "i1" + (1 - user % 2)).orElseThrow() ? 1 : 0;
    }
    assertThat(right).isGreaterThanOrEqualTo(36); // i10 is nature and i11 motor
  }

  @Test
  void anItemThatComesAfterTrainingIsFoundByItsAttributes() {
    var model = Fm.KIND.trainer(CONFIG).train(planted(), Job.DEFAULT);
    var channel = model.open(IntStream.range(0, 12).toArray());
    channel.itemChanged(12, Item.builder("i12").categories(List.of("nature", "all")).author("a0").build());
    channel.itemChanged(13, Item.builder("i13").categories(List.of("motor", "all")).author("a1").build());
    channel.itemChanged(14, Item.builder("i14").author("nobody that training knew").build());
    var mask = new ItemMask();
    mask.allowAll(15);
    for (int user = 0; user < 2; user++) {
      var query = new Query().reset(user, 0, mask).addInterest(user, 1, 0).addInterest(user + 2, 1, 0).addInterest(user + 4, 1, 0);
      var hits = new Hits();
      channel.retrieve(query, 15, hits);
      int[] places = new int[15];
      Arrays.fill(places, 99);
      for (int rank = 0; rank < hits.size(); rank++) {
        places[hits.item(rank)] = rank;
      }
      assertThat(places[12 + user]).isLessThan(places[13 - user]);
      assertThat(places[14]).isEqualTo(99);
    }
  }

  @Test
  void attributesAreOneHotAndListsShareOne() {
    var data = planted();
    var features = Features.of(data.interests().users(), data.allItems(), data.catalog());
    assertThat(features.count()).isEqualTo(3 + 3 + 4 + 5 + 2); // categories, authors, prices; ages, cities
    int item = data.allItems().indexOf("i4");
    assertThat(features.items().values()[item]).containsExactlyInAnyOrder(1f, 0.5f, 0.5f, 1f);
    var items = new ArrayList<Item>();
    for (int n = 0; n < 200; n++) {
      items.add(Item.builder("i" + n).attribute("weight", n + 0.5).attribute("new", n % 2 == 0).build());
    }
    var measured = Catalog.of(items);
    assertThat(Features.of(data.interests().users(), data.allItems(), measured).count()).isEqualTo(2 + 12); // of 12 items known here, weights are still few
    assertThat(Features.of(data.interests().users(), TrainingData.of(Interactions.parse("")).withCatalog(measured).allItems(), measured).count()).isEqualTo(2);
  }

  @Test
  void anEpochForetellsEveryInterestOnceAndNeverOutOfItself() {
    var interests = planted().interests();
    int[] numbers = IntStream.range(0, 10).toArray();
    var lessons = new Lessons(interests, numbers, 3);
    var met = new int[10];
    for (int lesson = 0; lesson < lessons.size(); lesson++) {
      int size = lessons.bagSize(lesson, 0.5);
      assertThat(size).isEqualTo(Math.min(2, lessons.taken(lesson) - lessons.targets(lesson))); // half of three, rounded up
      var bag = new int[size];
      lessons.bag(lesson, size, bag, 0);
      for (int n = 0; n < lessons.targets(lesson); n++) {
        met[lessons.target(lesson, n)]++;
        assertThat(bag).doesNotContain(lessons.target(lesson, n)).doesNotHaveDuplicates();
      }
    }
    assertThat(met).isEqualTo(interests.popularity());
  }

  @Test
  void oneInterestAndUsersAndItemsWithoutAnyGiveAFiniteModel() {
    for (boolean userId : new boolean[] {false, true}) {
      var config = CONFIG.withUsers(0.3, userId);
      assertThat(Fm.KIND.trainer(config).train(TrainingData.of(Interactions.parse("")), Job.DEFAULT).items().size()).isZero();
      assertThat(Fm.KIND.trainer(config).train(TrainingData.of(Interactions.parse("ann A")), Job.DEFAULT).recommend("ann", 5)).isEmpty(); // the only item is ann's
      var builder = Interactions.builder();
      builder.add("ann", "A", Signal.CLICK, 0, Event.NO_TIME).add("ann", "B", Signal.CLICK, 0, Event.NO_TIME).add("bob", "A", Signal.CLICK, 0, Event.NO_TIME);
      builder.add("cat", "C", Signal.IMPRESSION, 0, Event.NO_TIME); // neither cat nor C has an interest
      var model = Fm.KIND.trainer(config).train(TrainingData.of(builder.build()), Job.DEFAULT);
      assertThat(model.recommend("cat", 5)).isEmpty();
      assertThat(model.recommend("bob", 5)).hasSize(1).allSatisfy(found -> assertThat(found.score()).isFinite()); // nothing is known of C
    }
  }

  @Test
  void theBitsAreTheSameOnAnyNumberOfThreads() {
    var config = CONFIG.withEpochs(2).withUsers(0.5, true).withBatch(100);
    var one = Fm.KIND.trainer(config).train(planted(), Job.DEFAULT.withThreads(1));
    for (int threads : new int[] {2, 7}) {
      var other = Fm.KIND.trainer(config).train(planted(), Job.DEFAULT.withThreads(threads));
      assertThat(other.itemVectors().vectors().values().toArray()).isEqualTo(one.itemVectors().vectors().values().toArray());
      assertThat(other.userVectors().vectors().values().toArray()).isEqualTo(one.userVectors().vectors().values().toArray());
      assertThat(other.loss()).isEqualTo(one.loss());
    }
  }

  @Test
  void theWaysOfSteppingAllTellTheKinds() {
    for (var config : List.of(CONFIG, CONFIG.withSteps(FmConfig.Method.ADAGRAD, 0.05, 0), CONFIG.withSteps(FmConfig.Method.SGD, 0.5, 0))) {
      var model = Fm.KIND.trainer(config.withEpochs(80)).train(planted(), Job.DEFAULT);
      int right = 0;
      for (int user = 0; user < 40; user++) {
        int best = Integer.parseInt(model.recommend("u" + user, 1).getFirst().item().substring(1));
        right += best % 2 == user % 2 ? 1 : 0;
      }
      assertThat(right).as("%s", config.method()).isGreaterThanOrEqualTo(38);
    }
  }

  @Test
  void aTrainingThatDivergesIsNamedAndSettingsOutOfRangeAreRefused() {
    var wild = CONFIG.withSteps(FmConfig.Method.SGD, 100, 0).withEpochs(500);
    assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> Fm.KIND.trainer(wild).train(planted(), Job.DEFAULT)).withMessageStartingWith("fm diverged ");
    assertThatIllegalArgumentException().isThrownBy(() -> CONFIG.withFactors(0)).withMessage("factors is 0, allowed 1..2048; start with 64");
    assertThatIllegalArgumentException().isThrownBy(() -> CONFIG.withFactors(4096)).withMessage("factors is 4096, allowed 1..2048; start with 64");
    assertThatIllegalArgumentException().isThrownBy(() -> CONFIG.withUsers(0, false)).withMessageStartingWith("history is 0 and userId false");
    assertThatIllegalArgumentException().isThrownBy(() -> CONFIG.withUsers(Double.NaN, false)).withMessageStartingWith("history is NaN");
    assertThatIllegalArgumentException().isThrownBy(() -> CONFIG.withSteps(FmConfig.Method.SGD, 1, 0.1)).withMessage("decay is 0.1, but method SGD has none; set it to 0");
    assertThatIllegalArgumentException().isThrownBy(() -> CONFIG.withNegatives(0, 0)).withMessageStartingWith("negatives is 0");
  }
}
