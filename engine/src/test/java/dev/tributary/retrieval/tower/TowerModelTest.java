package dev.tributary.retrieval.tower;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tributary.catalog.Catalog;
import dev.tributary.catalog.Item;
import dev.tributary.catalog.ItemMask;
import dev.tributary.catalog.User;
import dev.tributary.data.Interactions;
import dev.tributary.data.Signal;
import dev.tributary.math.Job;
import dev.tributary.math.Kernels;
import dev.tributary.model.Bundle;
import dev.tributary.model.BundleWriter;
import dev.tributary.retrieval.Hits;
import dev.tributary.retrieval.Query;
import dev.tributary.retrieval.TrainingData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TowerModelTest {
  private static final int USERS = 60;
  private static final int ITEMS = 40;

  /** Even users take even items, odd ones odd ones; categories and towns say so too. Items 40 and 41 are in the catalog alone. */
  static TrainingData planted() {
    var log = Interactions.builder();
    var random = dev.tributary.math.Seeds.random(11);
    var catalog = new Catalog();
    for (int item = 0; item < ITEMS + 2; item++) {
      catalog.put(item(item));
    }
    for (int user = 0; user < USERS; user++) {
      catalog.put(new User("u" + user, Map.of("town", user % 2 == 0 ? "Oslo" : "Rome", "age", 20.0 + user % 7)));
      for (int n = 0; n < 10; n++) {
        log.add("u" + user, "i" + (2 * random.nextInt(ITEMS / 2) + user % 2), Signal.CLICK, 0f, 1000 * n + user);
      }
    }
    return TrainingData.of(log.build()).withCatalog(catalog);
  }

  static Item item(int number) {
    return Item.builder("i" + number).categories(List.of(number % 2 == 0 ? "nature" : "motor", "all")).author("a" + number % 6).build();
  }

  private static TowerModel train(Object... settings) {
    return TowerKindForTests.KIND.trainer(TowerTrainingTest.with(settings)).train(planted(), Job.DEFAULT);
  }

  private static int[] identity(int count) {
    var identity = new int[count];
    Arrays.setAll(identity, i -> i);
    return identity;
  }

  private static int rankOf(TowerModel model, int catalogItem, Query query, dev.tributary.retrieval.Channel channel) {
    var hits = new Hits();
    channel.retrieve(query, 1000, hits);
    for (int rank = 0; rank < hits.size(); rank++) {
      if (hits.item(rank) == catalogItem) {
        return rank;
      }
    }
    return -1;
  }

  private static Query query(TowerModel model, String... items) {
    var query = new Query().reset(-1, 0, new ItemMask().allowAll(1000));
    for (String item : items) {
      query.addInterest(model.items().indexOf(item), 1, 0);
    }
    return query;
  }

  @Test
  void anItemThatNobodyTookIsFoundByItsFeatures() {
    var model = train();
    var channel = model.open(identity(model.items().size()));
    int even = model.items().indexOf("i40");
    int odd = model.items().indexOf("i41");
    var likesEven = query(model, "i2", "i8", "i14");
    var likesOdd = query(model, "i3", "i9");
    assertThat(rankOf(model, even, likesEven, channel)).isLessThan(rankOf(model, odd, likesEven, channel));
    assertThat(rankOf(model, odd, likesOdd, channel)).isLessThan(rankOf(model, even, likesOdd, channel));
  }

  @Test
  void anItemOfFewInterestsIsWhatItsFeaturesSay() {
    var model = train("leastInterests", 1000, "epochs", 5);
    assertThat(vector(model, "i2")).isEqualTo(vector(model, "i8")); // one category, one author
    var own = train("epochs", 5);
    assertThat(vector(own, "i2")).isNotEqualTo(vector(own, "i8"));
  }

  private static float[] vector(TowerModel model, String item) {
    var vector = new float[model.itemVectors().vectors().columns()];
    model.itemVectors().vectors().copyRow(model.items().indexOf(item), vector);
    return vector;
  }

  @Test
  void anItemThatArrivesIsFoundAtOnceAndOneThatChangesMoves() {
    var model = train();
    int count = model.items().size();
    var channel = model.open(identity(count));
    var likesEven = query(model, "i2", "i8", "i14");
    int before = rankOf(model, model.items().indexOf("i5"), likesEven, channel);
    channel.itemChanged(count, Item.builder("new").categories(List.of("nature", "all")).author("a2").build());
    channel.itemChanged(count + 1, Item.builder("newer").categories(List.of("motor", "all")).author("a3").build());
    int right = rankOf(model, count, likesEven, channel);
    int wrong = rankOf(model, count + 1, likesEven, channel);
    assertThat(right).isNotNegative().isLessThan(wrong);
    channel.itemChanged(model.items().indexOf("i6"), item(6)); // as it was
    assertThat(rankOf(model, model.items().indexOf("i6"), likesEven, channel)).isNotNegative();
    channel.itemChanged(model.items().indexOf("i5"), Item.builder("i5").categories(List.of("nature", "all")).author("a5").build());
    assertThat(rankOf(model, model.items().indexOf("i5"), likesEven, channel)).isNotNegative().isLessThanOrEqualTo(before);
    likesEven.mask().forbid(count);
    assertThat(rankOf(model, count, likesEven, channel)).isEqualTo(-1);
    var shares = new float[3];
    channel.explain(likesEven, new int[] {count + 1}, 1, shares);
    var hits = new Hits();
    channel.retrieve(likesEven, 1000, hits);
    for (int rank = 0; rank < hits.size(); rank++) {
      if (hits.item(rank) == count + 1) {
        assertThat(shares[0] + shares[1] + shares[2]).isCloseTo(hits.score(rank), within(1e-5f));
        assertThat(shares[hits.because(rank)]).isEqualTo(Math.max(shares[0], Math.max(shares[1], shares[2])));
      }
    }
  }

  @Test
  void attributesOfTheMomentSpeakForAUserOfOneEvent() {
    var model = train("history", 20, "epochs", 60);
    var channel = model.open(identity(model.items().size()));
    var rome = query(model, "i2").profile(new User("stranger", Map.of("town", "Rome")));
    var oslo = query(model, "i2").profile(new User("stranger", Map.of("town", "Oslo")));
    int odd = model.items().indexOf("i7");
    assertThat(scoreOf(channel, rome, odd)).isGreaterThan(scoreOf(channel, oslo, odd));
    var known = query(model, "i2").profile(User.of("u1")); // from Rome, as training knew
    assertThat(scoreOf(channel, known, odd)).isGreaterThan(scoreOf(channel, oslo, odd));
  }

  private static float scoreOf(dev.tributary.retrieval.Channel channel, Query query, int item) {
    var hits = new Hits();
    channel.retrieve(query, 1000, hits);
    for (int rank = 0; rank < hits.size(); rank++) {
      if (hits.item(rank) == item) {
        return hits.score(rank);
      }
    }
    return Float.NEGATIVE_INFINITY;
  }

  @Test
  void vectorsHaveLengthOne() {
    var model = train("layers", "12", "activation", "tanh", "batchNorm", true, "dropout", 0.2, "userId", true, "sharedItems", true);
    for (int item = 0; item < model.items().size(); item++) {
      assertThat(Kernels.dot(model.itemVectors().vectors(), item, model.itemVectors().vectors(), item)).isCloseTo(1f, within(1e-5f));
    }
  }

  @Test
  void everyWayOfTrainingLearnsWhatIsPlanted(@TempDir Path folder) throws IOException {
    var ways = new ArrayList<Object[]>();
    ways.add(new Object[] {"objective", "pointwise", "negatives", "catalog", "negativeCount", 3, "temperature", 0.5});
    ways.add(new Object[] {"objective", "hinge", "negatives", "catalog", "negativeCount", 3});
    ways.add(new Object[] {"objective", "logistic", "negatives", "catalog", "negativeCount", 3});
    ways.add(new Object[] {"objective", "listwise", "negatives", "catalog", "negativeCount", 8});
    ways.add(new Object[] {"negatives", "catalog", "popularityPower", 0});
    ways.add(new Object[] {"negatives", "mixed", "streamed", true, "hard", 2, "hardFrom", 5, "hardTo", 15, "downSampling", 0.05, "decay", 0.01});
    for (var way : ways) {
      var model = train(way);
      int right = 0;
      for (int user = 0; user < USERS; user++) {
        right += Integer.parseInt(model.recommend("u" + user, 1).getFirst().item().substring(1)) % 2 == user % 2 ? 1 : 0;
      }
      assertThat(right).as(Arrays.toString(way)).isGreaterThanOrEqualTo(USERS * 9 / 10);
      var writer = new BundleWriter("towers", 1);
      model.write(writer);
      writer.write(folder.resolve("m"), Map.of());
      assertThat(TowerKindForTests.KIND.read(Bundle.open(folder.resolve("m"))).similar("i4", 3)).isEqualTo(model.similar("i4", 3));
    }
  }

  @Test
  void oneUserOrOneItemTrains() {
    for (String log : List.of("ann a b c d", "ann a; bob a; cat a", "ann a")) {
      var model = TowerKindForTests.KIND.trainer(TowerTrainingTest.CONFIG).train(TrainingData.of(Interactions.parse(log)), Job.DEFAULT);
      assertThat(model.loss()).as(log).isBetween(0.0, 1e-6);
      for (int item = 0; item < model.items().size(); item++) {
        assertThat(Kernels.dot(model.itemVectors().vectors(), item, model.itemVectors().vectors(), item)).isFinite();
      }
    }
  }

  @Test
  void aVectorThatVanishesScoresNothing() {
    var log = "ann a b c; bob b c a; cat c a b";
    var config = TowerTrainingTest.with("layers", "1", "epochs", 3); // the one unit of a rectifier is dead for many
    var model = TowerKindForTests.KIND.trainer(config).train(TrainingData.of(Interactions.parse(log)), Job.DEFAULT);
    assertThat(model.loss()).isFinite();
    model.recommend("ann", 3).forEach(scored -> assertThat(scored.score()).isFinite());
  }

  @Test
  void divergenceIsNamed() {
    var catalog = new Catalog();
    for (String id : List.of("a", "b", "c", "d")) {
      catalog.put(Item.builder(id).vector(java.util.Collections.nCopies(400, 3e38f)).build()); // sums of these are infinite
    }
    var data = TrainingData.of(Interactions.parse("ann a b; bob b c; cat c d")).withCatalog(catalog);
    assertThatThrownBy(() -> TowerKindForTests.KIND.trainer(TowerTrainingTest.CONFIG).train(data, Job.DEFAULT))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("towers diverged in step 1");
  }

  @Test
  void whatBelongsIntoRankingIsRefused() {
    assertThatThrownBy(() -> TowerTrainingTest.with("negatives", "exposed")).hasMessageContaining("retrieval must not learn to push it away; ranking learns from exposures");
    assertThatThrownBy(() -> TowerTrainingTest.with("fusion", "early")).hasMessageContaining("that is a ranking model");
    assertThatThrownBy(() -> TowerTrainingTest.with("negatives", "some")).hasMessage("negatives is 'some', allowed catalog, batch, mixed");
    assertThatThrownBy(() -> TowerTrainingTest.with("objective", "hinge")).hasMessageContaining("have negatives of their own; use catalog");
    assertThatThrownBy(() -> TowerTrainingTest.with("layers", "64-x")).hasMessageContaining("layers is '64-x'");
    assertThatThrownBy(() -> TowerTrainingTest.with("itemLayers", "wide")).hasMessageContaining("itemLayers is 'wide', must be same");
    assertThatThrownBy(() -> TowerTrainingTest.with("history", 0)).hasMessageContaining("all users would be one");
    assertThatThrownBy(() -> TowerTrainingTest.with("hardFrom", 30)).hasMessageContaining("the window of hard negatives is 30..20");
  }
}
