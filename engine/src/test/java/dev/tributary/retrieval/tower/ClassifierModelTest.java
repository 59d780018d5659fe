package dev.tributary.retrieval.tower;

import static dev.tributary.retrieval.tower.ClassifierKindForTests.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.catalog.Catalog;
import dev.tributary.catalog.ItemMask;
import dev.tributary.catalog.User;
import dev.tributary.data.Interactions;
import dev.tributary.data.Signal;
import dev.tributary.math.Job;
import dev.tributary.retrieval.Hits;
import dev.tributary.retrieval.Query;
import dev.tributary.retrieval.TrainingData;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClassifierModelTest {
  /** Everybody takes x first; people from the north go on with n0 … n5, those from the south with s0 … s5. Nobody liked z, which was shown. */
  private static ClassifierModel train() {
    return train(with("fullUpTo", 100));
  }

  private static ClassifierModel train(ClassifierConfig config) {
    var log = Interactions.builder();
    for (int user = 0; user < 80; user++) {
      log.add("u" + user, "x", Signal.CLICK, 0f, 0);
      log.add("u" + user, "z", Signal.IMPRESSION, 0f, 1);
      for (int n = 0; n < 3; n++) {
        log.add("u" + user, (user % 2 == 0 ? "n" : "s") + (user / 2 + n) % 6, Signal.CLICK, 0f, 1000L * (n + 1));
      }
    }
    var catalog = new Catalog();
    IntStream.range(0, 80).forEach(user -> catalog.put(new User("u" + user, Map.of("home", user % 2 == 0 ? "north" : "south"))));
    return ClassifierKindForTests.KIND.trainer(config).train(TrainingData.of(log.build()).withCatalog(catalog), Job.DEFAULT.withThreads(1));
  }

  private static List<String> found(ClassifierModel model, User who, String... interests) {
    var toCatalog = new int[model.items().size()];
    Arrays.setAll(toCatalog, item -> item);
    var query = new Query().reset(-1, 0, new ItemMask().allowAll(toCatalog.length)).profile(who);
    for (String interest : interests) {
      query.addInterest(model.items().indexOf(interest), 1, 0);
    }
    var hits = new Hits();
    model.open(toCatalog).retrieve(query, 100, hits);
    return IntStream.range(0, hits.size()).mapToObj(rank -> model.items().id(hits.item(rank))).toList();
  }

  @Test
  void whatIsKnownOfTheUserDecidesWhereTheHistorySaysNothing() {
    var model = train();
    assertThat(found(model, new User("a stranger", Map.of("home", "north")), "x").stream().filter(item -> !item.equals("x")).limit(6)).allMatch(item -> item.startsWith("n"));
    assertThat(found(model, new User("another", Map.of("home", "south")), "x").stream().filter(item -> !item.equals("x")).limit(6)).allMatch(item -> item.startsWith("s"));
    assertThat(found(model, new User("u1", Map.of()), "x").stream().filter(item -> !item.equals("x")).limit(6)).as("training knew that u1 is from the south").allMatch(item -> item.startsWith("s"));
  }

  @Test
  void anItemWithoutInterestsIsNeverFoundAndSaysNothingInAHistory() {
    var model = train();
    var stranger = new User("a stranger", Map.of("home", "north"));
    assertThat(found(model, stranger, "x")).doesNotContain("z").hasSize(13);
    assertThat(found(model, stranger, "z")).isEmpty();
    assertThat(found(model, stranger, "z", "x")).isEqualTo(found(model, stranger, "x"));
    assertThat(model.itemVectors().vector("z").orElseThrow()).containsOnly(0f);
  }

  /** Whoever took everything leaves no negative: the loss is 0, and nothing becomes no number. */
  @Test
  void oneUserOrOneItemTrains() {
    for (String log : List.of("ann a b c d", "ann a b; bob b a", "ann a; bob a; cat a", "ann a")) {
      for (int fullUpTo : new int[] {0, 100}) {
        var model = ClassifierKindForTests.KIND.trainer(with("fullUpTo", fullUpTo, "negatives", 5)).train(TrainingData.of(Interactions.parse(log)), Job.DEFAULT);
        assertThat(model.loss()).as(log).isBetween(0.0, 1e-6);
        for (float value : model.itemVectors().vector("a").orElseThrow()) {
          assertThat(value).isFinite();
        }
      }
    }
  }

  @Test
  void stepsThatCoolGoHalfAsFar() {
    double all = length("cooling", false);
    assertThat(length("cooling", true)).isBetween(0.4 * all, 0.7 * all); // Adam's steps are as long as the rate, whose mean is the half
  }

  /** How far the vector of x moves in two epochs of steps too small to arrive anywhere. */
  private static double length(String setting, boolean value) {
    float[] before = train(with("fullUpTo", 100, "cosine", false, "epochs", 1, "learningRate", 1e-9)).itemVectors().vector("x").orElseThrow();
    float[] after = train(with("fullUpTo", 100, "cosine", false, "epochs", 2, "learningRate", 1e-5, setting, value)).itemVectors().vector("x").orElseThrow();
    return Math.sqrt(IntStream.range(0, before.length).mapToDouble(i -> (after[i] - before[i]) * (after[i] - before[i])).sum());
  }
}
