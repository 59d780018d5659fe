package dev.tributary.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.disk.Child;
import dev.tributary.math.IntColumn;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledPublishTest {
  /** Publishes without end and prints the number of each release that serves. */
  static final class Publisher {
    public static void main(String[] arguments) throws Exception {
      var store = ModelStore.open(Path.of(arguments[0]));
      long start = store.current().map(Release::number).orElse(0L);
      for (long n = start; ; n++) {
        var columns = Tensors.builder().ints("numbers", IntColumn.copyOf(new int[] {(int) n})).build();
        String bundle = store.add(new BundleWriter("itemcf", 1).seed(n).tensors("items", columns), Map.of("clock", n));
        System.out.println(store.publish(Release.draft().channel("itemcf", bundle, new int[] {0}).catalogMark(n)).number());
        if (n % 5 == 4) {
          store.retain(3);
        }
      }
    }
  }

  @Test
  void aKillAtAnyInstantLeavesAWholeReleaseServing(@TempDir Path folder) throws Exception {
    long seed = System.nanoTime();
    var random = new Random(seed);
    for (int round = 0; round < 4; round++) {
      var lines = Child.killed(Publisher.class, 2 + random.nextInt(5), random.nextInt(100), folder);
      var store = ModelStore.open(folder);
      String what = "seed " + seed + " round " + round;
      assertThat(store.verify().problems()).as(what).isEmpty();
      var current = store.current().orElseThrow();
      assertThat(current.number()).as(what).isGreaterThanOrEqualTo(Long.parseLong(lines.getFirst()) + lines.size() - 2);
      assertThat(store.bundle(current.bundles().get("itemcf")).tensors("items").ints("numbers").get(0)).as(what).isEqualTo((int) current.catalogMark());
      var next = store.publish(Release.draft().channel("itemcf", current.bundles().get("itemcf"), new int[] {0}));
      assertThat(next.number()).as(what).isGreaterThan(current.number());
      assertThat(BundleTest.names(folder.resolve("releases"))).as(what).noneMatch(n -> n.startsWith("."));
      assertThat(BundleTest.names(folder.resolve("bundles"))).as(what).noneMatch(n -> n.startsWith("."));
      assertThat(BundleTest.names(folder)).as(what).containsExactly("CURRENT", "LOCK", "bundles", "releases");
    }
  }
}
