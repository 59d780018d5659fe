package dev.tributary.connect.milvus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.ann.Labels;
import dev.tributary.ann.Metric;
import dev.tributary.ann.RowFilter;
import dev.tributary.ann.SearchResult;
import dev.tributary.ann.VectorIndex;
import dev.tributary.ann.Vectors;
import dev.tributary.ann.flat.FlatIndex;
import dev.tributary.math.Matrix;
import dev.tributary.math.Seeds;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What the server is asked for a filter, and that the answer is right whatever is asked. */
class SearchesTest {
  private static final int ROWS = 40_000;

  // row r lies at (r, 0) and is called 10·r: from the origin, small rows are the best
  private static final FakeRemote SERVER = new FakeRemote(Metric.L2);
  private static final Vectors LINE = line(ROWS);

  static {
    SERVER.put(LINE, 0, ROWS);
  }

  private final MilvusSchema schema = new MilvusSchema("items", Metric.L2, 2, MilvusIndexType.HNSW, Map.of());
  private final VectorIndex index = new MilvusCollection(SERVER, schema).index();
  private final SearchResult found = new SearchResult();

  private static Vectors line(int rows) {
    var values = Matrix.zeros(rows, 2);
    for (int row = 0; row < rows; row++) {
      values.set(row, 0, row);
    }
    return Vectors.of(Metric.L2, values, Labels.of(LongStream.range(0, rows).map(row -> 10 * row).toArray()));
  }

  private static BitSet rows(int... rows) {
    var set = new BitSet();
    IntStream.of(rows).forEach(set::set);
    return set;
  }

  private List<FakeRemote.Search> asked(int k, RowFilter filter) {
    SERVER.searches.clear();
    index.search(new float[2], k, filter, found);
    return List.copyOf(SERVER.searches);
  }

  @Test
  void withoutAFilterTheServerIsAskedForWhatIsWanted() {
    assertThat(asked(3, RowFilter.ALL)).containsExactly(new FakeRemote.Search(1, 3, "", Map.of("ef", 64)));
    assertThat(Samples.labels(found)).containsExactly(0L, 10L, 20L);
    assertThat(found.row(2)).isEqualTo(2);
    assertThat(found.score(2)).isEqualTo(-4f); // 2² negated
  }

  @Test
  void fewAllowedRowsAreNamed() {
    assertThat(asked(5, RowFilter.only(rows(7, 39_999)))).containsExactly(new FakeRemote.Search(1, 2, "label in [70,399990]", Map.of("ef", 64)));
    assertThat(Samples.labels(found)).containsExactly(70L, 399_990L);
  }

  @Test
  void fewForbiddenRowsAreNamed() {
    assertThat(asked(2, RowFilter.except(rows(0, 2)))).containsExactly(new FakeRemote.Search(1, 2, "label not in [0,20]", Map.of("ef", 64)));
    assertThat(Samples.labels(found)).containsExactly(10L, 30L);
  }

  @Test
  void whereBothAreManyMoreIsFetchedThanIsWanted() {
    assertThat(asked(100, row -> row % 4 == 3)).containsExactly(new FakeRemote.Search(1, 616, "", Map.of("ef", 616))); // 16 + 100 · 4 · 3/2
    assertThat(Samples.labels(found)).hasSize(100).startsWith(30L, 70L, 110L);
  }

  @Test
  void andMoreStillWhereTheBestAreForbidden() {
    assertThat(asked(10, row -> row >= 2000)).extracting(FakeRemote.Search::limit).containsExactly(31, 124, 496, 1984, 7936); // 16 + 10 · 40,000/38,000 · 3/2, then four times as many
    assertThat(Samples.labels(found)).hasSize(10).startsWith(20_000L, 20_010L);
  }

  @Test
  void whereEvenTheMostDoNotHoldThemTheAllowedAreNamedInPieces() {
    var asked = asked(10, row -> row >= 20_000); // the best 16,384 are all forbidden
    assertThat(asked).extracting(FakeRemote.Search::limit).containsExactly(46, 184, 736, 2944, 11_776, 16_384, 10, 10, 10);
    assertThat(asked.stream().skip(6)).extracting(search -> search.expression().split(",").length).containsExactly(8192, 8192, 3616);
    assertThat(Samples.labels(found)).hasSize(10).startsWith(200_000L, 200_010L);
  }

  @Test
  void moreThanAServerAnswersComesInPiecesToo() {
    assertThat(asked(Integer.MAX_VALUE, RowFilter.ALL)).extracting(FakeRemote.Search::limit).containsExactly(8192, 8192, 8192, 8192, 7232);
    assertThat(Samples.labels(found)).hasSize(ROWS).startsWith(0L, 10L).endsWith(399_990L);
  }

  @Test
  void nothingIsAskedWhereNothingIsAllowed() {
    assertThat(asked(10, _ -> false)).isEmpty();
    assertThat(found.size()).isZero();
  }

  @Test
  void anIndexOfTheServerThatLosesRowsDoesNotMakeAnAnswerShort() {
    SERVER.answersAtMost = 301;
    try {
      asked(1000, RowFilter.ALL);
      assertThat(Samples.labels(found)).isEqualTo(LongStream.range(0, 1000).mapToObj(row -> 10 * row).toList());
    } finally {
      SERVER.answersAtMost = Integer.MAX_VALUE;
    }
  }

  @Test
  void theFilterIsAskedOnceForEachRow() {
    var times = new int[ROWS];
    asked(10, row -> ++times[row] > 0 && row >= 20_000);
    assertThat(times).containsOnly(1);
  }

  @Test
  void aFilterOfLabelsReadsThemOnlyWhereMoreDoesNotHelp() {
    var collection = new MilvusCollection(SERVER, schema);
    SERVER.searches.clear();
    collection.search(new float[2], 3, label -> label % 20 == 0, found);
    assertThat(SERVER.searches).extracting(FakeRemote.Search::limit).containsExactly(22); // 16 + 2 · 3
    assertThat(Samples.labels(found)).containsExactly(0L, 20L, 40L);
    assertThat(found.row(0)).isEqualTo(-1);
    collection.search(new float[2], 3, label -> label >= 399_960, found);
    assertThat(Samples.labels(found)).containsExactly(399_960L, 399_970L, 399_980L);
    assertThat(SERVER.searches.getLast().expression()).isEqualTo("label in [399960,399970,399980,399990]");
    collection.search(new float[2], 2, found);
    assertThat(Samples.labels(found)).containsExactly(0L, 10L);
  }

  @Test
  void settingsOfASearchGoAlongAndGrowWithWhatIsAskedFor() {
    var searched = index.withSearch(Map.of("ef", "200"));
    SERVER.searches.clear();
    searched.search(new float[2], 5, RowFilter.ALL, found);
    searched.search(new float[2], 300, RowFilter.ALL, found);
    assertThat(SERVER.searches).extracting(FakeRemote.Search::settings).containsExactly(Map.of("ef", 200), Map.of("ef", 300));
  }

  @Test
  void whatCameAndWentSinceTheIndexWasTakenChangesNoRow() {
    var server = new FakeRemote(Metric.L2);
    var collection = new MilvusCollection(server, schema);
    collection.put(line(30));
    var taken = collection.index();
    collection.put(-5, new float[] {0.5f, 0});
    collection.remove(0, 10);
    collection.put(200, new float[] {2.5f, 0});
    taken.search(new float[2], 3, RowFilter.ALL, found);
    assertThat(Samples.labels(found)).containsExactly(20L, 200L, 30L); // (2, 0), (2.5, 0), (3, 0)
    assertThat(found.row(1)).isEqualTo(20);
    collection.index().search(new float[2], 2, RowFilter.ALL, found);
    assertThat(Samples.labels(found)).containsExactly(-5L, 20L);
  }

  @Test
  void batchesAndAnyFilterAnswerAsTheExactScan() {
    for (long seed = 1; seed <= 12; seed++) {
      var random = Seeds.random(seed);
      var metric = Metric.values()[(int) (seed % 3)];
      int rows = 1 + random.nextInt(6000);
      var vectors = Vectors.of(metric, Samples.gaussian(rows, 5, seed));
      var server = new FakeRemote(metric);
      server.put(vectors, 0, rows);
      var remote = new MilvusCollection(server, MilvusSchema.of("items", metric, 5)).index();
      double share = random.nextDouble();
      var allowed = new BitSet();
      IntStream.range(0, rows).filter(_ -> random.nextDouble() < share).forEach(allowed::set);
      int k = 1 + random.nextInt(200);
      Samples.assertAnswersLike(FlatIndex.of(vectors), remote, Samples.gaussian(3, 5, -seed), k, allowed::get, 1e-5f);
    }
  }
}
