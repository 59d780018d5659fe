package dev.tributary.funnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.catalog.Catalog;
import dev.tributary.catalog.Item;
import dev.tributary.catalog.User;
import dev.tributary.data.Event;
import dev.tributary.data.InterestRule;
import dev.tributary.data.Signal;
import dev.tributary.live.Live;
import dev.tributary.ranking.blend.Blend;
import dev.tributary.retrieval.Channel;
import dev.tributary.retrieval.Hits;
import dev.tributary.retrieval.Query;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FunnelTest {
  private final Catalog catalog = new Catalog();
  private final Live live = new Live(catalog, InterestRule.DEFAULT);
  private final InstantSource clock = InstantSource.fixed(java.time.Instant.ofEpochSecond(1_000_000));

  FunnelTest() {
    for (int n = 0; n < 3000; n++) {
      catalog.put(Item.builder("i" + n).title("title " + n).author("a" + n % 300).categories(List.of("c" + n % 30)).build());
    }
  }

  /** Finds these items in this order, as far as the mask allows. */
  private static Channel fixed(String name, int... items) {
    return new Channel() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public void retrieve(Query query, int k, Hits hits) {
        hits.clear();
        for (int item : items) {
          if (hits.size() < k && query.mask().allows(item)) {
            hits.add(item, items.length - hits.size(), query.historySize() > 0 ? 0 : -1);
          }
        }
      }

      @Override
      public void explain(Query query, int[] items, int count, float[] shares) {
        int size = query.historySize();
        Arrays.fill(shares, 0, count * size, 0f);
        for (int n = 0; n < count && size > 0; n++) {
          shares[n * size] = 3f;
          if (size > 1) {
            shares[n * size + 1] = 2f;
          }
        }
      }
    };
  }

  private static Channel failing(String name, RuntimeException failure) {
    return new Channel() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public void retrieve(Query query, int k, Hits hits) {
        hits.add(1, 1f, -1); // what it found before it failed does not count
        throw failure;
      }
    };
  }

  private Funnel funnel(Scene scene, Channel... channels) {
    var list = List.of(channels);
    return new Funnel(scene, list, Blend.even(list.stream().map(Channel::name).toList()), live, "r1", clock);
  }

  private static List<String> ids(Page page) {
    return page.items().stream().map(Page.Shown::id).toList();
  }

  @Test
  void whatTwoChannelsFindStandsAboveWhatOneFinds() {
    var page = funnel(Scene.DEFAULT, fixed("x", 1, 2, 3), fixed("y", 9, 2)).recommend(Request.of("ann", 4));
    // even blend, K = 10: item 2 has 10/11 + 10/11, items 1 and 9 have 1, item 3 has 10/12
    assertThat(ids(page).getFirst()).isEqualTo("i2");
    assertThat(ids(page).getLast()).isEqualTo("i3");
    assertThat(page.items().getFirst().channels()).extracting(Page.Found::name).containsExactly("x", "y");
    assertThat(page.items().getFirst().channels()).extracting(Page.Found::rank).containsExactly(2, 2);
    assertThat(page.release()).isEqualTo("r1");
    assertThat(page.responseId()).hasSize(26);
  }

  @Test
  void channelsLearnWhatTheRequestSaysOfTheAsker() {
    catalog.put(new User("ann", Map.of("city", "Oslo", "age", 30.0)));
    var asked = new ArrayList<Map<String, Object>>();
    Channel asking = new Channel() {
      @Override
      public String name() {
        return "asking";
      }

      @Override
      public void retrieve(Query query, int k, Hits hits) {
        hits.clear();
        asked.add(query.attributes());
        hits.add(1, 1f, -1);
      }
    };
    var funnel = funnel(Scene.DEFAULT, asking);
    funnel.recommend(Request.of("ann", 1).withContext(Map.of("city", "Bergen")));
    funnel.recommend(Request.of("", 1).withContext(Map.of("city", "Bergen")));
    funnel.recommend(Request.of("ann", 1));
    assertThat(asked).containsExactly(Map.of("city", "Bergen", "age", 30.0), Map.of("city", "Bergen"), Map.of("city", "Oslo", "age", 30.0));
  }

  @Test
  void aPageTellsSomeOfWhatEachStageRemoved() {
    int[] many = IntStream.range(0, 100).toArray();
    var funnel = funnel(Scene.DEFAULT.withQuota(100).withSizes(60, 30).withRules(List.of()), fixed("x", many));
    var page = funnel.recommend(Request.of("ann", 10)); // one channel: item n has rank n + 1 in every stage
    for (Page.Cut cut : page.cuts()) {
      int item = Integer.parseInt(cut.item().substring(1));
      assertThat(cut.rank()).isEqualTo(item + 1);
      assertThat(cut.stage()).isEqualTo(item >= 60 ? "pre-ranking" : item >= 30 ? "ranking" : "re-ranking");
      assertThat(item).as("not on the page").isGreaterThanOrEqualTo(10);
      assertThat(cut.score()).isEqualTo(item >= 60 ? 0f : 10f / (10 + item), org.assertj.core.api.Assertions.within(1e-6f)); // even blend, K = 10
    }
    assertThat(page.cuts()).doesNotHaveDuplicates().extracting(Page.Cut::stage).contains("pre-ranking", "ranking", "re-ranking");
    assertThat(funnel.recommend(Request.of("ann", 10)).cuts()).as("another response, others").isNotEqualTo(page.cuts());
    assertThat(funnel(Scene.DEFAULT, fixed("x", 1, 2, 3)).recommend(Request.of("ann", 4)).cuts()).as("nothing was removed").isEmpty();
  }

  @Test
  void aPageTellsWhatTheRankingSawOfItsItems() {
    var page = funnel(Scene.DEFAULT.withRules(List.of()), fixed("x", 1, 2, 3), failing("broken", new IllegalStateException("no disk")), fixed("y", 9, 2)).recommend(Request.of("ann", 4));
    assertThat(page.featureNames()).containsExactly("x.score", "x.rank", "broken.score", "broken.rank", "y.score", "y.rank");
    assertThat(page.features(page.items().getFirst())).containsExactly(2f / 3, 10f / 11, 0f, 0f, 1f / 2, 10f / 11); // item 2, second of three and of two
    for (Page.Shown item : page.items()) {
      var features = page.features(item);
      assertThat(features.get(1) + features.get(3) + features.get(5)).as("even blend: ranks alone").isCloseTo(item.score(), org.assertj.core.api.Assertions.within(1e-6f));
    }
  }

  @Test
  void aFailingChannelCostsItsCandidatesNotThePage() {
    var page = funnel(Scene.DEFAULT, failing("broken", new IllegalStateException("no disk")), fixed("y", 5, 6)).recommend(Request.of("ann", 2));
    assertThat(ids(page)).containsExactlyInAnyOrder("i5", "i6");
    assertThat(page.degraded()).singleElement().asString().contains("broken").contains("no disk");
  }

  @Test
  void aChannelThatNeverAnswersHoldsNeitherPagesNorThreads() throws InterruptedException {
    var end = new CountDownLatch(1);
    Channel hanging = new Channel() {
      @Override
      public String name() {
        return "hanging";
      }

      @Override
      public void retrieve(Query query, int k, Hits hits) {
        boolean ended = false;
        while (!ended) {
          try {
            end.await();
            ended = true;
          } catch (InterruptedException _) { // deaf
          }
        }
        hits.clear();
        hits.add(7, 1f, -1);
      }
    };
    var funnel = funnel(Scene.DEFAULT.withBudgets(300, 5000, 5000), hanging, fixed("y", 5, 6)); // long for y, whose thread may wait on a busy machine
    var request = Request.of("ann", 3).withDeadlineMillis(5000);
    assertThat(funnel.recommend(request).degraded()).singleElement().asString().startsWith("hanging: late");
    int threads = ManagementFactory.getThreadMXBean().getThreadCount();
    long begun = System.nanoTime();
    for (int n = 0; n < 1000; n++) {
      var page = funnel.recommend(request);
      assertThat(ids(page)).hasSize(3).contains("i5", "i6");
      assertThat(page.degraded().getFirst()).startsWith("hanging: late").contains("has not come back");
    }
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(100)); // waiting for each would take 300 s
    assertThat(ManagementFactory.getThreadMXBean().getThreadCount()).isLessThanOrEqualTo(threads + 2);
    end.countDown(); // it comes back, and is asked again
    for (int n = 0; n < 500 && !funnel.recommend(request).degraded().isEmpty(); n++) {
      Thread.sleep(10);
    }
    assertThat(ids(funnel.recommend(request))).containsExactlyInAnyOrder("i5", "i6", "i7");
  }

  @Test
  void aFilterThatFewItemsPassStillFillsThePage() {
    // 10 of 3000 items are of author a7; the channels find none of them
    var page = funnel(Scene.DEFAULT.withRules(List.of()), fixed("x", 1, 2, 3), fixed("y", 9, 2)).recommend(Request.of("ann", 10).withFilter("author = \"a7\""));
    assertThat(ids(page)).hasSize(10).allMatch(id -> Integer.parseInt(id.substring(1)) % 300 == 7);
  }

  @Test
  void aLateChannelCostsItsCandidatesNotThePage() {
    Channel slow = new Channel() {
      @Override
      public String name() {
        return "slow";
      }

      @Override
      public void retrieve(Query query, int k, Hits hits) {
        while (true) {
          query.checkDeadline();
        }
      }
    };
    var page = funnel(Scene.DEFAULT.withBudgets(5, 2000, 50), slow, fixed("y", 5, 6)).recommend(Request.of("ann", 2));
    assertThat(ids(page)).containsExactlyInAnyOrder("i5", "i6");
    assertThat(page.degraded()).singleElement().asString().startsWith("slow: late");
  }

  @Test
  void oneEventChangesTheNextPageWithNoTrainingInBetween() {
    var funnel = funnel(Scene.DEFAULT, fixed("x", 1, 2, 3));
    assertThat(funnel.recommend(Request.of("ann", 3)).items().getFirst().channels().getFirst().because()).isEmpty();
    live.apply(Event.of(Signal.CLICK, "ann", "i1", 10));
    live.apply(Event.of(Signal.CLICK, "ann", "i7", 20));
    var page = funnel.recommend(Request.of("ann", 2));
    assertThat(ids(page)).containsExactly("i2", "i3"); // i1 is seen
    assertThat(page.items().getFirst().channels().getFirst().because()).containsExactly(new Page.Because("i7", 0.6f), new Page.Because("i1", 0.4f));
  }

  @Test
  void aChannelIsAskedForTheReasonsOfWhatItFoundAlone() {
    live.apply(Event.of(Signal.CLICK, "ann", "i7", 20));
    var asked = new ArrayList<Integer>();
    var finding = fixed("x", 1, 2);
    Channel asking = new Channel() {
      @Override
      public String name() {
        return "x";
      }

      @Override
      public void retrieve(Query query, int k, Hits hits) {
        finding.retrieve(query, k, hits);
      }

      @Override
      public void explain(Query query, int[] items, int count, float[] shares) {
        Arrays.stream(items, 0, count).forEach(asked::add);
        finding.explain(query, items, count, shares);
      }
    };
    var page = funnel(Scene.DEFAULT, asking, fixed("y", 3, 4)).recommend(Request.of("ann", 4));
    assertThat(asked).containsExactlyInAnyOrder(1, 2);
    assertThat(ids(page)).containsExactlyInAnyOrder("i1", "i2", "i3", "i4");
    assertThat(page.items()).allSatisfy(item -> assertThat(item.channels()).singleElement().satisfies(by -> assertThat(by.because()).containsExactly(new Page.Because("i7", 1f))));
  }

  @Test
  void hiddenExcludedWithdrawnAndSeenItemsNeverCome() {
    live.apply(Event.of(Signal.IMPRESSION, "ann", "i1", 10));
    live.apply(Event.of(Signal.HIDE, "ann", "i2", 11));
    catalog.put(Item.builder("i3").withdrawn(true).build());
    catalog.put(Item.builder("i4").expiresAt(5).build());
    var funnel = funnel(Scene.DEFAULT, fixed("x", 1, 2, 3, 4, 5, 6));
    var request = Request.of("ann", 3).withExclude(List.of("i5"));
    assertThat(ids(funnel.recommend(request))).contains("i6").doesNotContain("i1", "i2", "i3", "i4", "i5");
    assertThat(ids(funnel.recommend(request.withSeen(Request.SeenPolicy.KEEP)))).contains("i1").doesNotContain("i2");
  }

  @Test
  void aPageIsFullWheneverSoManyItemsPass() {
    var page = funnel(Scene.DEFAULT, fixed("x", 1)).recommend(Request.of("nobody", 500));
    assertThat(page.items()).hasSize(500);
    assertThat(ids(page)).doesNotHaveDuplicates();
    assertThat(page.items().get(1).channels()).isEmpty();
    assertThat(ids(page).get(1)).isEqualTo("i2999"); // filled in from the catalog, newest first
  }

  @Test
  void aPageIsFullAlsoWhenAFilterLeavesOneItemInAThousand() {
    for (int n = 0; n < 3000; n += 1000) {
      catalog.put(Item.builder("i" + (n + 7)).attribute("rare", 1.0).build());
    }
    var funnel = funnel(Scene.DEFAULT.withQuota(2), fixed("x", IntStream.range(0, 1500).toArray()));
    var request = Request.of("ann", 3).withFilter("attributes.rare = 1");
    // x finds i7 and i1007 under the mask; i2007 comes from the catalog
    assertThat(ids(funnel.recommend(request))).containsExactly("i7", "i1007", "i2007");
    assertThat(ids(funnel.recommend(request.withExclude(List.of("i7"))))).containsExactly("i1007", "i2007");
    assertThat(funnel.why(request, "i8").steps()).contains(new Why.Step("filter", "removed: does not pass the request's filter"));
    assertThatThrownBy(() -> funnel.recommend(request.withFilter("rare = 1"))).hasMessageStartingWith("filter, character 1: 'rare' is no field");
    assertThat(funnel.recommend(request.withFilter("")).items()).hasSize(3); // the passage went back to its pool whole
  }

  @Test
  void whySaysWhereAnItemFellOut() {
    live.apply(Event.of(Signal.IMPRESSION, "ann", "i1", 10));
    var funnel = funnel(Scene.DEFAULT.withQuota(2), fixed("x", 1, 2, 3, 4));
    assertThat(why(funnel, "i1")).contains("filter: removed: the user has met it already (seen policy hide)");
    assertThat(why(funnel, "i2")).contains("page: position 1 of 2").anyMatch(s -> s.startsWith("x: rank 1"));
    assertThat(why(funnel, "i4")).anyMatch(s -> s.startsWith("x: rank 3") && s.contains("first 2 only")).contains("page: not on the page of 2");
    assertThat(why(funnel, "i9")).contains("x: does not find it");
    assertThat(why(funnel, "nothing")).singleElement().asString().contains("unknown item");
  }

  private static List<String> why(Funnel funnel, String item) {
    return funnel.why(Request.of("ann", 2), item).steps().stream().map(s -> s.stage() + ": " + s.what()).toList();
  }

  @Test
  void moreCandidatesCostNoMoreAllocation() {
    int[] few = IntStream.range(0, 500).toArray();
    int[] many = IntStream.range(0, 2000).toArray();
    var small = funnel(Scene.DEFAULT.withQuota(2000).withSizes(2000, 200), fixed("x", few));
    var large = funnel(Scene.DEFAULT.withQuota(2000).withSizes(2000, 200), fixed("x", many));
    long less = Long.MAX_VALUE;
    long more = Long.MAX_VALUE;
    for (int round = 0; round < 30; round++) { // the least of many rounds: by then the compiler has settled
      less = Math.min(less, allocated(small));
      more = Math.min(more, allocated(large));
    }
    assertThat(Math.abs(more - less)).as("%d and %d bytes a request", less, more).isLessThan(1024);
  }

  private static long allocated(Funnel funnel) {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    var request = Request.of("ann", 10);
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int n = 0; n < 200; n++) {
      funnel.recommend(request);
    }
    return (threads.getCurrentThreadAllocatedBytes() - before) / 200;
  }

  @Test
  void badRequestsAreRefusedWithTheRange() {
    assertThatThrownBy(() -> Request.of("ann", 0)).hasMessage("count is 0, allowed 1..500");
    assertThatThrownBy(() -> Request.of("ann", 501)).hasMessage("count is 501, allowed 1..500");
  }

  /** Finds ten new items at each request, whoever asks: 0..9, then 10..19, with the scores 10, 9, … 1. */
  private static Channel everOther() {
    return new Channel() {
      private int next;

      @Override
      public String name() {
        return "other";
      }

      @Override
      public void retrieve(Query query, int k, Hits hits) {
        hits.clear();
        for (int n = 0; n < 10; n++) {
          hits.add(next++, 10 - n, -1);
        }
      }
    };
  }

  @Test
  void whatRankedHighAndDidNotFitComesBackOnceAsItWasFound() {
    catalog.addUser("ann");
    var scene = Scene.DEFAULT.withRules(List.of()).withLeftovers(2);
    var funnel = funnel(scene, everOther());
    assertThat(ids(funnel.recommend(Request.of("ann", 3)))).containsExactly("i0", "i1", "i2"); // i3 and i4 are left, with 7 and 6 of 10
    assertThat(ids(funnel.recommend(Request.of("ann", 5)))).startsWith("i10", "i11", "i12").contains("i3", "i13"); // 10 9 8, and twice 7
    // i4 was left over for the second time, so i14 and i15 are, with 6 and 5
    assertThat(ids(funnel.recommend(Request.of("ann", 10)))).containsExactlyInAnyOrder("i20", "i21", "i22", "i23", "i24", "i25", "i26", "i27", "i14", "i15");
    assertThat(ids(funnel.recommend(Request.of("", 10)))).as("nobody has leftovers").startsWith("i30").endsWith("i39");
    var without = funnel(scene.withLeftovers(0), everOther());
    without.recommend(Request.of("ann", 3));
    assertThat(ids(without.recommend(Request.of("ann", 10)))).startsWith("i10").endsWith("i19");
  }

  @Test
  void leftoversThatMayNotBeShownAnyMoreStayAway() {
    catalog.addUser("ann");
    var funnel = funnel(Scene.DEFAULT.withRules(List.of()).withLeftovers(10), everOther());
    funnel.recommend(Request.of("ann", 3));
    live.apply(Event.of(Signal.CLICK, "ann", "i3", 1));
    var page = funnel.recommend(Request.of("ann", 10));
    assertThat(ids(page)).containsExactlyInAnyOrder("i10", "i11", "i12", "i13", "i14", "i15", "i16", "i4", "i5", "i6");
    assertThat(page.items()).allSatisfy(shown -> assertThat(shown.channels()).extracting(Page.Found::name).containsExactly("other"));
  }
}
