package dev.tributary.retrieval.vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tributary.catalog.ItemMask;
import dev.tributary.data.Interactions;
import dev.tributary.data.Signal;
import dev.tributary.math.Job;
import dev.tributary.math.Seeds;
import dev.tributary.model.Bundle;
import dev.tributary.model.BundleWriter;
import dev.tributary.model.CorruptFileException;
import dev.tributary.model.Tensors;
import dev.tributary.retrieval.Channel;
import dev.tributary.retrieval.ChannelModel;
import dev.tributary.retrieval.Hits;
import dev.tributary.retrieval.Query;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.itemcf.ItemCfConfig;
import dev.tributary.retrieval.itemcf.ItemCfTrainer;
import dev.tributary.retrieval.wals.Wals;
import dev.tributary.retrieval.wals.WalsConfig;
import dev.tributary.retrieval.wals.WalsModel;
import dev.tributary.retrieval.wals.WalsTrainer;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexingTest {
  private static final int USERS = 300;
  private static final int ITEMS = 3000;
  private static final Indexing IVF = Indexing.DEFAULT.with(IndexChoice.IVF);

  @TempDir Path folder;

  /** Users like items of three of forty topics; item n is of topic n modulo 40. */
  private static WalsModel trained() {
    var random = Seeds.random(1);
    var log = Interactions.builder();
    for (int user = 0; user < USERS; user++) {
      for (int n = 0; n < 40; n++) {
        int topic = (user + 13 * random.nextInt(3)) % 40;
        log.add("u" + user, "i" + (topic + 40 * random.nextInt(ITEMS / 40)), Signal.LIKE, 0f, n);
      }
    }
    return new WalsTrainer(WalsConfig.DEFAULT.withFactors(16).withEpochs(3)).train(TrainingData.of(log.build()), Job.DEFAULT);
  }

  private static ChannelModel indexed(WalsModel model, int threads) {
    return IVF.apply(model, Job.DEFAULT.withThreads(threads));
  }

  private String save(ChannelModel model, String name) throws IOException {
    var bundle = new BundleWriter(model.kind(), 1).seed(42);
    model.write(bundle);
    bundle.tensors("history", Tensors.builder().interests(model.history()).build());
    return bundle.write(folder.resolve(name), Map.of());
  }

  private static Channel open(ChannelModel model) {
    return model.open(IntStream.range(0, model.items().size()).toArray());
  }

  private static Query queryOf(ChannelModel model, int user) {
    var query = new Query().reset(user, 100, new ItemMask().allowAll(model.items().size()));
    var history = model.history();
    for (long entry = history.end(user) - 1; entry >= history.start(user); entry--) {
      query.addInterest(history.item(entry), history.like(entry), history.time(entry));
      query.mask().forbid(history.item(entry));
    }
    return query;
  }

  private static List<String> found(Channel channel, Query query, int k) {
    var hits = new Hits();
    channel.retrieve(query, k, hits);
    return texts(hits);
  }

  private static List<String> texts(Hits hits) {
    return IntStream.range(0, hits.size()).mapToObj(rank -> hits.item(rank) + " " + Float.toHexString(hits.score(rank))).toList();
  }

  @Test
  void anIndexFindsMostOfTheBestWithTheirScoresAndNothingForbidden() {
    var model = trained();
    var exact = open(model);
    var indexed = open(indexed(model, 2));
    int met = 0;
    for (int user = 0; user < USERS; user++) {
      var truth = found(exact, queryOf(model, user), 100);
      var found = found(indexed, queryOf(model, user), 100);
      assertThat(found).hasSize(100).doesNotHaveDuplicates();
      var both = new HashSet<>(truth);
      both.retainAll(found);
      met += both.size();
      var query = queryOf(model, user);
      assertThat(found).noneMatch(text -> !query.mask().allows(Integer.parseInt(text.split(" ")[0])));
    }
    assertThat(met / (100.0 * USERS)).isGreaterThan(0.95);
  }

  @Test
  void manyQueriesAtOnceAreSearchedExactly() {
    var model = trained();
    var queries = new ArrayList<Query>();
    var hits = new ArrayList<Hits>();
    for (int user = 0; user < 50; user++) {
      queries.add(queryOf(model, user));
      hits.add(new Hits());
    }
    queries.get(7).mask().allowNone(model.items().size()); // is asked alone
    queries.get(7).mask().allow(5);
    open(IVF.apply(model, Job.DEFAULT)).retrieve(queries, 100, hits);
    for (int user = 0; user < 50; user++) {
      assertThat(texts(hits.get(user))).as("user %d", user).isEqualTo(found(open(model), queries.get(user), 100));
    }
  }

  @Test
  void theIndexIsTheSameOnAnyNumberOfThreadsAndLiesInTheBundle() throws IOException {
    var model = trained();
    assertThat(save(indexed(model, 1), "one")).isEqualTo(save(indexed(model, 3), "three")).isNotEqualTo(save(model, "exact"));
    var read = Wals.KIND.read(Bundle.open(folder.resolve("one")));
    assertThat(read.itemVectors().index()).isPresent();
    var before = open(indexed(model, 2));
    for (int user = 0; user < 50; user++) {
      assertThat(found(open(read), queryOf(read, user), 50)).isEqualTo(found(before, queryOf(model, user), 50));
    }
    assertThat(save(read, "again")).isEqualTo(Bundle.open(folder.resolve("one")).sha256());
  }

  @Test
  void aBundleWithoutAnIndexIsSearchedExactly() throws IOException {
    var model = trained();
    save(model, "exact");
    var read = Wals.KIND.read(Bundle.open(folder.resolve("exact")));
    assertThat(read.itemVectors().index()).isEmpty();
    assertThat(open(read).recall()).isEmpty();
    assertThat(found(open(read), queryOf(read, 3), 50)).isEqualTo(found(open(model), queryOf(model, 3), 50));
  }

  @Test
  void anIndexThatIsCutShortOrOfOtherVectorsIsRefusedByName() throws IOException {
    var model = trained();
    save(indexed(model, 2), "whole");
    var index = Bundle.open(folder.resolve("whole")).tensors("items-index");
    var vectors = model.itemVectors();
    var fewer = new VectorTable(vectors.ids(), vectors.vectors()).exact().vectors();
    var others = dev.tributary.ann.Vectors.of(fewer.metric(), dev.tributary.math.Matrix.zeros(fewer.size() - 1, fewer.dimension()));
    assertThatExceptionOfType(CorruptFileException.class)
        .isThrownBy(() -> dev.tributary.ann.ivf.IvfIndex.over(others, index, Path.of("items-index.safetensors")))
        .withMessageContaining("items-index.safetensors");
    Path file = folder.resolve("whole").resolve("items-index.safetensors");
    for (long length : new long[] {0, 100, file.toFile().length() - 1}) {
      try (var open = new RandomAccessFile(file.toFile(), "rw")) {
        open.setLength(Math.min(length, open.length()));
      }
      assertThatExceptionOfType(CorruptFileException.class).isThrownBy(() -> Wals.KIND.read(Bundle.open(folder.resolve("whole")))).withMessageContaining("items-index");
    }
  }

  @Test
  void whatIsSmallOrHasNoVectorsIsLeftAsItIs() {
    var model = trained();
    assertThat(ITEMS).isLessThan(Indexing.WORTHWHILE);
    assertThat(Indexing.DEFAULT.apply(model, Job.DEFAULT)).isSameAs(model);
    assertThat(Indexing.DEFAULT.with(IndexChoice.FLAT).apply(model, Job.DEFAULT)).isSameAs(model);
    var similarity = new ItemCfTrainer(ItemCfConfig.DEFAULT).train(Interactions.parse("ann A B; bob A B C"));
    assertThat(IVF.apply(similarity, Job.DEFAULT)).isSameAs(similarity);
    assertThatIllegalArgumentException().isThrownBy(() -> new Indexing(IndexChoice.IVF, 99)).withMessage("recall is 99.0, allowed 0.5..1; start with 0.98");
  }

  @Test
  void theSmallestModelsCanBeIndexed() {
    for (String log : List.of("ann A", "ann A B; bob A")) {
      var model = new WalsTrainer(WalsConfig.DEFAULT.withFactors(4)).train(Interactions.parse(log));
      assertThat(IVF.apply(model, Job.DEFAULT).recommend("bob", 5)).isEqualTo(model.recommend("bob", 5));
    }
    var empty = new WalsTrainer(WalsConfig.DEFAULT).train(Interactions.builder().build());
    assertThat(IVF.apply(empty, Job.DEFAULT)).isSameAs(empty);
  }

  @Test
  void theFirstSearchIsRepeatedExactlyAndCounted() throws InterruptedException {
    var model = trained();
    var channel = open(indexed(model, 2));
    assertThat(channel.recall().orElseThrow().recall()).isNaN();
    var query = queryOf(model, 9);
    var found = found(channel, query, 100);
    query.mask().allowNone(0); // a request's mask serves the next one
    for (int wait = 0; wait < 1000 && channel.recall().orElseThrow().samples() == 0; wait++) {
      Thread.sleep(10);
    }
    var truth = found(open(model), queryOf(model, 9), 100);
    var both = new HashSet<>(truth);
    both.retainAll(found);
    var tally = channel.recall().orElseThrow();
    assertThat(tally.samples()).isEqualTo(1);
    assertThat(tally.wanted()).isEqualTo(100);
    assertThat(tally.found()).isEqualTo(both.size());
  }
}
