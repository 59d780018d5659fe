package dev.tributary.math;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TopKTest {
  @Test
  void keepsTheBestAndBreaksTiesByTheSmallerTieRank() {
    var top = new TopK(2);
    top.offer(1f, 0);
    top.offer(2f, 7);
    top.offer(2f, 3);
    top.ascending();
    assertThat(TopK.tieRank(top.best(0))).isEqualTo(3);
    assertThat(TopK.tieRank(top.best(1))).isEqualTo(7);
  }

  @Test
  void aKeyGivesItsScoreAndTieRankBack() {
    for (float score : new float[] {0f, 1f, -1f, 3.5e30f, -2e-30f, Float.MIN_VALUE}) {
      assertThat(TopK.score(TopK.key(score, 5))).isEqualTo(score);
      assertThat(TopK.tieRank(TopK.key(score, Integer.MAX_VALUE))).isEqualTo(Integer.MAX_VALUE);
    }
    assertThat(TopK.key(-0f, 1)).isEqualTo(TopK.key(0f, 1));
    assertThat(TopK.key(-1f, 0)).isLessThan(TopK.key(0f, 9));
  }

  @Test
  void agreesWithSortingEverything() {
    for (long seed = 1; seed <= 200; seed++) {
      var random = new SplittableRandom(seed);
      int rows = random.nextInt(300);
      int k = random.nextInt(40);
      var all = new ArrayList<Long>();
      var top = new TopK(k);
      for (int row = 0; row < rows; row++) {
        float score = random.nextInt(10) - 5;
        all.add(TopK.key(score, row));
        top.offer(score, row);
      }
      all.sort(Comparator.reverseOrder());
      top.ascending();
      assertThat(top.size()).as("seed %d", seed).isEqualTo(Math.min(k, rows));
      for (int rank = 0; rank < top.size(); rank++) {
        assertThat(top.best(rank)).as("seed %d, rank %d", seed, rank).isEqualTo(all.get(rank));
      }
    }
  }
}
