package dev.tributary.evaluation;

import dev.tributary.data.Event;
import dev.tributary.data.Interactions;
import dev.tributary.data.InterestRule;
import dev.tributary.data.Signal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/** A split and a run drawn from a seed, in plain collections: what the slow oracle reads. Some test items lie outside train. */
record RandomSplit(Map<String, Set<String>> trained, Map<String, Set<String>> tested, Map<String, List<String>> run, Map<String, Float> scores) {
  static RandomSplit of(long seed, int users, int items) {
    var random = new SplittableRandom(seed);
    var split = new RandomSplit(new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
    for (int item = 0; item < items; item++) {
      split.scores.put("i" + item, random.nextFloat());
    }
    for (int user = 0; user < users; user++) {
      var had = new LinkedHashSet<String>();
      var next = new LinkedHashSet<String>();
      var list = new LinkedHashSet<String>();
      int longest = random.nextInt(1, 12);
      for (int n = 0; n < longest; n++) {
        had.add("i" + (int) (items * 0.9 * random.nextDouble() * random.nextDouble()));
        next.add("i" + random.nextInt(items));
        list.add("i" + (int) (items * random.nextDouble() * random.nextDouble()));
        list.add("i" + random.nextInt(items + 3));
      }
      next.removeAll(had);
      split.trained.put("u" + user, had);
      if (random.nextInt(5) > 0 && !next.isEmpty()) {
        split.tested.put("u" + user, next);
      }
      if (random.nextInt(6) > 0) {
        split.run.put("u" + user, new ArrayList<>(list));
      }
    }
    return split;
  }

  /** The same with every item under another name. */
  RandomSplit renamed(UnaryOperator<String> name) {
    var other = new RandomSplit(new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
    trained.forEach((user, items) -> other.trained.put(user, new LinkedHashSet<>(items.stream().map(name).toList())));
    tested.forEach((user, items) -> other.tested.put(user, new LinkedHashSet<>(items.stream().map(name).toList())));
    run.forEach((user, items) -> other.run.put(user, items.stream().map(name).toList()));
    scores.forEach((item, score) -> other.scores.put(name.apply(item), score));
    return other;
  }

  Interactions train() {
    return log(trained);
  }

  private static Interactions log(Map<String, Set<String>> rows) {
    var builder = Interactions.builder();
    rows.forEach((user, items) -> items.forEach(item -> builder.add(user, item, Signal.CLICK, 0, Event.NO_TIME)));
    return builder.build();
  }

  TestSet testSet() {
    return TestSet.of(train(), Optional.empty(), log(tested), InterestRule.DEFAULT);
  }

  /** The run as a file's lines, the first of a list with the highest score. */
  String runText() {
    var text = new StringBuilder();
    run.forEach(
        (user, list) -> {
          for (int rank = 0; rank < list.size(); rank++) {
            text.append(user).append('\t').append(list.get(rank)).append('\t').append(1.0 / (rank + 1)).append('\n');
          }
        });
    return text.toString();
  }
}
