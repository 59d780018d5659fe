package dev.tributary.retrieval.social;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.tributary.catalog.Catalog;
import dev.tributary.catalog.Item;
import dev.tributary.catalog.ItemMask;
import dev.tributary.data.Interactions;
import dev.tributary.data.Signal;
import dev.tributary.math.Job;
import dev.tributary.retrieval.Channel;
import dev.tributary.retrieval.Hits;
import dev.tributary.retrieval.Query;
import dev.tributary.retrieval.TrainingData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SocialTest {
  private static final long DAY = 86_400_000L;
  private static final SocialConfig CONFIG = SocialConfig.DEFAULT.withHalfLifeDays(1).withFollowed(4).withSimilar(0.5).withShrinkage(0).withHalfLife(0);

  private static Item by(String author, String id, long day) {
    return Item.builder(id).author(author).publishedAt(day * DAY).build();
  }

  // x wrote x1 (day 8) and x2 (day 10), y wrote y1, z wrote z1 (both day 10); ann and bob read x and y, cat reads z; nobody wrote stray
  private static final Catalog CATALOG = Catalog.of(List.of(by("x", "x1", 8), by("x", "x2", 10), by("y", "y1", 10), by("z", "z1", 10), Item.of("stray")));
  private static final Interactions LOG =
      Interactions.builder()
          .add("ann", "x1", Signal.CLICK, 0, 10 * DAY)
          .add("ann", "y1", Signal.CLICK, 0, 10 * DAY)
          .add("bob", "x2", Signal.CLICK, 0, 10 * DAY)
          .add("bob", "y1", Signal.CLICK, 0, 10 * DAY)
          .add("cat", "z1", Signal.CLICK, 0, 10 * DAY)
          .add("dan", "stray", Signal.CLICK, 0, 10 * DAY)
          .build();
  private static final SocialModel MODEL = train(LOG, CONFIG);

  private static SocialModel train(Interactions log, SocialConfig config) {
    return new SocialTrainer(config).train(TrainingData.of(log).withCatalog(CATALOG), Job.DEFAULT);
  }

  private static Channel open() {
    var identity = new int[MODEL.items().size()];
    Arrays.setAll(identity, i -> i);
    return MODEL.open(identity);
  }

  private static List<String> found(Channel channel, Set<String> followed, String... interests) {
    var query = new Query().reset(-1, 10 * DAY, new ItemMask().allowAll(100)).follows(followed);
    for (String interest : interests) {
      query.addInterest(MODEL.items().indexOf(interest), 1f, 10 * DAY);
    }
    var hits = new Hits();
    channel.retrieve(query, 10, hits);
    var found = new ArrayList<String>();
    for (int rank = 0; rank < hits.size(); rank++) {
      found.add((hits.item(rank) < MODEL.items().size() ? MODEL.items().id(hits.item(rank)) : "live" + hits.item(rank)) + " " + hits.score(rank));
    }
    return found;
  }

  @Test
  void authorsAreAlikeWhenTheSameUsersLikeThem() {
    assertThat(MODEL.similarAuthors("x")).hasSize(1);
    assertThat(MODEL.similarAuthors("x").getFirst().item()).isEqualTo("y");
    assertThat(MODEL.similarAuthors("x").getFirst().score()).isCloseTo(1f, within(1e-6f)); // both took each once: 2 / (√2·√2)
    assertThat(MODEL.similarAuthors("z")).isEmpty();
    assertThat(MODEL.similarAuthors("nobody")).isEmpty();
  }

  @Test
  void followedAuthorsNewestFirstThenAuthorsLikeThem() {
    // x 4, y 4 · 0.5 · 1; x1 is two half-lives old
    assertThat(found(open(), Set.of("x"))).containsExactly("x2 4.0", "y1 2.0", "x1 1.0");
    assertThat(found(open(), Set.of("unheard of"))).isEmpty();
  }

  @Test
  void authorsOfTheInterestsCountByTheirLikes() {
    assertThat(found(open(), Set.of(), "x1", "x2")).containsExactly("x2 2.0", "y1 1.0", "x1 0.5");
    assertThat(found(open(), Set.of("z"), "x1")).containsExactly("z1 4.0", "x2 1.0", "y1 0.5", "x1 0.25");
    assertThat(found(open(), Set.of(), "stray")).isEmpty();
  }

  @Test
  void whatAnAuthorPublishesNowIsFoundAtOnceAlsoOfANewAuthor() {
    var channel = open();
    channel.itemChanged(50, by("x", "live50", 10));
    channel.itemChanged(51, by("new author", "live51", 9));
    assertThat(found(channel, Set.of("new author"))).containsExactly("live51 2.0");
    assertThat(found(channel, Set.of("x"))).hasSize(4).contains("live50 4.0", "x2 4.0");
    channel.itemChanged(50, by("z", "live50", 10)); // it was z's after all
    assertThat(found(channel, Set.of("x"))).containsExactly("x2 4.0", "y1 2.0", "x1 1.0");
  }

  @Test
  void followsOfTheLogMakeAuthorsAlikeUntilTheyAreTakenBack() {
    var builder = Interactions.builder().add("ann", "x1", Signal.CLICK, 0, 1).add("ann", "z1", Signal.FOLLOW, 0, 2).add("ann", "y1", Signal.FOLLOW, 0, 3).add("ann", "y1", Signal.UNFOLLOW, 0, 4).add("bob", "y1", Signal.CLICK, 0, 4);
    var model = train(builder.build(), CONFIG);
    assertThat(model.similarAuthors("x")).extracting(scored -> scored.item()).containsExactly("z");
  }

  @Test
  void settingsOutOfRangeAreRefusedInWords() {
    assertThatIllegalArgumentException().isThrownBy(() -> CONFIG.withSimilarAuthors(0)).withMessage("similarAuthors is 0, allowed 1..10000; similar=0 leaves them out");
  }
}
