package dev.tributary.retrieval.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.tributary.catalog.Catalog;
import dev.tributary.catalog.Item;
import dev.tributary.catalog.ItemMask;
import dev.tributary.data.Interactions;
import dev.tributary.math.Job;
import dev.tributary.retrieval.Hits;
import dev.tributary.retrieval.Query;
import dev.tributary.retrieval.Scored;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.vectors.IndexChoice;
import dev.tributary.retrieval.vectors.Indexing;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EmbeddingTest {
  private static final EmbeddingConfig NO_DECAY = new EmbeddingConfig(0, 0);

  private static Item item(String id, Float... vector) {
    return Item.builder(id).vector(List.of(vector)).build();
  }

  private static EmbeddingModel train(EmbeddingConfig config, String log, Item... items) {
    return new EmbeddingTrainer(config).train(TrainingData.of(Interactions.parse(log)).withCatalog(Catalog.of(List.of(items))), Job.DEFAULT);
  }

  /** Items found for interests in the given items, the newest first, each liked as the weight says. */
  private static Query query(EmbeddingModel model, String... newestFirst) {
    var query = new Query().reset(0, 0, new ItemMask().allowAll(10));
    for (String id : newestFirst) {
      query.addInterest(model.items().indexOf(id), 1f, 0);
    }
    return query;
  }

  private static List<Scored> found(EmbeddingModel model, Query query) {
    var hits = new Hits();
    model.open(IntStream.range(0, model.items().size()).toArray()).retrieve(query, 10, hits);
    var found = new ArrayList<Scored>();
    for (int rank = 0; rank < hits.size(); rank++) {
      found.add(new Scored(model.items().id(hits.item(rank)), hits.score(rank)));
    }
    return found;
  }

  @Test
  void aScoreIsTheCosineWithTheMeanOfTheUnitVectors() {
    var model = train(NO_DECAY, "ann A B", item("A", 3f, 0f), item("B", 0f, 0.5f), item("C", 7f, 7f), item("D", -1f, 0f));
    var found = found(model, query(model, "A", "B")); // the lengths 3 and 1/2 play no part: the mean points to (1, 1)
    assertThat(found).extracting(Scored::item).startsWith("C").endsWith("D");
    assertThat(found.getFirst().score()).isCloseTo(1f, within(1e-6f));
    assertThat(found.getLast().score()).isCloseTo(-0.707107f, within(1e-6f)); // −1/√2
  }

  @Test
  void anInterestHalvesWithEveryHalfLife() {
    var model = train(new EmbeddingConfig(0, 1), "ann A B", item("A", 1f, 0f), item("B", 0f, 1f), item("C", 2f, 1f));
    assertThat(found(model, query(model, "A", "B")).getFirst()).satisfies(first -> {
      assertThat(first.item()).isEqualTo("C"); // (1, 1/2) points where (2, 1) does
      assertThat(first.score()).isCloseTo(1f, within(1e-6f));
    });
    var short_ = train(new EmbeddingConfig(1, 1), "ann A B", item("A", 1f, 0f), item("B", 0f, 1f), item("C", 2f, 1f));
    assertThat(found(short_, query(short_, "B", "A")).getFirst().item()).isEqualTo("B");
  }

  @Test
  void vectorsThatCannotBeComparedAreCountedAndTheirItemsNeverFound() {
    var model =
        train(NO_DECAY, "ann A none", item("A", 1f, 0f), item("B", 1f, 1f), item("long", 1f, 0f, 0f), item("zero", 0f, 0f), item("nan", Float.NaN, 1f), item("infinite", Float.POSITIVE_INFINITY, 1f), Item.of("none"));
    assertThat(IntStream.range(0, model.items().size()).mapToObj(model.items()::id)).containsExactly("A", "B");
    assertThat(model.ignored()).isEqualTo(4);
    assertThat(model.recommend("ann", 10)).extracting(Scored::item).containsExactly("B");
  }

  @Test
  void interestsThatCancelEachOtherGiveScoresOfZero() {
    var model = train(NO_DECAY, "ann A B", item("A", 1f, 0f), item("B", -1f, 0f), item("C", 0f, 1f));
    assertThat(found(model, query(model, "A", "B"))).hasSize(3).allMatch(scored -> scored.score() == 0);
  }

  @Test
  void aNewItemAndAChangedOneAreFoundAtOnceBesideAnIndexToo() {
    var items = IntStream.range(0, 200).mapToObj(n -> item("i" + n, (float) Math.cos(n / 70.0), (float) Math.sin(n / 70.0))).toArray(Item[]::new);
    var exact = train(NO_DECAY, "ann i0 i1", items);
    for (var model : List.of(exact, Indexing.DEFAULT.with(IndexChoice.IVF).apply(exact, Job.DEFAULT))) {
      var channel = model.open(IntStream.range(0, 200).toArray());
      int far = model.items().indexOf("i199");
      channel.itemChanged(200, item("new", 5f, 0.001f));
      channel.itemChanged(far, item("i199", 1f, 0f));
      channel.itemChanged(201, item("longer", 1f, 0f, 0f));
      channel.itemChanged(202, item("zero", 0f, 0f));
      var hits = new Hits();
      channel.retrieve(new Query().reset(0, 0, new ItemMask().allowAll(300)).addInterest(model.items().indexOf("i0"), 1f, 0), 10, hits);
      var found = IntStream.range(0, hits.size()).map(hits::item).boxed().toList();
      assertThat(found).hasSize(10).doesNotHaveDuplicates().doesNotContain(201, 202);
      assertThat(found.subList(0, 3)).containsExactlyInAnyOrder(model.items().indexOf("i0"), far, 200);
    }
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new EmbeddingConfig(-1, 1)).withMessage("historyUsed is -1, must be 0 (all) or more");
    assertThatIllegalArgumentException().isThrownBy(() -> new EmbeddingConfig(1, Double.NaN)).withMessage("halfLife is NaN, allowed 0 (none)..1e9");
  }
}
