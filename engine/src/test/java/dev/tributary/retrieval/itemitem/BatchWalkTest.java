package dev.tributary.retrieval.itemitem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.catalog.ItemMask;
import dev.tributary.data.Vocabulary;
import dev.tributary.math.FloatColumn;
import dev.tributary.math.IntColumn;
import dev.tributary.math.LongColumn;
import dev.tributary.retrieval.Hits;
import dev.tributary.retrieval.Query;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BatchWalkTest {
  private static final WalkSettings PLAIN = new WalkSettings() {
    @Override
    public int historyUsed() {
      return 0;
    }

    @Override
    public double halfLife() {
      return 0;
    }

    @Override
    public double halfLifeUntimed() {
      return 0;
    }
  };

  @Test
  void manyUsersOfManyPanelsFindWhatEachFindsAlone() {
    for (long seed = 1; seed <= 40; seed++) {
      var random = new SplittableRandom(seed);
      int size = random.nextInt(1, 700);
      var index = index(size, random);
      int[] identity = IntStream.range(0, size).toArray();
      var walk = new ItemItemWalk("walk", index, PLAIN, true, identity);
      var queries = Stream.generate(() -> query(size, random)).limit(100).toList();
      var together = Stream.generate(Hits::new).limit(100).toList();
      int k = random.nextInt(1, 6);
      walk.retrieve(queries, k, together);
      for (int n = 0; n < 100; n++) {
        var alone = new Hits();
        walk.retrieve(queries.get(n), k, alone);
        assertThat(told(together.get(n))).as("seed %d, query %d", seed, n).isEqualTo(told(alone));
      }
    }
  }

  private static ItemItemIndex index(int size, SplittableRandom random) {
    var lists = new float[size][size];
    var tails = new float[size][size];
    int withTails = random.nextInt(2);
    for (int interest = 0; interest < size; interest++) {
      for (int n = 0; n < 40; n++) {
        int item = (int) (size * Math.pow(random.nextDouble(), 3)); // few candidates have most
        boolean tail = random.nextInt(4) < withTails;
        float value = random.nextInt(tail ? -8 : 1, 9) / 8f; // eighths, whose sums have no rounding
        lists[interest][item] = tail ? lists[interest][item] : value;
        tails[interest][item] = lists[interest][item] == 0 ? value : 0;
      }
    }
    var items = Vocabulary.of(IntStream.range(0, size).mapToObj(n -> "i" + n).toList());
    return new ItemItemIndex(items, rows(lists), rows(tails), 0);
  }

  private static ItemItemIndex.Rows rows(float[][] matrix) {
    var starts = new long[matrix.length + 1];
    var items = new int[matrix.length * matrix.length];
    var values = new float[items.length];
    int size = 0;
    for (int row = 0; row < matrix.length; row++) {
      for (int column = 0; column < matrix.length; column++) {
        if (matrix[row][column] != 0) {
          items[size] = column;
          values[size++] = matrix[row][column];
        }
      }
      starts[row + 1] = size;
    }
    return new ItemItemIndex.Rows(LongColumn.copyOf(starts), IntColumn.copyOf(Arrays.copyOf(items, size)), FloatColumn.copyOf(Arrays.copyOf(values, size)));
  }

  /** Up to sixty interests, some of them dislikes in every third query. */
  private static Query query(int size, SplittableRandom random) {
    var mask = new ItemMask().allowAll(size);
    var query = new Query().reset(-1, 0, mask);
    int dislikes = random.nextInt(3) == 0 ? 4 : 0;
    for (int n = random.nextInt(60); n > 0; n--) {
      int item = random.nextInt(size);
      query.addInterest(item, dislikes > 0 && random.nextInt(dislikes) == 0 ? -1 : random.nextInt(1, 4), 0);
      mask.forbid(item);
    }
    return query;
  }

  private static List<String> told(Hits hits) {
    return IntStream.range(0, hits.size()).mapToObj(rank -> hits.item(rank) + ":" + hits.score(rank)).toList();
  }
}
