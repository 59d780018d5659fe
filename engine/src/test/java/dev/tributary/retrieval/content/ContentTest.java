package dev.tributary.retrieval.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.tributary.catalog.Catalog;
import dev.tributary.catalog.Item;
import dev.tributary.catalog.ItemMask;
import dev.tributary.data.Interactions;
import dev.tributary.data.Signal;
import dev.tributary.math.Job;
import dev.tributary.math.Seeds;
import dev.tributary.math.XxHash64;
import dev.tributary.model.Bundle;
import dev.tributary.model.BundleWriter;
import dev.tributary.retrieval.Channel;
import dev.tributary.retrieval.Hits;
import dev.tributary.retrieval.LiveItems;
import dev.tributary.retrieval.Query;
import dev.tributary.retrieval.Scored;
import dev.tributary.retrieval.TrainingData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentTest {
  private static final ContentConfig FIELDS_ALIKE = ContentConfig.DEFAULT.withFields(1, 1, 1, 1, 1).withHistory(0, 0, 0);

  private static Item item(String id, String author, String... categories) {
    return Item.builder(id).author(author).categories(List.of(categories)).build();
  }

  private static ContentModel train(ContentConfig config, Interactions log, Item... items) {
    return new ContentTrainer(config).train(TrainingData.of(log).withCatalog(Catalog.of(List.of(items))), Job.DEFAULT);
  }

  private static Channel open(ContentModel model) {
    return model.open(IntStream.range(0, model.items().size()).toArray());
  }

  private static List<Integer> found(Channel channel, Query query) {
    var hits = new Hits();
    channel.retrieve(query, 1000, hits);
    return IntStream.range(0, hits.size()).map(hits::item).boxed().toList();
  }

  private static Query query(int items, int... history) {
    var query = new Query().reset(-1, 0, new ItemMask().allowAll(items));
    for (int item : history) {
      query.addInterest(item, 1f, 0);
      query.mask().forbid(item);
    }
    return query;
  }

  @Test
  void eachFieldWeighsAlikeWhateverItsNumberOfTerms() {
    // two fields of one rare and two terms: A = (author 1/√2, its categories together 1/√2)
    var model = train(FIELDS_ALIKE, Interactions.parse("u A"), item("A", "x", "p"), item("B", "x", "q"), item("C", "y", "p"), item("D", "y", "q"));
    // every term is in two of four items, so that all idf are equal: cos(A,B) = 1/2 (author), cos(A,C) = 1/2, cos(A,D) = 0
    assertThat(model.similar("A", 9)).hasSize(2).allSatisfy(s -> assertThat(s.score()).isCloseTo(0.5f, within(1e-6f)));
    assertThat(model.recommend("u", 9)).extracting(Scored::item).containsExactlyInAnyOrder("B", "C");
  }

  @Test
  void aRareTermWeighsMoreThanACommonOne() {
    var items = new ArrayList<Item>();
    for (int n = 0; n < 20; n++) {
      items.add(item("common" + n, "", "wide"));
    }
    items.add(item("A", "", "wide", "narrow"));
    items.add(item("B", "", "narrow"));
    for (Weighting weighting : Weighting.values()) {
      var model = train(FIELDS_ALIKE.withWeighting(weighting), Interactions.parse("u A"), items.toArray(Item[]::new));
      assertThat(model.similar("A", 1)).extracting(Scored::item).containsExactly("B");
      // cos(A,B) = idf(narrow) / √(idf²(wide) + idf²(narrow)) with N = 22, df 21 and 2
      double wide = weighting.idf(22, 21);
      double narrow = weighting.idf(22, 2);
      assertThat((double) model.similar("A", 1).getFirst().score()).isCloseTo(narrow / Math.hypot(wide, narrow), within(1e-6));
    }
  }

  @Test
  void itemsThatNobodyTouchedAreFound() {
    var model = train(ContentConfig.DEFAULT, Interactions.parse("u A"), item("A", "", "jazz"), item("cold", "", "jazz"));
    assertThat(model.items().size()).isEqualTo(2);
    assertThat(model.recommend("u", 5)).singleElement().satisfies(s -> assertThat(s.item()).isEqualTo("cold"));
  }

  @Test
  void itemsOfTheLogWithoutAttributesBelongToTheModelAndAreNeverFound() {
    var model = train(ContentConfig.DEFAULT, Interactions.parse("u A bare; v bare"), item("A", "", "jazz"), item("B", "", "jazz"));
    assertThat(model.items().size()).isEqualTo(3);
    assertThat(model.describedItems()).isEqualTo(2);
    assertThat(model.recommend("v", 5)).isEmpty();
    assertThat(model.recommend("u", 5)).extracting(Scored::item).containsExactly("B");
  }

  @Test
  void dataWithoutAttributesGivesAnEmptyModelThatSaysSo(@TempDir Path folder) throws IOException {
    var model = new ContentTrainer(ContentConfig.DEFAULT).train(Interactions.parse("u A B; v B C"));
    assertThat(model.recommend("u", 5)).isEmpty();
    var writer = new BundleWriter("content", 1);
    model.write(writer);
    writer.write(folder.resolve("m"), Map.of());
    var figures = Bundle.open(folder.resolve("m")).figures();
    assertThat(figures.get("items")).isEqualTo(3L);
    assertThat(figures.get("itemsWithoutAttributes")).isEqualTo(3L);
    assertThat(figures.get("terms")).isEqualTo(0L);
  }

  @Test
  void titlesInChineseMeetThroughTheirPairs() {
    var model =
        train(
            ContentConfig.DEFAULT,
            Interactions.parse("u A"),
            Item.builder("A").title("红烧肉的做法").build(),
            Item.builder("B").title("好吃的红烧肉").build(),
            Item.builder("C").title("手机评测").build());
    assertThat(model.recommend("u", 5)).extracting(Scored::item).containsExactly("B");
  }

  @Test
  void wordsInTooManyOrTooFewItemsSayNothing() {
    var items = new Item[40];
    Arrays.setAll(items, n -> Item.builder("i" + n).title("the " + (n < 20 ? "sea" : "hill") + " once" + n).build());
    var model = train(ContentConfig.DEFAULT.withWords(2, 0.6), Interactions.parse("u i0"), items);
    // "the" is in all items, "once…" in one: only sea and hill are left, so that all of one kind are alike
    assertThat(model.recommend("u", 40)).hasSize(19).allSatisfy(s -> assertThat(s.score()).isCloseTo(1f, within(1e-6f)));
  }

  @Test
  void newerInterestsWeighMoreByPositionAndByDays() {
    Item[] items = {item("A", "", "jazz"), item("B", "", "rock"), item("J", "", "jazz"), item("R", "", "rock")};
    long day = 86_400_000L;
    var log = Interactions.builder().add("u", "B", Signal.CLICK, 0, 0).add("u", "A", Signal.CLICK, 0, 2 * day).build();
    var byPosition = train(ContentConfig.DEFAULT.withHistory(0, 1, 0), log, items).recommend("u", 2);
    assertThat(byPosition).extracting(Scored::item).containsExactly("J", "R");
    assertThat(byPosition.get(0).score() / byPosition.get(1).score()).isCloseTo(2f, within(1e-5f)); // one place apart
    var byDays = train(ContentConfig.DEFAULT.withHistory(0, 0, 1), log, items).recommend("u", 2);
    assertThat(byDays.get(0).score() / byDays.get(1).score()).isCloseTo(4f, within(1e-5f)); // two half-lives apart
    assertThat(train(ContentConfig.DEFAULT.withHistory(1, 0, 0), log, items).recommend("u", 2)).extracting(Scored::item).containsExactly("J");
  }

  @Test
  void theCapsDecideWhatIsFoundAndNeverAScore() {
    var items = random(7, 300);
    var log = Interactions.parse("u i1 i2 i3 i4 i5 i6");
    var all = train(ContentConfig.DEFAULT.withCaps(64, 1_000_000, 100_000), log, items).recommend("u", 1000);
    var capped = train(ContentConfig.DEFAULT.withCaps(64, 12, 4), log, items).recommend("u", 1000);
    assertThat(capped.size()).isBetween(5, all.size() - 1);
    assertThat(all).containsAll(capped);
  }

  @Test
  void theBestOfThousandsAreFoundWhateverTheMaskForbids() {
    int size = 5000;
    var model = train(ContentConfig.DEFAULT.withCaps(64, 1_000_000, 100_000), Interactions.parse("u i1 i2"), random(8, size));
    var channel = open(model);
    var all = found(channel, size, new ItemMask().allowAll(size));
    assertThat(all.size()).isGreaterThan(2000); // more than are sooner counted than guessed about
    var random = Seeds.random(9);
    for (double share : new double[] {0, 0.001, 0.3, 0.9, 0.999}) {
      var mask = new ItemMask().allowAll(size);
      for (int item = 0; item < size; item++) {
        if (random.nextDouble() < share) {
          mask.forbid(item);
        }
      }
      var left = all.stream().filter(mask::allows).toList();
      for (int k : new int[] {1, 10, 300, size}) {
        assertThat(found(channel, k, mask)).as("%s forbidden, k = %d", share, k).isEqualTo(left.subList(0, Math.min(k, left.size())));
      }
    }
  }

  @Test
  void aFewAmongThousandsAreFoundAsWellAsMany() { // three of 3,000 are rare, every second of the others is even
    var items = new Item[3000];
    Arrays.setAll(items, n -> item("i%04d".formatted(n), "", n % 1400 == 100 ? "rare" : n % 2 == 0 ? "even" : "odd"));
    var channel = open(train(ContentConfig.DEFAULT.withCaps(64, 1_000_000, 100_000), Interactions.parse("u i0000"), items));
    for (int round = 0; round < 2; round++) { // nothing is left over from one query to the next
      assertThat(found(channel, query(3000, 100))).containsExactlyInAnyOrder(1500, 2900);
      assertThat(found(channel, query(3000, 4))).hasSize(1000).allMatch(n -> n % 2 == 0 && n % 1400 != 100);
    }
  }

  private static List<Integer> found(Channel channel, int k, ItemMask mask) {
    var hits = new Hits();
    channel.retrieve(new Query().reset(-1, 0, mask).addInterest(1, 1f, 0).addInterest(2, 0.5f, 0), k, hits);
    return IntStream.range(0, hits.size()).map(hits::item).boxed().toList();
  }

  private static Item[] random(long seed, int count) {
    var random = Seeds.random(seed);
    String[] words = {"sea", "hill", "moon", "train", "bread", "river", "cloud", "stone", "green", "fast", "old", "north"};
    var items = new Item[count];
    for (int n = 0; n < count; n++) {
      var title = new StringBuilder();
      for (int w = random.nextInt(6); w >= 0; w--) {
        title.append(words[(int) (words.length * random.nextDouble() * random.nextDouble())]).append(' ');
      }
      var builder = Item.builder("i" + n).title(title.toString()).categories(List.of("c" + random.nextInt(5), "c" + random.nextInt(9)));
      if (random.nextInt(3) > 0) {
        builder.author("a" + random.nextInt(20));
      }
      if (random.nextInt(3) > 0) {
        builder.vector(List.of((float) random.nextGaussian(), (float) random.nextGaussian(), (float) random.nextGaussian()));
      }
      items[n] = builder.build();
    }
    return items;
  }

  /** The formula over dense vectors in doubles, from the channel's own term vectors. */
  @Test
  void scoresAreTheCosinesOfTheDefinition() {
    for (long seed = 1; seed <= 10; seed++) {
      var items = random(seed, 60);
      var config = ContentConfig.DEFAULT.withCaps(64, 1_000_000, 100_000).withFields(1, 1, 0.7, 0.5, 0.8).withHistory(0, 20, 0);
      var model = train(config, Interactions.parse("u i1 i2 i3 i4 i5 i6"), items);
      var byId = new HashMap<String, Item>();
      Arrays.stream(items).forEach(i -> byId.put(i.id(), i));
      for (Scored scored : model.recommend("u", 1000)) {
        double expected = terms(model, byId, scored.item()) + 0.8 * vectors(byId, scored.item());
        assertThat((double) scored.score()).as("seed %d item %s", seed, scored.item()).isCloseTo(expected, within(1e-5));
      }
      assertThat(model.recommend("u", 1000).size()).as("seed %d", seed).isGreaterThan(20);
    }
  }

  private static double weight(int position) {
    return Math.pow(2, -(5 - position) / 20.0); // i6 is the newest, half-life 20 places
  }

  private static double terms(ContentModel model, Map<String, Item> byId, String item) {
    var weights = model.termWeights();
    var profile = new double[weights.terms().size()];
    for (int n = 0; n < 6; n++) {
      var vector = weights.vector(byId.get("i" + (n + 1)));
      for (int t = 0; t < vector.terms().length; t++) {
        profile[vector.terms()[t]] += weight(n) * vector.weights()[t];
      }
    }
    double norm = Math.sqrt(Arrays.stream(profile).map(v -> v * v).sum());
    var vector = weights.vector(byId.get(item));
    double dot = 0;
    for (int t = 0; t < vector.terms().length; t++) {
      dot += profile[vector.terms()[t]] * vector.weights()[t];
    }
    return dot / norm;
  }

  private static double vectors(Map<String, Item> byId, String item) {
    var profile = new double[3];
    for (int n = 0; n < 6; n++) {
      var unit = unit(byId.get("i" + (n + 1)));
      for (int d = 0; d < 3; d++) {
        profile[d] += weight(n) * unit[d];
      }
    }
    double norm = Math.sqrt(Arrays.stream(profile).map(v -> v * v).sum());
    var unit = unit(byId.get(item));
    return norm == 0 ? 0 : IntStream.range(0, 3).mapToDouble(d -> profile[d] * unit[d]).sum() / norm;
  }

  private static double[] unit(Item item) {
    var values = new double[3];
    for (int d = 0; d < item.vector().size(); d++) {
      values[d] = item.vector().get(d);
    }
    double norm = Math.sqrt(Arrays.stream(values).map(v -> v * v).sum());
    return norm == 0 ? values : Arrays.stream(values).map(v -> v / norm).toArray();
  }

  @Test
  void theCommonDimensionOfVectorsWinsAndOthersAreIgnored() {
    var model =
        train(
            ContentConfig.DEFAULT,
            Interactions.parse("u A"),
            Item.builder("A").vector(List.of(1f, 0f)).build(),
            Item.builder("near").vector(List.of(2f, 0.1f)).build(),
            Item.builder("opposite").vector(List.of(-1f, 0f)).build(),
            Item.builder("odd").vector(List.of(1f, 0f, 0f)).build(),
            Item.builder("zero").vector(List.of(0f, 0f)).build(),
            Item.builder("nan").vector(List.of(Float.NaN, 0f)).build());
    assertThat(model.recommend("u", 9)).extracting(Scored::item).containsExactly("near");
    assertThat(model.describedItems()).isEqualTo(3);
  }

  @Test
  void aNewItemIsFoundAtOnceByItsAttributes() {
    var model = train(ContentConfig.DEFAULT, Interactions.parse("u A"), item("A", "x", "jazz"), item("B", "y", "rock"));
    var channel = open(model);
    assertThat(found(channel, query(10, 0))).isEmpty();
    channel.itemChanged(7, item("fresh", "z", "jazz"));
    channel.itemChanged(8, item("other", "z", "rock"));
    assertThat(found(channel, query(10, 0))).containsExactly(7);
    assertThat(found(channel, query(10, 7))).as("an interest in a new item counts").containsExactly(0);
    assertThat(found(channel, query(10, 0, 1))).containsExactlyInAnyOrder(7, 8);
    var shares = new float[2];
    channel.explain(query(10, 0, 1), new int[] {7}, 1, shares);
    assertThat(shares[0]).isPositive();
    assertThat(shares[1]).isZero();
  }

  @Test
  void aChangedItemIsWhatItIsNow() {
    var model = train(ContentConfig.DEFAULT, Interactions.parse("u A"), item("A", "", "jazz"), item("B", "", "rock"), item("C", "", "jazz"));
    var channel = open(model);
    assertThat(found(channel, query(9, 0))).containsExactly(2);
    channel.itemChanged(1, item("B", "", "jazz"));
    assertThat(found(channel, query(9, 0))).containsExactlyInAnyOrder(1, 2);
    channel.itemChanged(2, item("C", "", "rock"));
    assertThat(found(channel, query(9, 0))).containsExactly(1);
    channel.itemChanged(1, Item.of("B"));
    assertThat(found(channel, query(9, 0))).isEmpty();
    channel.itemChanged(0, item("A", "", "rock"));
    assertThat(found(channel, query(9, 0))).as("the interest's attributes changed too").containsExactly(2);
  }

  @Test
  void tellingAnItemAgainAsItWasChangesNothing() {
    var items = random(3, 80);
    var model = train(ContentConfig.DEFAULT, Interactions.parse("u i1 i2 i3"), items);
    var channel = open(model);
    var before = hits(channel, query(100, 1, 2, 3));
    for (Item item : items) {
      channel.itemChanged(model.items().indexOf(item.id()), item);
    }
    assertThat(hits(channel, query(100, 1, 2, 3))).isEqualTo(before);
  }

  private static List<String> hits(Channel channel, Query query) {
    var hits = new Hits();
    channel.retrieve(query, 1000, hits);
    return IntStream.range(0, hits.size()).mapToObj(n -> hits.item(n) + " " + hits.score(n) + " " + hits.because(n)).toList();
  }

  /** Half of the items come later: the other half's statistics are all the model has, and the order of ties holds across both. */
  @Test
  void newAndOldItemsShareOneRanking() {
    var items = new Item[200];
    Arrays.setAll(items, n -> item("i" + n, "", n % 3 == 0 ? "jazz" : "rock"));
    var model = train(ContentConfig.DEFAULT, Interactions.parse("u i0"), Arrays.copyOf(items, 100));
    var toCatalog = new int[100];
    Arrays.setAll(toCatalog, n -> Integer.parseInt(model.items().id(n).substring(1)));
    var channel = model.open(toCatalog);
    for (int n = 199; n >= 100; n--) {
      channel.itemChanged(n, items[n]);
    }
    var expected =
        IntStream.range(1, 200)
            .filter(n -> n % 3 == 0)
            .boxed()
            .sorted((a, b) -> LiveItems.compareTies(XxHash64.hash("i" + a), "i" + a, XxHash64.hash("i" + b), "i" + b))
            .toList();
    assertThat(found(channel, query(200, 0))).isEqualTo(expected);
    var hits = new Hits();
    channel.retrieve(query(200, 0), 10, hits);
    assertThat(IntStream.range(0, hits.size()).map(hits::item).boxed().toList()).isEqualTo(expected.subList(0, 10));
  }

  @Test
  void readersSeeEachChangeWholeWhileAWriterWrites() throws Exception {
    var model = train(ContentConfig.DEFAULT, Interactions.parse("u A"), item("A", "x", "jazz"), item("B", "y", "rock"));
    var channel = open(model);
    var failure = new AtomicReference<Throwable>();
    var writer =
        Thread.ofPlatform()
            .start(
                () -> {
                  for (int round = 0; round < 3000; round++) {
                    int index = 2 + round % 50;
                    channel.itemChanged(index, item("n" + index, "", round % 2 == 0 ? "jazz" : "rock"));
                  }
                });
    Runnable reader =
        () -> {
          try {
            while (writer.isAlive()) {
              var seen = found(channel, query(100, 0));
              assertThat(seen).doesNotHaveDuplicates().allMatch(i -> i >= 2 && i < 52);
            }
          } catch (Throwable e) { // top of a thread: handed to the test
            failure.set(e);
          }
        };
    var readers = List.of(Thread.ofPlatform().start(reader), Thread.ofPlatform().start(reader));
    writer.join();
    for (var thread : readers) {
      thread.join();
    }
    assertThat(failure.get()).isNull();
  }

  @Test
  void settingsOutOfRangeAreRefusedInWords() {
    assertThatIllegalArgumentException().isThrownBy(() -> ContentConfig.DEFAULT.withFields(0, 0, 0, 0, 0)).withMessageContaining("all weights are 0");
    assertThatIllegalArgumentException().isThrownBy(() -> ContentConfig.DEFAULT.withFields(1, Double.NaN, 0, 0, 0)).withMessageContaining("NaN");
    assertThatIllegalArgumentException().isThrownBy(() -> ContentConfig.DEFAULT.withCaps(0, 1, 1)).withMessageContaining("topTerms is 0");
  }
}
