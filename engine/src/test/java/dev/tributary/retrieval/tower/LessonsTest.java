package dev.tributary.retrieval.tower;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tributary.data.Event;
import dev.tributary.data.Interactions;
import dev.tributary.data.InterestRule;
import dev.tributary.data.Interests;
import dev.tributary.data.Signal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LessonsTest {
  /** User n takes the items 0, 1, … n, one a day; ids sort as numbers do. */
  private static Samples samples(int users, boolean timed) {
    var interests = interests(users, timed);
    return new Samples(interests, IntStream.range(0, users).toArray(), false, 1);
  }

  private static Interests interests(int users, boolean timed) {
    var log = Interactions.builder();
    for (int user = 0; user < users; user++) {
      for (int item = 0; item <= user; item++) {
        log.add("u" + (10 + user), "i" + (10 + item), Signal.CLICK, 0f, timed ? 1000L * item : Event.NO_TIME);
      }
    }
    return Interests.of(log.build(), InterestRule.DEFAULT);
  }

  private static List<Integer> history(Lessons lessons, int lesson, int most) {
    var bags = new Bags();
    bags.begin();
    lessons.history(lesson, most, bags);
    return IntStream.range(bags.start(0), bags.end(0)).mapToObj(bags::row).toList();
  }

  @Test
  void theNextItemIsForetoldFromWhatCameBefore() {
    var lessons = new Lessons(samples(6, true), 0, 1, 3);
    assertThat(lessons.size()).isEqualTo(5 + 4 + 3 + 2 + 1); // nobody's first: nothing is known before it
    var seen = new HashSet<List<Integer>>();
    for (int lesson = 0; lesson < lessons.size(); lesson++) {
      int target = lessons.target(lesson, 0);
      assertThat(lessons.targets(lesson)).isOne();
      assertThat(history(lessons, lesson, 3)).isEqualTo(IntStream.range(Math.max(0, target - 3), target).boxed().toList());
      seen.add(List.of(lessons.user(lesson), target));
    }
    assertThat(seen).hasSize(15);
  }

  @Test
  void nobodyHasMoreThanTheirShareOfLessonsAndEachEpochDrawsOthers() {
    var samples = samples(30, true);
    Set<List<Integer>> both = new HashSet<>();
    for (int epoch = 0; epoch < 2; epoch++) {
      var lessons = new Lessons(samples, 4, 1, epoch);
      var counts = new HashMap<Integer, Integer>();
      for (int lesson = 0; lesson < lessons.size(); lesson++) {
        counts.merge(lessons.user(lesson), 1, Integer::sum);
        both.add(List.of(lessons.user(lesson), lessons.target(lesson, 0)));
      }
      assertThat(counts).allSatisfy((user, count) -> assertThat(count).isEqualTo(Math.min(4, user)));
    }
    assertThat(both).hasSizeGreaterThan(150); // two draws of 4 of up to 29
  }

  @Test
  void allThatFollowsACutIsForetoldFromWhatCameBeforeIt() {
    var lessons = new Lessons(samples(8, true), 1, 3, 5);
    assertThat(lessons.size()).isEqualTo(7);
    for (int lesson = 0; lesson < lessons.size(); lesson++) {
      int cut = lessons.target(lesson, 0);
      assertThat(lessons.targets(lesson)).isEqualTo(Math.min(3, lessons.user(lesson) + 1 - cut));
      for (int n = 0; n < lessons.targets(lesson); n++) {
        assertThat(lessons.target(lesson, n)).isEqualTo(cut + n);
      }
      assertThat(history(lessons, lesson, 100)).containsExactlyElementsOf(IntStream.range(0, cut).boxed().toList());
    }
  }

  @Test
  void withoutTimesAllOthersMayBeKnownAndTargetsAreOfChance() {
    var firsts = new HashSet<Integer>();
    for (int targets : new int[] {1, 3}) {
      for (int epoch = 0; epoch < 10; epoch++) {
        var lessons = new Lessons(samples(8, false), targets == 1 ? 0 : 1, targets, epoch);
        for (int lesson = 0; lesson < lessons.size(); lesson++) {
          var all = new ArrayList<>(history(lessons, lesson, 100));
          for (int n = 0; n < lessons.targets(lesson); n++) {
            all.add(lessons.target(lesson, n));
          }
          assertThat(all).containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(0, lessons.user(lesson)).boxed().toList());
          assertThat(history(lessons, lesson, 2)).hasSizeBetween(1, 2).allMatch(all::contains);
          if (lessons.user(lesson) == 7 && targets == 3) {
            firsts.add(lessons.target(lesson, 0));
          }
        }
      }
    }
    assertThat(firsts).hasSizeGreaterThan(3).contains(0); // a cut through a sorted list would never foretell its first item
  }

  @Test
  void theAgeOfALessonCountsFromItsTargetToTheEndOfTheLog() {
    var interests = interests(5, true); // items 0..4 at 0..4 s
    var lessons = new Lessons(samples(5, true), 0, 1, 1);
    for (int lesson = 0; lesson < lessons.size(); lesson++) {
      assertThat(lessons.age(lesson, interests, 0, 4000)).isCloseTo(1 - lessons.target(lesson, 0) / 4f, within(1e-6f));
    }
  }
}
