package dev.tributary.retrieval.itemitem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.data.Vocabulary;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NeighborsTest {
  @Test
  void aRowTakenWholeKeepsWhatOfferingEachKeeps() {
    for (long seed = 1; seed <= 200; seed++) {
      var random = new SplittableRandom(seed);
      int size = random.nextInt(1, 300);
      var items = Vocabulary.of(IntStream.range(0, size).mapToObj(n -> "i" + n).toList());
      int most = random.nextInt(1, 40);
      double least = random.nextInt(3) / 8.0;
      var rows = IntStream.range(0, size).filter(_ -> random.nextInt(3) > 0).toArray();
      var similarities = new float[rows.length];
      for (int n = 0; n < rows.length; n++) {
        similarities[n] = random.nextInt(9) / 8f; // nine values, so that there are many ties, also at the cut; 0 is none
      }
      var each = new Neighbors(items, most, least);
      var whole = new Neighbors(items, most, least);
      each.reset();
      whole.reset();
      for (int n = 0; n < rows.length; n++) {
        each.offer(rows[n], similarities[n]);
      }
      whole.take(rows, items.tieRanks().toArray(), similarities, rows.length);
      assertThat(kept(whole)).as("seed %d", seed).isEqualTo(kept(each));
      assertThat(whole.cut()).as("seed %d", seed).isEqualTo(each.cut());
    }
  }

  @Test
  void equalOnesStandInTheOrderOfTies() {
    var items = Vocabulary.of(List.of("a", "b", "c", "d"));
    var neighbors = new Neighbors(items, 2, 0);
    neighbors.reset();
    neighbors.take(new int[] {3, 1, 0, 2}, items.tieRanks().toArray(), new float[] {0.5f, 0.25f, 0, 0.5f}, 4);
    assertThat(neighbors.finish()).isEqualTo(2);
    var found = new int[2];
    neighbors.copyTo(found, new float[2], 0);
    assertThat(Arrays.stream(found).mapToObj(items::id)).containsExactlyElementsOf(items.tieRank(2) < items.tieRank(3) ? List.of("c", "d") : List.of("d", "c"));
    assertThat(neighbors.cut()).isEqualTo(1); // b; a has no similarity
  }

  private static String kept(Neighbors neighbors) {
    int size = neighbors.finish();
    var items = new int[size];
    var weights = new float[size];
    neighbors.copyTo(items, weights, 0);
    return Arrays.toString(items) + Arrays.toString(weights);
  }
}
