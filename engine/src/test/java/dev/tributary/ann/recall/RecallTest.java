package dev.tributary.ann.recall;

import static dev.tributary.ann.VectorIndexContract.clustered;
import static dev.tributary.ann.VectorIndexContract.labels;
import static dev.tributary.ann.VectorIndexContract.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tributary.ann.Labels;
import dev.tributary.ann.Metric;
import dev.tributary.ann.RowFilter;
import dev.tributary.ann.SearchResult;
import dev.tributary.ann.SearchResults;
import dev.tributary.ann.Vectors;
import dev.tributary.ann.flat.FlatIndex;
import dev.tributary.ann.hnsw.Hnsw;
import dev.tributary.ann.hnsw.HnswConfig;
import dev.tributary.ann.hnsw.HnswIndex;
import dev.tributary.math.Job;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class RecallTest {
  @Test
  void theScanOfAnyIndexIsTheExactIndex() {
    for (var metric : Metric.values()) {
      var vectors = Vectors.of(metric, clustered(700, 9, 1), Labels.rows(700));
      var graph = HnswIndex.build(vectors, new HnswConfig(4, 10, 10, true), Job.DEFAULT).without(3, 5);
      var scanned = new SearchResult();
      var exact = new SearchResult();
      Recall.scan(graph, row(clustered(1, 9, 2), 0), 300, row -> row % 2 == 1, scanned);
      FlatIndex.of(vectors).search(row(clustered(1, 9, 2), 0), 300, row -> row % 2 == 1 && row != 3 && row != 5, exact);
      assertThat(labels(scanned)).isEqualTo(labels(exact));
    }
  }

  @Test
  void aTargetIsReachedByTheLeastEffort() {
    var vectors = Vectors.of(Metric.L2, clustered(4000, 16, 1));
    var queries = clustered(200, 16, 2);
    var index = HnswIndex.build(vectors, new HnswConfig(4, 30, 10, true), Job.DEFAULT);
    var truth = new SearchResults(200, 10);
    FlatIndex.of(vectors).search(queries, RowFilter.ALL, truth, Job.DEFAULT);
    var chosen = RecallTarget.choose(index, Hnsw.KIND.searches(), queries, truth, 0.95, Job.DEFAULT);
    assertThat(chosen.reached()).isTrue();
    assertThat(chosen.recall()).isBetween(0.95, 1.0);
    int ef = chosen.settings().get("ef");
    assertThat(ef).isBetween(11, 1000);
    var less = new SearchResults(200, 10);
    index.withEf((int) (ef / 1.16)).search(queries, RowFilter.ALL, less, Job.DEFAULT);
    assertThat(Recall.of(less, truth)).isLessThan(0.95);

    var few = List.of(Map.of("ef", 1), Map.of("ef", 2));
    var missed = RecallTarget.choose(index, few, queries, truth, 1, Job.DEFAULT);
    assertThat(missed.reached()).isFalse();
    assertThat(missed.settings()).isEqualTo(Map.of("ef", 2));
    assertThat(RecallTarget.choose(FlatIndex.of(vectors), List.of(), queries, truth, 1, Job.DEFAULT).recall()).isEqualTo(1);
    assertThatIllegalArgumentException().isThrownBy(() -> RecallTarget.choose(index, few, queries, truth, 95, Job.DEFAULT)).withMessageContaining("95");
  }

  @Test
  void theMonitorCountsWhatASampleMissed() {
    var vectors = Vectors.of(Metric.L2, clustered(4000, 16, 1));
    var index = HnswIndex.build(vectors, new HnswConfig(3, 10, 10, true), Job.DEFAULT).withEf(10);
    var later = new ArrayDeque<Runnable>();
    var monitor = new RecallMonitor(index, 3, later::add);
    assertThat(monitor.tally().recall()).isNaN();
    var queries = clustered(90, 16, 2);
    var found = new SearchResult();
    var truth = new SearchResult();
    int hits = 0;
    for (int n = 0; n < 90; n++) {
      int odd = n % 2;
      RowFilter half = row -> row % 2 == odd;
      var query = row(queries, n);
      index.search(query, 10, half, found);
      var answer = labels(found);
      monitor.searched(query, 10, () -> half, found);
      Arrays.fill(query, 0f); // query and answer belong to the next search
      index.search(query, 3, half, found);
      if (n % 3 == 0) {
        FlatIndex.of(vectors).search(row(queries, n), 10, half, truth);
        hits += (int) labels(truth).stream().filter(answer::contains).count();
        later.remove().run();
      }
    }
    assertThat(monitor.tally()).isEqualTo(new RecallMonitor.Tally(30, 300, hits));
    assertThat(monitor.tally().recall()).isEqualTo(hits / 300.0);
    assertThat(hits).isBetween(1, 299);
  }

  @Test
  void oneScanAtATimeAndNoneWhereThereIsNoRoom() {
    var index = FlatIndex.of(Vectors.of(Metric.L2, clustered(100, 4, 1)));
    var later = new ArrayDeque<Runnable>();
    var monitor = new RecallMonitor(index, 1, later::add);
    var found = new SearchResult();
    index.search(new float[4], 3, RowFilter.ALL, found);
    for (int n = 0; n < 5; n++) {
      monitor.searched(new float[4], 3, () -> RowFilter.ALL, found);
    }
    assertThat(later).hasSize(1);
    later.remove().run();
    monitor.searched(new float[4], 3, () -> RowFilter.ALL, found);
    assertThat(later).hasSize(1);
    var full = new RecallMonitor(index, 1, _ -> {
      throw new RejectedExecutionException();
    });
    full.searched(new float[4], 3, () -> RowFilter.ALL, found);
    full.searched(new float[4], 3, () -> RowFilter.ALL, found);
    assertThat(full.tally()).isEqualTo(RecallMonitor.Tally.NOTHING);
  }
}
