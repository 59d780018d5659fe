package dev.tributary.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.catalog.Catalog;
import dev.tributary.catalog.Item;
import dev.tributary.catalog.ItemMask;
import dev.tributary.data.Event;
import dev.tributary.data.InterestRule;
import dev.tributary.data.Interactions;
import dev.tributary.data.Interests;
import dev.tributary.data.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LiveTest {
  private final Catalog catalog = new Catalog();
  private final Live live = new Live(catalog, InterestRule.DEFAULT);

  private void happen(Signal signal, String user, String item, long time) {
    live.apply(Event.of(signal, user, item, time));
  }

  private List<String> interests(String user) {
    var found = new ArrayList<String>();
    live.interests(catalog.userIndex(user), 100, (item, like, _) -> found.add(catalog.item(item).id() + "=" + like));
    return found;
  }

  @Test
  void interestsComeNewestFirstWithTheirScores() {
    happen(Signal.CLICK, "ann", "a", 1);
    happen(Signal.CLICK, "ann", "b", 2);
    happen(Signal.IMPRESSION, "ann", "c", 3);
    happen(Signal.LIKE, "ann", "a", 4);
    happen(Signal.CLICK, "ann", "a", 5); // a repeated signal counts once
    assertThat(interests("ann")).containsExactly("a=2.0", "b=1.0");
  }

  @Test
  void aTakeBackCountsAtOnceAndTheLaterEventWinsWhicheverArrivesFirst() {
    happen(Signal.LIKE, "ann", "a", 1);
    assertThat(interests("ann")).containsExactly("a=1.0");
    happen(Signal.UNLIKE, "ann", "a", 5);
    assertThat(interests("ann")).isEmpty();
    happen(Signal.LIKE, "ann", "a", 3); // late arrival of an older like
    assertThat(interests("ann")).isEmpty();
    happen(Signal.LIKE, "ann", "a", 6);
    assertThat(interests("ann")).containsExactly("a=1.0");
  }

  @Test
  void aStateHoldsWhatWasUndoneBeforeItCameAndAllThatFollowsGoesTheSameWay() {
    happen(Signal.UNLIKE, "ann", "a", 5); // before its like
    happen(Signal.IMPRESSION, "ann", "b", 6);
    happen(Signal.COLLECT, "ann", "c", 7);
    happen(Signal.CLICK, "ann", "d", 4);
    var thawed = Live.of(live.state(), InterestRule.DEFAULT);
    for (Live each : List.of(live, thawed, Live.of(thawed.state(), InterestRule.DEFAULT))) {
      int ann = each.catalog().userIndex("ann");
      assertThat(each.metItems(ann)).isEqualTo(4);
      for (String item : List.of("a", "b", "c", "d")) {
        assertThat(each.hasSeen(ann, each.catalog().itemIndex(item))).isTrue();
      }
      each.apply(Event.of(Signal.LIKE, "ann", "a", 3)); // the later one wins
      each.apply(Event.of(Signal.CLICK, "ann", "b", 5));
      each.apply(Event.of(Signal.UNCOLLECT, "ann", "c", 6));
      var found = new ArrayList<String>();
      each.interests(ann, 100, (item, like, time) -> found.add(each.catalog().item(item).id() + "=" + like + "@" + time));
      assertThat(found).containsExactly("c=1.0@7", "b=1.0@5", "d=1.0@4");
    }
  }

  @Test
  void whatWasMetIsSeenAndWhatIsHiddenIsForbidden() {
    catalog.put(Item.builder("x").author("bo").categories(List.of("nba")).build());
    catalog.put(Item.builder("y").author("bo").build());
    catalog.put(Item.builder("z").keywords(List.of("nba")).build());
    catalog.put(Item.builder("w").build());
    happen(Signal.IMPRESSION, "ann", "w", 1);
    int ann = catalog.userIndex("ann");
    var mask = new ItemMask().allowAll(catalog.itemCount());
    live.forbidSeen(ann, mask);
    assertThat(mask.allows(catalog.itemIndex("w"))).isFalse();
    assertThat(mask.allows(catalog.itemIndex("x"))).isTrue();
    live.apply(new Event("", Signal.HIDE, "ann", "", 2, "", 0, 0, "", "nba", "", Map.of()));
    live.forbidHidden(ann, mask);
    assertThat(mask.allows(catalog.itemIndex("x"))).isFalse();
    assertThat(mask.allows(catalog.itemIndex("z"))).isFalse();
    assertThat(mask.allows(catalog.itemIndex("y"))).isTrue();
    live.apply(new Event("", Signal.HIDE, "ann", "", 3, "", 0, 0, "bo", "", "", Map.of()));
    live.forbidHidden(ann, mask);
    assertThat(mask.allows(catalog.itemIndex("y"))).isFalse();
    assertThat(live.hiddenBecause(ann, catalog.itemIndex("y"))).isEqualTo("author bo");
  }

  @Test
  void followsAreKeptAndTakenBack() {
    live.apply(new Event("", Signal.FOLLOW, "ann", "", 1, "", 0, 0, "bo", "", "", Map.of()));
    assertThat(live.followed(catalog.userIndex("ann"))).containsExactly("bo");
    live.apply(new Event("", Signal.UNFOLLOW, "ann", "", 2, "", 0, 0, "bo", "", "", Map.of()));
    assertThat(live.followed(catalog.userIndex("ann"))).isEmpty();
  }

  @Test
  void agreesWithTheInterestsThatTrainingSees() {
    var signals = List.of(Signal.IMPRESSION, Signal.CLICK, Signal.LIKE, Signal.UNLIKE, Signal.COLLECT, Signal.UNCOLLECT, Signal.SHARE, Signal.COMMENT);
    for (long seed = 1; seed <= 50; seed++) {
      var random = new SplittableRandom(seed);
      var builder = Interactions.builder();
      builder.add("u0", "i0", Signal.CLICK, 0, 0);
      for (int n = 1; n < 300; n++) {
        builder.add("u" + random.nextInt(5), "i" + random.nextInt(20), signals.get(random.nextInt(signals.size())), 0, n);
      }
      var log = builder.build();
      var interests = Interests.of(log, InterestRule.DEFAULT);
      var view = Live.of(new Catalog(), log, InterestRule.DEFAULT);
      for (int user = 0; user < log.users().size(); user++) {
        var expected = new ArrayList<String>();
        for (long entry = interests.end(user) - 1; entry >= interests.start(user); entry--) {
          expected.add(interests.items().id(interests.item(entry)) + "=" + interests.like(entry));
        }
        var found = new ArrayList<String>();
        view.interests(view.catalog().userIndex(log.users().id(user)), 100, (item, like, _) -> found.add(view.catalog().item(item).id() + "=" + like));
        assertThat(found).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(expected);
      }
    }
  }

  @Test
  void readersNeverSeeAHalfWrittenUserWhileAWriterWrites() throws InterruptedException {
    var writer = Thread.ofPlatform().start(() -> {
      for (int n = 0; n < 50_000; n++) {
        happen(n % 3 == 0 ? Signal.UNLIKE : Signal.LIKE, "ann", "i" + n % 97, n);
      }
    });
    int reads = 0;
    while (writer.isAlive()) {
      int user = catalog.userIndex("ann");
      var last = new long[] {Long.MAX_VALUE};
      live.interests(user, 50, (item, like, time) -> {
        assertThat(like).isPositive();
        assertThat(time).isLessThanOrEqualTo(last[0]);
        last[0] = time;
        assertThat(catalog.item(item).id()).startsWith("i");
      });
      reads++;
    }
    writer.join();
    assertThat(reads).isPositive();
  }

  @Test
  void changedItemsAreToldFromARecordOn() {
    int a = live.put(Item.of("a"), 10);
    int b = live.put(Item.of("b"), 20);
    live.put(Item.of("a"), 30);
    assertThat(live.changedSince(15)).containsExactly(b, a);
    assertThat(live.changedSince(31)).isEmpty();
    assertThat(a).isNotEqualTo(b);
  }

  @Test
  void aFollowThatNamesAnItemMeansItsAuthor() {
    var catalog = Catalog.of(List.of(Item.builder("i").author("x").build()));
    var log = Interactions.builder().add("ann", "i", Signal.FOLLOW, 0, 1).add("bob", "i", Signal.FOLLOW, 0, 1).add("bob", "i", Signal.UNFOLLOW, 0, 2).add("bob", "no author", Signal.FOLLOW, 0, 3).build();
    var live = Live.of(catalog, log, InterestRule.DEFAULT);
    assertThat(live.followed(catalog.userIndex("ann"))).containsExactly("x");
    assertThat(live.followed(catalog.userIndex("bob"))).isEmpty();
  }
}
