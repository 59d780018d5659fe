package dev.tributary.retrieval.itemitem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tributary.data.Interactions;
import dev.tributary.data.InterestRule;
import dev.tributary.data.Interests;
import dev.tributary.data.Signal;
import dev.tributary.math.Seeds;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RowSumsTest {
  private static final int USERS = 60;
  private static final int ITEMS = 300;

  /** Item 0 is everybody's, so that its row has many likes for each item; the last ones have a user or two. */
  private static double[][] likes(boolean binary) {
    var random = Seeds.random(5);
    var likes = new double[USERS][ITEMS];
    for (var row : likes) {
      row[0] = 1;
      for (int item = 1; item < ITEMS; item++) {
        row[item] = random.nextInt(item + 4) < 8 ? binary ? 1 : 1 + random.nextInt(4) : 0;
      }
    }
    return likes;
  }

  private static Interests interests(double[][] likes) {
    var signals = new Signal[] {Signal.CLICK, Signal.LIKE, Signal.COLLECT, Signal.SHARE}; // each adds 1
    var log = Interactions.builder();
    for (int user = 0; user < USERS; user++) {
      for (int item = 0; item < ITEMS; item++) {
        for (int n = 0; n < likes[user][item]; n++) {
          log.add("u" + user, "i" + item, signals[n], 0, 1);
        }
      }
    }
    return Interests.of(log.build(), InterestRule.DEFAULT);
  }

  @Test
  void rowsWithManyAndWithFewLikesAreSummedAlike() {
    for (boolean binary : new boolean[] {true, false}) {
      var likes = likes(binary);
      var interests = interests(likes);
      var matrix = new LikeMatrix(interests, 0);
      var weights = IntStream.range(0, matrix.users()).mapToDouble(user -> 1 / (1.0 + user)).toArray();
      var sums = new RowSums(matrix, weights);
      for (int row = 0; row < matrix.items().size(); row++) { // one after another: nothing is left of the row before
        sums.compute(row);
        var expected = new double[matrix.items().size()];
        int item = number(matrix, row);
        for (int other = 0; other < expected.length; other++) {
          for (int user = 0; user < USERS; user++) {
            expected[other] += weights[interests.users().indexOf("u" + user)] * likes[user][item] * likes[user][number(matrix, other)];
          }
          assertThat(sums.sums[other]).isCloseTo(expected[other], within(1e-9));
        }
        int[] met = Arrays.stream(sums.touched, 0, sums.count).sorted().toArray();
        assertThat(met).isEqualTo(IntStream.range(0, expected.length).filter(other -> expected[other] > 0).toArray());
      }
    }
  }

  private static int number(LikeMatrix matrix, int rank) {
    return Integer.parseInt(matrix.items().id(matrix.itemAt(rank)).substring(1));
  }
}
