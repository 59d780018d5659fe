package dev.tributary.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.catalog.Catalog;
import dev.tributary.catalog.Item;
import dev.tributary.data.Event;
import dev.tributary.data.InterestRule;
import dev.tributary.data.Signal;
import dev.tributary.math.ByteColumn;
import dev.tributary.math.IntColumn;
import dev.tributary.math.LongColumn;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BacklogTest {
  /** All that a view holds, by column. */
  private static Map<String, String> held(Live live) {
    var columns = new TreeMap<String, String>();
    live.state()
        .write(
            new LiveState.Sink() {
              private void put(String name, MemorySegment bytes) {
                columns.put(name, java.util.Arrays.toString(bytes.toArray(ValueLayout.JAVA_BYTE)));
              }

              @Override
              public void ints(String name, IntColumn column) {
                put(name, column.bytes());
              }

              @Override
              public void longs(String name, LongColumn column) {
                put(name, column.bytes());
              }

              @Override
              public void bytes(String name, ByteColumn column) {
                put(name, column.bytes());
              }
            });
    return columns;
  }

  @Test
  void manyAtATimeAreAsOneByOne() {
    for (long seed = 1; seed <= 30; seed++) {
      var random = new SplittableRandom(seed);
      var oneByOne = new Live(new Catalog(), InterestRule.DEFAULT);
      var atATime = new Live(new Catalog(), InterestRule.DEFAULT);
      var backlog = new Backlog(atATime);
      int users = 1 + random.nextInt(500);
      for (int n = 0; n < 5000; n++) {
        var event =
            new Event(
                "", Signal.of(random.nextInt(Signal.values().length)), random.nextInt(50) == 0 ? "" : "u" + random.nextInt(users), random.nextInt(10) == 0 ? "" : "i" + random.nextInt(40),
                random.nextInt(3) == 0 ? Event.NO_TIME : random.nextInt(1000), "", 0, random.nextInt(6), "a" + random.nextInt(3), random.nextBoolean() ? "" : "t" + random.nextInt(3), "", Map.of());
        oneByOne.apply(event);
        backlog.add(event);
        if (random.nextInt(400) == 0) {
          backlog.flush();
        }
        if (random.nextInt(50) == 0) { // whoever follows an item follows the author that it has then
          var item = Item.builder("i" + random.nextInt(40)).author("b" + random.nextInt(3)).build();
          oneByOne.put(item, n);
          atATime.put(item, n);
        }
      }
      backlog.flush();
      assertThat(held(atATime)).as("seed %d", seed).isEqualTo(held(oneByOne)).hasSizeGreaterThan(5);
    }
  }
}
