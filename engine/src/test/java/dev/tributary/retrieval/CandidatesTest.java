package dev.tributary.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CandidatesTest {
  private static Hits hits(int... items) {
    var hits = new Hits();
    for (int n = 0; n < items.length; n++) {
      hits.add(items[n], 10f - n, n);
    }
    return hits;
  }

  private static int[] items(Candidates candidates) {
    return IntStream.range(0, candidates.size()).map(candidates::item).toArray();
  }

  @Test
  void anItemRemembersEveryChannelThatFoundIt() {
    var candidates = new Candidates().clear(2);
    candidates.merge(0, hits(7, 8));
    candidates.merge(1, hits(9, 7));
    assertThat(items(candidates)).containsExactly(7, 8, 9);
    int row = candidates.find(7);
    assertThat(candidates.rank(0, row)).isEqualTo(1);
    assertThat(candidates.rank(1, row)).isEqualTo(2);
    assertThat(candidates.score(1, row)).isEqualTo(9f);
    assertThat(candidates.rank(0, candidates.find(9))).isZero();
    assertThat(candidates.bestRank(row)).isEqualTo(1);
    assertThat(candidates.find(100)).isEqualTo(-1);
  }

  @Test
  void cuttingInterleavesTheChannelsFairly() {
    // rounds: (1, 11) (2, 12) (3, 13) …
    var candidates = new Candidates().clear(2);
    candidates.merge(0, hits(1, 2, 3, 4, 5));
    candidates.merge(1, hits(11, 12, 13));
    candidates.cut(5);
    assertThat(items(candidates)).containsExactly(1, 2, 3, 11, 12);
    assertThat(candidates.find(13)).isEqualTo(-1);
    assertThat(candidates.rank(1, candidates.find(12))).isEqualTo(2);
  }

  @Test
  void cuttingKeepsThoseOfLeastBestRank() {
    for (long seed = 1; seed <= 100; seed++) {
      var random = new SplittableRandom(seed);
      var candidates = new Candidates().clear(3);
      for (int c = 0; c < 3; c++) {
        candidates.merge(c, hits(random.ints(0, 60).distinct().limit(random.nextInt(1, 40)).toArray()));
      }
      int keep = random.nextInt(0, 80);
      int[] ranks = IntStream.range(0, candidates.size()).map(candidates::bestRank).sorted().toArray();
      candidates.cut(keep);
      assertThat(IntStream.range(0, candidates.size()).map(candidates::bestRank).sorted().toArray())
          .as("seed %d", seed)
          .isEqualTo(java.util.Arrays.copyOf(ranks, Math.min(keep, ranks.length)));
    }
  }

  @Test
  void growsBeyondItsFirstSizeAndCanBeUsedAgain() {
    var candidates = new Candidates().clear(1);
    candidates.merge(0, hits(IntStream.range(0, 5000).toArray()));
    assertThat(candidates.size()).isEqualTo(5000);
    candidates.clear(2).merge(1, hits(3));
    assertThat(candidates.size()).isEqualTo(1);
    assertThat(candidates.rank(0, 0)).isZero();
    assertThat(candidates.topScore(0)).isZero();
  }
}
