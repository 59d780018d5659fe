package dev.tributary.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tributary.catalog.Item;
import dev.tributary.data.Event;
import dev.tributary.data.Signal;
import dev.tributary.math.Job;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommunityTest {
  private static final CommunityConfig SMALL = CommunityConfig.DEFAULT.withSize(600, 3_000, 7);

  private static Community community;
  private static List<Event> events;
  private static Map<String, Item> items;

  @BeforeAll
  static void live() {
    community = Community.of(SMALL, Job.DEFAULT.withSeed(7));
    events = new ArrayList<>();
    community.simulate(events::add);
    items = community.items().stream().collect(Collectors.toMap(Item::id, i -> i));
  }

  @Test
  void everyEventFollowsWhatMustComeBeforeIt() {
    var seen = new HashSet<String>();
    var opened = new HashSet<String>();
    var done = new HashSet<String>();
    for (Event event : events) {
      String pair = event.user() + " " + event.item();
      switch (event.type()) {
        case IMPRESSION -> holds(seen.add(pair), "shown once", event);
        case CLICK -> holds(seen.contains(pair) && opened.add(pair), "shown, then opened once", event);
        case SCROLL_TO_END, PLAY, LIKE, COLLECT, SHARE, COMMENT -> holds(opened.contains(pair), "opened before", event);
        case HIDE -> holds(event.item().isEmpty() || seen.contains(pair) && !opened.contains(pair), "shown, not opened", event);
        default -> {}
      }
      String subject = event.user() + " " + event.item() + event.author();
      event.type().takesBack().ifPresent(taken -> holds(done.contains(taken + " " + subject), "takes back what was done", event));
      done.add(event.type() + " " + subject);
    }
  }

  /** Builds its text only on failure: there are many events. */
  private static void holds(boolean fact, String rule, Event event) {
    if (!fact) {
      throw new AssertionError(rule + ": " + event);
    }
  }

  @Test
  void rareSignalsAndTakeBacksOccur() {
    var counts = new EnumMap<Signal, Integer>(Signal.class);
    events.forEach(e -> counts.merge(e.type(), 1, Integer::sum));
    assertThat(counts.keySet())
        .contains(
            Signal.IMPRESSION, Signal.CLICK, Signal.SCROLL_TO_END, Signal.PLAY, Signal.LIKE, Signal.UNLIKE, Signal.COLLECT, Signal.UNCOLLECT,
            Signal.SHARE, Signal.COMMENT, Signal.FOLLOW, Signal.HIDE, Signal.VISIT);
    assertThat(counts.get(Signal.UNLIKE)).isLessThan(counts.get(Signal.LIKE) / 10);
    assertThat(counts.get(Signal.LIKE)).isLessThan(counts.get(Signal.CLICK) / 2);
  }

  @Test
  void fieldsFitTheSignal() {
    for (Event event : events) {
      boolean aboutAuthor = event.item().isEmpty() && event.type() != Signal.VISIT;
      holds(event.author().isEmpty() != aboutAuthor, "an author or an item", event);
      boolean link = event.context().equals(Map.of("via", "link"));
      boolean onPage = event.position() >= 1 && event.position() <= SMALL.pageSize();
      holds(event.item().isEmpty() ? event.position() == 0 : link != onPage, "on a page or by a link", event);
      if (event.type() == Signal.PLAY) {
        var item = items.get(event.item());
        assertThat(item.mediaType()).isEqualTo("video");
        assertThat((double) event.value()).isBetween(0.1, item.durationSeconds());
      } else if (event.type() == Signal.SCROLL_TO_END) {
        assertThat(items.get(event.item()).mediaType()).isEqualTo("note");
      }
    }
  }

  @Test
  void eventsComeInOrderOfTimeWithinTheDaysAndAfterPublication() {
    long last = community.startMillis();
    var ids = new HashSet<String>();
    for (Event event : events) {
      holds(event.time() >= last && event.time() < community.endMillis(), "in order and within the days", event);
      last = event.time();
      holds(ids.add(event.id()), "a new id", event);
      if (!event.item().isEmpty()) {
        holds(items.get(event.item()).publishedAt() <= event.time(), "published", event);
      }
    }
    assertThat(community.endMillis() - community.startMillis()).isEqualTo(7 * 86_400_000L);
  }

  @Test
  void membersOfACircleOverlapFarMoreThanStrangers() {
    var opened = new HashMap<String, Set<String>>();
    events.stream().filter(e -> e.type() == Signal.CLICK).forEach(e -> opened.computeIfAbsent(e.user(), _ -> new HashSet<>()).add(e.item()));
    double inside = 0;
    int pairs = 0;
    for (int[] circle : community.circles()) {
      assertThat(circle.length).isBetween(4, 8);
      for (int a : circle) {
        for (int b : circle) {
          if (a < b) {
            inside += common(opened, a, b);
            pairs++;
          }
        }
      }
    }
    var random = new Random(1);
    double strangers = 0;
    for (int n = 0; n < 5_000; n++) {
      strangers += common(opened, random.nextInt(SMALL.users()), random.nextInt(SMALL.users()));
    }
    assertThat(inside / pairs).isGreaterThan(2 * strangers / 5_000);
    assertThat(pairs).isGreaterThan(100);
  }

  private static int common(Map<String, Set<String>> opened, int a, int b) {
    var both = new HashSet<>(opened.getOrDefault(Population.userId(a), Set.of()));
    both.retainAll(a == b ? Set.of() : opened.getOrDefault(Population.userId(b), Set.of()));
    return both.size();
  }

  @Test
  void titlesAreWrittenInTheItemsLanguage() {
    int chinese = 0;
    for (Item item : community.items()) {
      boolean han = item.title().codePoints().anyMatch(c -> Character.UnicodeScript.of(c) == Character.UnicodeScript.HAN);
      boolean latin = item.title().codePoints().anyMatch(c -> Character.UnicodeScript.of(c) == Character.UnicodeScript.LATIN);
      boolean zh = "zh".equals(item.attributes().get("language"));
      assertThat(han).as(item.title()).isEqualTo(zh);
      assertThat(latin).as(item.title()).isEqualTo(!zh);
      assertThat(item.title() + item.text()).doesNotContain("{", "}");
      chinese += zh ? 1 : 0;
    }
    assertThat(chinese).isBetween(community.items().size() / 3, community.items().size() * 2 / 3);
  }

  @Test
  void itemsAreDescribedAndComeOutEveryDay() {
    long before = Long.MIN_VALUE;
    var perDay = new TreeMap<Long, Integer>();
    var topicsOfAuthor = new HashMap<String, Set<String>>();
    for (Item item : community.items()) {
      assertThat(item.publishedAt()).isGreaterThanOrEqualTo(before);
      before = item.publishedAt();
      assertThat(item.categories()).hasSize(2);
      assertThat(item.keywords()).hasSize(3).doesNotContain("");
      assertThat(item.mediaType().equals("video") ? item.durationSeconds() : item.length()).isGreaterThan(10);
      assertThat(item.mediaType().equals("video") ? item.length() : item.durationSeconds()).isNaN();
      perDay.merge(Math.floorDiv(item.publishedAt() - community.startMillis(), 86_400_000L), 1, Integer::sum);
      topicsOfAuthor.computeIfAbsent(item.author(), _ -> new HashSet<>()).add(item.categories().getFirst());
    }
    assertThat(before).isLessThan(community.endMillis());
    for (long day = 0; day < SMALL.days(); day++) {
      assertThat(perDay.get(day)).as("new on day %d", day).isBetween(150, 200); // 3,000 × 40 % / 7 days = 171
    }
    assertThat(perDay.headMap(0L).values().stream().mapToInt(n -> n).sum()).isEqualTo(1_800);
    assertThat(topicsOfAuthor.values()).allSatisfy(topics -> assertThat(topics.size()).isBetween(1, 3));
    assertThat(topicsOfAuthor.values().stream().flatMap(Set::stream).distinct()).hasSize(24);
  }

  @Test
  void sameSeedGivesTheSameBytesOnAnyNumberOfThreads(@TempDir Path folder) throws Exception {
    var config = CommunityConfig.DEFAULT.withSize(300, 1_500, 3);
    Map<String, String> first = files(config, 11, 1, folder.resolve("a"));
    assertThat(first).containsOnlyKeys("events.jsonl", "items.jsonl", "truth.json", "users.jsonl");
    assertThat(files(config, 11, 2, folder.resolve("b"))).isEqualTo(first);
    assertThat(files(config, 11, 7, folder.resolve("c"))).isEqualTo(first);
    Map<String, String> other = files(config, 12, 2, folder.resolve("d"));
    first.forEach((name, bytes) -> assertThat(other.get(name)).as(name).isNotEqualTo(bytes));
    assertThat(first.get("truth.json")).contains("\"seed\" : 11", "\"users\" : 300", "\"circleShare\" : 0.3");
    assertThat(first.get("events.jsonl").lines().filter(l -> l.contains("\"play\"")).findFirst().orElseThrow())
        .matches("\\{\"id\":\"e\\d+\",\"type\":\"play\",\"user\":\"u\\d{6}\",\"item\":\"i\\d{6}\",\"time\":\\d{13},(\"position\":\\d+,)?\"value\":[0-9.]+(,\"context\":\\{\"via\":\"link\"})?}");
    assertThat(first.get("items.jsonl").lines().findFirst().orElseThrow())
        .startsWith("{\"id\":\"i000000\",\"title\":\"").contains("\"publishedAt\":\"20", "\"categories\":[\"");
  }

  private static Map<String, String> files(CommunityConfig config, long seed, int threads, Path folder) throws Exception {
    long written = Community.of(config, Job.DEFAULT.withSeed(seed).withThreads(threads)).write(folder);
    var files = new TreeMap<String, String>();
    try (Stream<Path> paths = Files.list(folder)) {
      for (Path path : paths.toList()) {
        files.put(path.getFileName().toString(), Files.readString(path));
      }
    }
    assertThat(files.get("events.jsonl").lines().count()).isEqualTo(written);
    return files;
  }

  @Test
  void aStoppedJobLeavesNoFile(@TempDir Path folder) throws Exception {
    var job = Job.DEFAULT.withSeed(3).withProgress((_, done, _) -> done < 2);
    assertThatThrownBy(() -> Community.of(SMALL, job).write(folder)).isInstanceOf(CancellationException.class);
    try (Stream<Path> paths = Files.list(folder)) {
      assertThat(paths).isEmpty();
    }
  }

  @Test
  void simulatingAgainGivesTheSameEvents() {
    var again = new ArrayList<Event>();
    community.simulate(again::add);
    assertThat(again).isEqualTo(events);
  }

  @Test
  void noPageIsBetterThanTheOraclesPage() {
    long time = community.endMillis();
    var random = new Random(5);
    List<String> ids = community.items().stream().map(Item::id).toList();
    for (int n = 0; n < 20; n++) {
      String user = Population.userId(random.nextInt(SMALL.users()));
      List<String> best = community.oracle(user, 10, time, List.of());
      double most = community.pageUtility(user, best, time);
      var worth = ids.stream().collect(Collectors.toMap(id -> id, id -> community.trueUtility(user, id, time)));
      var byUtility = ids.stream().sorted((a, b) -> Double.compare(worth.get(b), worth.get(a))).toList();
      assertThat(community.pageUtility(user, byUtility.subList(0, 10), time)).isLessThanOrEqualTo(most + 1e-12);
      for (int trial = 0; trial < 200; trial++) {
        var page = new ArrayList<>(best);
        if (trial % 2 == 0) {
          Collections.swap(page, random.nextInt(10), random.nextInt(10));
        } else {
          page.set(random.nextInt(10), byUtility.get(random.nextInt(60)));
        }
        assertThat(community.pageUtility(user, page, time)).as("seed 5, user %s, page %s", user, page).isLessThanOrEqualTo(most + 1e-12);
      }
    }
  }

  @Test
  void theOracleEqualsASearchThroughAllPages() {
    var tiny = Community.of(CommunityConfig.DEFAULT.withSize(30, 100, 1), Job.DEFAULT.withSeed(2));
    List<String> ids = tiny.items().stream().map(Item::id).toList();
    long time = tiny.startMillis();
    for (int u = 0; u < 3; u++) {
      String user = Population.userId(u);
      double most = 0;
      for (String a : ids) {
        for (String b : ids) {
          most = Math.max(most, tiny.pageUtility(user, List.of(a, b), time));
        }
      }
      assertThat(tiny.pageUtility(user, tiny.oracle(user, 2, time, List.of()), time)).isCloseTo(most, within(1e-12));
    }
  }

  @Test
  void theOracleKeepsToPublishedItemsThatAreNotExcluded() {
    long noon = community.startMillis() + 43_200_000L;
    List<String> best = community.oracle("u000003", 10, noon, List.of());
    assertThat(best).hasSize(10).doesNotHaveDuplicates().allSatisfy(id -> assertThat(items.get(id).publishedAt()).isLessThanOrEqualTo(noon));
    assertThat(community.oracle("u000003", 10, noon, best.subList(0, 5))).hasSize(10).doesNotContainAnyElementsOf(best.subList(0, 5));
    assertThat(community.oracle("u000003", 0, noon, Set.of())).isEmpty();
    var all = community.items().stream().map(Item::id).toList();
    assertThat(community.oracle("u000003", 10, noon, all)).isEmpty();
    assertThat(community.oracle("u000003", 10, noon, List.of("nobody's", "", "i999999"))).isEqualTo(best);
  }

  @Test
  void utilityIsAProbabilityAndZeroBeforePublication() {
    var last = community.items().getLast();
    assertThat(community.trueUtility("u000000", last.id(), last.publishedAt() - 1)).isZero();
    var random = new Random(9);
    double most = 0;
    for (int n = 0; n < 20_000; n++) {
      String user = Population.userId(random.nextInt(SMALL.users()));
      double utility = community.trueUtility(user, community.items().get(random.nextInt(SMALL.items())).id(), community.endMillis());
      assertThat(utility).isBetween(0.0, 1.0);
      most = Math.max(most, utility);
    }
    assertThat(most).isGreaterThan(0.7);
  }

  @Test
  void aPageIsWorthMoreWithBetterItemsOnTopAndNothingForARepetition() {
    long time = community.endMillis();
    List<String> best = community.oracle("u000010", 10, time, List.of());
    assertThat(community.pageUtility("u000010", best.reversed(), time)).isLessThan(community.pageUtility("u000010", best, time));
    assertThat(community.pageUtility("u000010", best.subList(0, 1), time)).isEqualTo(community.trueUtility("u000010", best.getFirst(), time));
    assertThat(community.pageUtility("u000010", List.of(best.getFirst(), best.getFirst()), time))
        .isEqualTo(community.trueUtility("u000010", best.getFirst(), time));
    assertThat(community.pageUtility("u000010", List.of(), time)).isZero();
  }

  @Test
  void itemsThatLookAlikeAreNotWorthTheSame() {
    // what no attribute shows: among items of one author, subtopic and language some please a user and others do not
    long time = community.endMillis();
    var alike = community.items().stream().collect(Collectors.groupingBy(i -> i.author() + i.categories() + i.attributes().get("language")));
    var group = alike.values().stream().max((a, b) -> Integer.compare(a.size(), b.size())).orElseThrow();
    double widest = 0;
    for (int u = 0; u < 200; u++) {
      String user = Population.userId(u);
      var worth = group.stream().mapToDouble(i -> community.trueUtility(user, i.id(), time)).summaryStatistics();
      widest = Math.max(widest, worth.getMax() - worth.getMin());
    }
    assertThat(widest).isGreaterThan(0.5);
  }

  @Test
  void tastesDriftUnlessToldNotTo() {
    assertThat(change(SMALL)).isGreaterThan(1.5 * change(new CommunityConfig(600, 3_000, 7, 27, 10, 1, 0, 0.3, 0.5)));
  }

  /** Mean change of utility over the log at the same hour, among stock items. */
  private static double change(CommunityConfig config) {
    var changing = Community.of(config, Job.DEFAULT.withSeed(7));
    double sum = 0;
    for (int n = 0; n < 4_000; n++) {
      String user = Population.userId(n % config.users());
      String item = Publications.itemId(n * 7 % 1_800);
      sum += Math.abs(changing.trueUtility(user, item, changing.startMillis()) - changing.trueUtility(user, item, changing.endMillis()));
    }
    return sum / 4_000;
  }

  @Test
  void unknownIdsAreRefusedByName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> community.trueUtility("u000600", "i000000", 0))
        .withMessage("the community has no user 'u000600'; its users are u000000 to u000599");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> community.pageUtility("u000001", List.of("i12"), 0))
        .withMessage("the community has no item 'i12'; its items are i000000 to i002999");
  }

  @Test
  void badSettingsAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> SMALL.withSize(0, 1_000, 1)).withMessage("users is 0, allowed 1..1000000");
    assertThatIllegalArgumentException().isThrownBy(() -> SMALL.withSize(1, 99, 1)).withMessageContaining("items is 99");
    assertThatIllegalArgumentException().isThrownBy(() -> SMALL.withSize(1, 100, 366)).withMessageContaining("days is 366");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CommunityConfig(10, 100, 1, Double.NaN, 10, 0.5, 0, 0, 0))
        .withMessageContaining("impressionsPerUserDay is NaN");
  }

  @Test
  void theSmallestCommunityLives() {
    var one = Community.of(new CommunityConfig(1, 100, 1, 500, 50, 0.05, 1, 1, 20), Job.DEFAULT.withSeed(1));
    var count = new HashMap<Signal, Integer>();
    one.simulate(e -> count.merge(e.type(), 1, Integer::sum));
    assertThat(count.getOrDefault(Signal.IMPRESSION, 0)).isBetween(1, 100); // nobody sees an item twice
  }
}
