package dev.tributary.ranking.blend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.data.Interactions;
import dev.tributary.retrieval.TrainingData;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HoldOutTest {
  private static HoldOut of(Interactions log) {
    return HoldOut.of(TrainingData.of(log), 1).orElseThrow();
  }

  @Test
  void withoutTimesTheLastItemOfEachUserIsHeldOut() {
    var held = of(Interactions.parse("ann C A B; bob B C A; cat A C"));
    assertThat(held.what()).isEqualTo("the last item of each user");
    assertThat(held.taken(0)).containsExactly("B");
    assertThat(held.taken(1)).containsExactly("A");
    assertThat(held.past().size()).isEqualTo(5);
  }

  @Test
  void whereTheItemsAreSortedTheirOrderSaysNothingAndATenthIsDrawn() {
    var lines = IntStream.range(0, 40).mapToObj(u -> "u" + u + " " + IntStream.range(1, 21).mapToObj(i -> String.valueOf(u % 7 + 3 * i)).collect(Collectors.joining(" "))).toList();
    var held = of(Interactions.parse(String.join("; ", lines)));
    assertThat(held.what()).isEqualTo("10 % of each user, drawn");
    assertThat(IntStream.range(0, 40).map(u -> held.taken(u).size())).containsOnly(2);
    assertThat(held.past().size()).isEqualTo(40 * 18); // and nothing but what is held is gone
    var reversed = of(Interactions.parse(String.join("; ", lines.reversed())));
    assertThat(IntStream.range(0, 40).mapToObj(reversed::taken).toList()).isEqualTo(IntStream.range(0, 40).mapToObj(held::taken).toList());
    List<Integer> places = IntStream.range(0, 40).boxed().flatMap(u -> held.taken(u).stream().map(i -> (Integer.parseInt(i) - u % 7) / 3)).toList();
    assertThat(places.stream().distinct().count()).isGreaterThan(10); // from anywhere, not the end
  }
}
