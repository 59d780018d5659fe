package dev.tributary.retrieval.itemitem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.math.Job;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TailsTest {
  private static final int ITEMS = 83; // no multiple of a block's width

  private final SplittableRandom random = new SplittableRandom(3);
  private final float[][] listed = new float[ITEMS][ITEMS]; // 0: not in the list

  @Test
  void blocksOfAnyWidthAndAnyThreadsGiveWhatListsLack() {
    for (int round = 0; round < 20; round++) {
      var shards = shards(round % 2 == 0);
      int size = IntStream.range(0, shards.length).map(n -> shards[n].size).sum();
      for (int width : new int[] {1, 3, 5, 16}) {
        for (int threads : new int[] {1, 3}) {
          assertThat(rows(new Tails(ITEMS, shards, size, width, Job.DEFAULT.withThreads(threads)).rows())).as("width %d, %d threads", width, threads).isEqualTo(expected(round % 2 == 0));
        }
      }
    }
  }

  @Test
  void noItemsHaveNoTails() {
    assertThat(new Tails(0, new ListShard[0], 0, Job.DEFAULT).rows().starts().size()).isEqualTo(1);
  }

  /** Random lists in shards of uneven sizes, some empty. The swapped similarity of a pair is now and then none. */
  private ListShard[] shards(boolean symmetric) {
    var shards = new ArrayList<ListShard>();
    for (int from = 0; from < ITEMS; ) {
      int to = Math.min(ITEMS, from + 1 + random.nextInt(20));
      var shard = new ListShard(from, to, symmetric);
      for (int item = from; item < to; item++) {
        for (int other = 0; other < ITEMS; other++) {
          listed[item][other] = other != item && random.nextInt(8) == 0 ? random.nextInt(1, 9) : 0;
          if (listed[item][other] > 0) {
            shard.items[shard.size] = other;
            shard.similarities[shard.size] = listed[item][other];
            shard.swapped[shard.size++] = swapped(item, other, symmetric);
          }
        }
        shard.ends[item - from] = shard.size;
      }
      shards.add(shard);
      from = to;
    }
    return shards.toArray(ListShard[]::new);
  }

  private float swapped(int item, int other, boolean symmetric) {
    return symmetric ? listed[item][other] : Math.max(0, listed[item][other] - 3);
  }

  private List<String> expected(boolean symmetric) {
    var rows = new ArrayList<String>();
    for (int item = 0; item < ITEMS; item++) {
      for (int other = 0; other < ITEMS; other++) {
        if (listed[other][item] > 0 && listed[item][other] == 0 && swapped(other, item, symmetric) > 0) {
          rows.add(item + " " + other + " " + swapped(other, item, symmetric));
        }
      }
    }
    return rows;
  }

  private static List<String> rows(ItemItemIndex.Rows rows) {
    var found = new ArrayList<String>();
    for (int row = 0; row < ITEMS; row++) {
      for (long entry = rows.start(row); entry < rows.end(row); entry++) {
        found.add(row + " " + rows.items().get(entry) + " " + rows.similarities().get(entry));
      }
    }
    return found;
  }
}
