package dev.tributary.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tributary.catalog.Catalog;
import dev.tributary.catalog.Item;
import dev.tributary.catalog.ItemMask;
import dev.tributary.data.Event;
import dev.tributary.data.Interactions;
import dev.tributary.data.Signal;
import dev.tributary.data.Vocabulary;
import dev.tributary.math.Job;
import dev.tributary.math.Seeds;
import dev.tributary.math.XxHash64;
import dev.tributary.model.Bundle;
import dev.tributary.model.BundleWriter;
import dev.tributary.model.Tensors;
import dev.tributary.settings.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every channel promises. A new channel extends this with its kind and gets all of it. The tests are public: they are
 * inherited by packages that the module system keeps apart from this one.
 */
public abstract class ChannelContract {
  private static final int USERS = 60;
  private static final int ITEMS = 90;
  private static final long DAY = 86_400_000L;

  /** The channel under test. */
  protected abstract ChannelKind<?> kind();

  /** Whether the user's own history decides what is found. */
  protected abstract boolean personal();

  /** Even users take even items, odd users odd ones, a dozen each; popular ones more often; items have attributes. */
  protected static TrainingData planted(long seed) {
    var builder = Interactions.builder();
    var random = Seeds.random(seed);
    for (int user = 0; user < USERS; user++) {
      for (int n = 0; n < 12; n++) {
        int item = 2 * (int) (ITEMS / 2 * random.nextDouble() * random.nextDouble()) + user % 2;
        var signal = random.nextInt(3) == 0 ? Signal.LIKE : Signal.CLICK;
        builder.add("u" + user, "i" + item, signal, 0f, DAY * (1000 + n) + user);
      }
    }
    return TrainingData.of(builder.build()).withCatalog(catalog());
  }

  private static Catalog catalog() {
    var items = new ArrayList<Item>();
    for (int item = 0; item < ITEMS; item++) {
      items.add(
          Item.builder("i" + item)
              .title((item % 2 == 0 ? "quiet river " : "loud engine ") + "number " + item % 7)
              .author("author" + item % 10)
              .categories(List.of(item % 2 == 0 ? "nature" : "motor"))
              .vector(item % 2 == 0 ? List.of(1f, 0f, item % 9 / 20f) : List.of(0f, 2f, item % 11 / 20f))
              .location(item % 2 == 0 ? new Item.Location(59.91, 10.75) : new Item.Location(45.76, 4.84))
              .build());
    }
    return Catalog.of(items);
  }

  private <C extends Record> ChannelModel train(ChannelKind<C> kind, TrainingData data, Job job) {
    return kind.trainer(kind.defaults()).train(data, job);
  }

  protected ChannelModel train(TrainingData data) {
    return train(kind(), data, Job.DEFAULT);
  }

  protected static int[] identity(Vocabulary items) {
    var identity = new int[items.size()];
    Arrays.setAll(identity, i -> i);
    return identity;
  }

  /** A query of a user's whole history, with everything allowed. */
  protected static Query queryOf(ChannelModel model, int user) {
    var history = model.history();
    int[] toModel = history.items().indexesIn(model.items());
    var query = new Query().reset(user, history.lastTime(), new ItemMask().allowAll(model.items().size()));
    for (long entry = history.end(user) - 1; entry >= history.start(user); entry--) {
      query.addInterest(toModel[history.item(entry)], history.like(entry), history.time(entry));
    }
    return query;
  }

  protected static List<String> found(Channel channel, Query query, int k) {
    var hits = new Hits();
    channel.retrieve(query, k, hits);
    var text = new ArrayList<String>();
    for (int rank = 0; rank < hits.size(); rank++) {
      text.add(hits.item(rank) + " " + Float.toHexString(hits.score(rank)) + " " + hits.because(rank));
    }
    return text;
  }

  @Test
  public void anEmptyLogGivesAModelThatFindsNothing() {
    var model = train(TrainingData.of(Interactions.builder().build()));
    assertThat(model.items().size()).isZero();
    assertThat(model.recommend("nobody", 10)).isEmpty();
    assertThat(model.kind()).isEqualTo(kind().name());
  }

  @Test
  public void aUserWithoutHistoryGetsWhatNeedsNone() {
    var model = train(planted(1));
    assertThat(model.recommend("nobody", 10)).hasSize(personal() ? 0 : 10);
  }

  @Test
  public void neverMoreThanKAndNothingForZero() {
    var model = train(planted(2));
    var channel = model.open(identity(model.items()));
    assertThat(found(channel, queryOf(model, 3), 0)).isEmpty();
    assertThat(found(channel, queryOf(model, 3), 1)).hasSize(1);
    int all = found(channel, queryOf(model, 3), 1_000_000).size();
    assertThat(all).isBetween(2, model.items().size());
    assertThat(found(channel, queryOf(model, 3), 5)).isEqualTo(found(channel, queryOf(model, 3), 1_000_000).subList(0, 5));
  }

  @Test
  public void manyQueriesAtOnceAreAnsweredAsOneAfterAnother() {
    var model = train(planted(2));
    int[] shifted = Arrays.stream(identity(model.items())).map(item -> item % 7 == 3 ? -1 : item + 5).toArray(); // the catalog lacks some and has others
    for (int[] toCatalog : List.of(identity(model.items()), shifted)) {
      var channel = model.open(toCatalog);
      var queries = new ArrayList<Query>();
      var hits = new ArrayList<Hits>();
      for (int n = 0; n < 40; n++) {
        int user = n % 20;
        var whole = queryOf(model, user);
        var mask = new ItemMask().allowAll(model.items().size() + 20);
        var query = new Query().reset(user, whole.nowMillis(), mask);
        for (int position = 0; position < (user == 7 ? 0 : whole.historySize()); position++) {
          query.addInterest(toCatalog[whole.historyItem(position)], whole.historyLike(position), whole.historyTime(position));
          mask.forbid(user % 3 == 0 ? -1 : toCatalog[whole.historyItem(position)]);
        }
        if (user == 11) {
          mask.allowNone(model.items().size());
        }
        queries.add(query);
        hits.add(new Hits());
      }
      channel.retrieve(queries, 9, hits);
      for (int user = 0; user < 40; user++) {
        var alone = new Hits();
        channel.retrieve(queries.get(user), 9, alone);
        assertThat(hits.get(user).size()).as("user %d", user).isEqualTo(alone.size());
        for (int rank = 0; rank < alone.size(); rank++) {
          assertThat(hits.get(user).item(rank)).as("user %d, rank %d", user, rank).isEqualTo(alone.item(rank));
          assertThat(hits.get(user).score(rank)).isCloseTo(alone.score(rank), within(1e-5f * Math.max(1, Math.abs(alone.score(rank)))));
        }
      }
    }
  }

  @Test
  public void hitsAreFiniteDistinctBestFirstAndTiedByTheHashOfTheId() {
    var model = train(planted(3));
    var channel = model.open(identity(model.items()));
    var hits = new Hits();
    for (int user = 0; user < USERS; user++) {
      var query = queryOf(model, user);
      channel.retrieve(query, 1000, hits);
      var met = new HashSet<Integer>();
      for (int rank = 0; rank < hits.size(); rank++) {
        assertThat(hits.score(rank)).isFinite();
        assertThat(met.add(hits.item(rank))).as("item %s twice", hits.item(rank)).isTrue();
        assertThat(hits.because(rank)).isBetween(personal() ? 0 : -1, personal() ? query.historySize() - 1 : -1);
        if (rank > 0 && hits.score(rank) == hits.score(rank - 1)) {
          long before = XxHash64.hash(model.items().id(hits.item(rank - 1)));
          long after = XxHash64.hash(model.items().id(hits.item(rank)));
          assertThat(Long.compareUnsigned(before, after)).isNegative();
        } else if (rank > 0) {
          assertThat(hits.score(rank)).isLessThan(hits.score(rank - 1));
        }
      }
    }
  }

  @Test
  public void theMaskHidesAnItemAndChangesNothingElse() {
    var model = train(planted(4));
    var channel = model.open(identity(model.items()));
    var open = new Hits();
    var masked = new Hits();
    channel.retrieve(queryOf(model, 8), 1000, open);
    var query = queryOf(model, 8);
    query.mask().forbid(open.item(0));
    query.mask().forbid(open.item(2));
    channel.retrieve(query, 1000, masked);
    assertThat(masked.size()).isEqualTo(open.size() - 2);
    for (int rank = 0, from = 0; rank < masked.size(); rank++, from++) {
      while (from == 0 || from == 2) {
        from++;
      }
      assertThat(masked.item(rank)).isEqualTo(open.item(from));
      assertThat(masked.score(rank)).isEqualTo(open.score(from));
    }
  }

  @Test
  public void aCatalogOfOtherIntsGivesTheSameHitsAndItemsItLacksAreNeverFound() {
    var model = train(planted(5));
    var plain = new Hits();
    model.open(identity(model.items())).retrieve(queryOf(model, 6), 1000, plain);
    int absent = plain.item(1);
    var toCatalog = new int[model.items().size()];
    Arrays.setAll(toCatalog, i -> i == absent ? -1 : 5000 - i);
    var moved = new Query().reset(6, model.history().lastTime(), new ItemMask().allowAll(6000));
    var query = queryOf(model, 6);
    boolean interestLost = false;
    for (int position = 0; position < query.historySize(); position++) {
      interestLost |= query.historyItem(position) == absent;
      moved.addInterest(5000 - query.historyItem(position), query.historyLike(position), query.historyTime(position));
    }
    var hits = new Hits();
    model.open(toCatalog).retrieve(moved, 1000, hits);
    var items = new ArrayList<Integer>();
    for (int rank = 0; rank < hits.size(); rank++) {
      items.add(5000 - hits.item(rank));
    }
    assertThat(items).doesNotContain(absent);
    if (!interestLost) {
      var expected = new ArrayList<Integer>();
      for (int rank = 0; rank < plain.size(); rank++) {
        if (plain.item(rank) != absent) {
          expected.add(plain.item(rank));
        }
      }
      assertThat(items).isEqualTo(expected);
    }
  }

  @Test
  public void interestsInItemsThatTheModelLacksAreIgnored() {
    var model = train(planted(6));
    var channel = model.open(identity(model.items()));
    var strange = queryOf(model, 2).addInterest(-1, 1f, 0).addInterest(1_000_000, 1f, 0);
    var scores = new float[strange.historySize()];
    assertThat(found(channel, strange, 20)).hasSameSizeAs(found(channel, queryOf(model, 2), 20));
    channel.explain(strange, new int[] {0}, 1, scores);
    assertThat(scores[strange.historySize() - 1]).isZero();
  }

  @Test
  public void evenUsersGetEvenItems() {
    if (!personal()) {
      return;
    }
    var model = train(planted(7));
    for (int user = 0; user < USERS; user++) {
      int parity = user % 2;
      for (Scored scored : model.recommend("u" + user, 5)) {
        assertThat(Integer.parseInt(scored.item().substring(1)) % 2).as("user %d got %s", user, scored).isEqualTo(parity);
      }
      assertThat(model.recommend("u" + user, 5)).as("user %d", user).hasSize(5);
    }
  }

  @Test
  public void theSharesOfTheInterestsSumToTheScore() {
    var model = train(planted(8));
    var channel = model.open(identity(model.items()));
    var hits = new Hits();
    for (int user = 0; user < USERS; user += 7) {
      var query = queryOf(model, user);
      channel.retrieve(query, 50, hits);
      int size = query.historySize();
      var all = new float[50 * size];
      channel.explain(query, IntStream.range(0, hits.size()).map(hits::item).toArray(), hits.size(), all);
      for (int rank = 0; rank < hits.size(); rank++) {
        var shares = Arrays.copyOfRange(all, rank * size, (rank + 1) * size);
        double sum = 0;
        float most = 0;
        for (float share : shares) {
          sum += share;
          most = Math.max(most, share);
        }
        assertThat(sum).isCloseTo(personal() ? hits.score(rank) : 0.0, within(1e-5 * Math.max(1, hits.score(rank))));
        if (personal() && most > 0) { // a score below 0 may have no interest that speaks for it
          assertThat(shares[hits.because(rank)]).isPositive();
        }
      }
    }
  }

  private String save(ChannelModel model, Path target) throws IOException {
    var writer = new BundleWriter(model.kind(), 1).seed(42);
    model.write(writer);
    writer.tensors("history", Tensors.builder().interests(model.history()).build());
    return writer.write(target, Map.of());
  }

  @Test
  public void whatWasSavedFindsTheSame(@TempDir Path folder) throws IOException {
    var model = train(planted(9));
    save(model, folder.resolve("m"));
    var bundle = Bundle.open(folder.resolve("m"));
    bundle.verify();
    var read = kind().read(bundle);
    assertThat(read.items().size()).isEqualTo(model.items().size());
    assertThat(read.kind()).isEqualTo(model.kind());
    var before = model.open(identity(model.items()));
    var after = read.open(identity(read.items()));
    for (int user = 0; user < USERS; user++) {
      assertThat(found(after, queryOf(read, user), 100)).isEqualTo(found(before, queryOf(model, user), 100));
    }
    assertThat(save(read, folder.resolve("again"))).as("written again it is the same bundle").isEqualTo(Bundle.open(folder.resolve("m")).sha256());
  }

  @Test
  public void anEmptyModelIsSavedAndRead(@TempDir Path folder) throws IOException {
    save(train(TrainingData.of(Interactions.builder().build())), folder.resolve("empty"));
    assertThat(kind().read(Bundle.open(folder.resolve("empty"))).recommend("nobody", 3)).isEmpty();
  }

  @Test
  public void theSameSeedGivesTheSameBundleOnAnyNumberOfThreads(@TempDir Path folder) throws IOException {
    var hashes = new HashSet<String>();
    for (int threads : new int[] {1, 2, 7}) {
      var data = planted(10);
      hashes.add(save(train(kind(), data, Job.DEFAULT.withThreads(threads)), folder.resolve("t" + threads)));
    }
    assertThat(hashes).hasSize(1);
  }

  @Test
  public void twoThreadsAtOnceFindWhatOneFinds() throws Exception {
    var model = train(planted(11));
    var channel = model.open(identity(model.items()));
    var expected = new ArrayList<List<String>>();
    for (int user = 0; user < USERS; user++) {
      expected.add(found(channel, queryOf(model, user), 30));
    }
    Callable<Boolean> reader =
        () -> {
          for (int n = 0; n < 2000; n++) {
            if (!found(channel, queryOf(model, n % USERS), 30).equals(expected.get(n % USERS))) {
              return false;
            }
          }
          return true;
        };
    try (var threads = Executors.newFixedThreadPool(3)) {
      for (var result : threads.invokeAll(List.of(reader, reader, reader))) {
        assertThat(result.get()).isTrue();
      }
    }
  }

  @Test
  public void aLogWithoutTimesTrainsToo() {
    var builder = Interactions.builder();
    for (int user = 0; user < 10; user++) {
      for (int item = 0; item < 4; item++) {
        builder.add("u" + user, "i" + (user % 2 + 2 * ((user + item) % 6)), Signal.CLICK, 0f, Event.NO_TIME);
      }
    }
    var model = train(TrainingData.of(builder.build()).withCatalog(catalog()));
    assertThat(model.recommend("u1", 3)).isNotEmpty();
  }

  /** Whatever the log, what is found is finite, and none of it is the user's own. */
  private void assertSound(Interactions log, String... users) {
    var model = train(TrainingData.of(log).withCatalog(catalog()));
    for (String user : users) {
      var own = new HashSet<String>();
      int index = log.users().indexOf(user);
      for (long row = log.start(index); row < log.end(index); row++) {
        own.add(log.items().id(log.item(row)));
      }
      assertThat(model.recommend(user, 1000)).as(user).allSatisfy(scored -> assertThat(scored.score()).isFinite()).noneSatisfy(scored -> assertThat(own).contains(scored.item()));
    }
  }

  @Test
  public void oneUserAndOneItem() {
    assertSound(Interactions.parse("ann i1"), "ann");
    assertSound(Interactions.parse("ann i1; bob i1; cat i1"), "ann");
    assertSound(Interactions.parse("ann i1 i2 i3"), "ann");
  }

  @Test
  public void aUserWithEverythingAndAnItemWithEveryone() {
    var log = new StringBuilder("all");
    for (int item = 0; item < 40; item++) {
      log.append(" i").append(item);
    }
    for (int user = 0; user < 30; user++) {
      log.append("; u").append(user).append(" i0 i").append(1 + user % 13).append(" i").append(14 + user % 11);
    }
    assertSound(Interactions.parse(log.toString()), "all", "u0", "u7");
  }

  @Test
  public void allUsersAlike() {
    assertSound(Interactions.parse("a i1 i2 i3; b i2 i3 i1; c i3 i1 i2; d i1 i2; e i2 i3; f i3 i1"), "a", "d", "f");
  }

  @Test
  public void rowsThatComeTwiceChangeNothing() {
    var once = Interactions.builder();
    var twice = Interactions.builder();
    var random = Seeds.random(20);
    for (int n = 0; n < 400; n++) {
      String user = "u" + random.nextInt(30);
      String item = "i" + random.nextInt(40);
      once.add(user, item, Signal.CLICK, 0f, DAY * 1000 + n);
      twice.add(user, item, Signal.CLICK, 0f, DAY * 1000 + n).add(user, item, Signal.CLICK, 0f, DAY * 1000 + n);
    }
    var expected = train(TrainingData.of(once.build()).withCatalog(catalog()));
    var found = train(TrainingData.of(twice.build()).withCatalog(catalog()));
    for (int user = 0; user < 30; user++) {
      assertThat(found.recommend("u" + user, 20)).isEqualTo(expected.recommend("u" + user, 20));
    }
  }

  @Test
  public void valuesAndTimesOutOfAllBoundsGiveFiniteScores() {
    var values = Interactions.builder();
    float[] strange = {-5f, -Float.MAX_VALUE, 0f, -0f, Float.MIN_VALUE, Float.MAX_VALUE, 3f}; // what is not finite is refused by the log
    long[] times = {-1, 0, 1, DAY * 20_000, DAY * 40_000_000, Long.MAX_VALUE / 4, Long.MIN_VALUE / 4};
    for (int n = 0; n < 210; n++) {
      values.add("u" + n % 15, "i" + n * 11 % 37, n % 3 == 0 ? Signal.PLAY : n % 3 == 1 ? Signal.CLICK : Signal.RATING, strange[n % strange.length], times[n / 7 % times.length]);
    }
    assertSound(values.build(), "u0", "u1", "u2", "u7");
  }

  @Test
  public void aMillionEventsOfOneUser() {
    var log = Interactions.builder();
    for (int n = 0; n < 1_000_000; n++) {
      log.add("robot", "i" + n % 300, Signal.CLICK, 0f, DAY * 1000 + n);
    }
    for (int user = 0; user < 10; user++) {
      log.add("u" + user, "i" + user, Signal.CLICK, 0f, DAY * 1001).add("u" + user, "i" + (user + 5), Signal.CLICK, 0f, DAY * 1001 + 1);
    }
    assertSound(log.build(), "robot", "u0", "u9");
  }

  @Test
  public void aPassedDeadlineEndsTheSearchAndLeavesTheChannelUsable() {
    var model = train(planted(12));
    var channel = model.open(identity(model.items()));
    var expected = found(channel, queryOf(model, 4), 20);
    var late = queryOf(model, 4).deadline(System.nanoTime() - 1);
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> found(channel, late, 20)).isInstanceOf(DeadlineExceededException.class);
    assertThat(found(channel, queryOf(model, 4), 20)).isEqualTo(expected);
  }

  @Test
  public void everySettingIsDescribedAndThePresetsAreValid() {
    assertThat(Settings.of(kind().defaults()).describe()).isNotEmpty().allSatisfy(setting -> assertThat(setting.meaning()).isNotBlank());
    kind().presets().values().forEach(preset -> assertThat(preset).isInstanceOf(kind().defaults().getClass()));
    assertThat(kind().summary()).isNotBlank().doesNotContain("\n");
  }

  @Test
  public void theEstimateIsPositiveAndFinite() {
    var estimate = estimate(kind(), planted(13));
    assertThat(estimate.heapBytes()).isPositive();
    assertThat(estimate.offHeapBytes()).isNotNegative();
    assertThat(estimate.seconds()).isPositive().isLessThan(60);
  }

  private static <C extends Record> ChannelKind.Estimate estimate(ChannelKind<C> kind, TrainingData data) {
    return kind.estimate(kind.defaults(), data);
  }
}
