package dev.tributary.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.catalog.Item;
import dev.tributary.catalog.ItemMask;
import dev.tributary.catalog.User;
import dev.tributary.data.Event;
import dev.tributary.data.InterestRule;
import dev.tributary.data.Signal;
import dev.tributary.disk.Disk;
import dev.tributary.live.Live;
import dev.tributary.log.LogRecord;
import dev.tributary.log.Response;
import dev.tributary.log.Upkeep;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {
  @TempDir Path folder;

  @BeforeEach
  void prepare() throws IOException {
    Home.prepare(folder.resolve("home"), "a test");
  }

  private Home open() throws IOException {
    return Home.open(folder.resolve("home"), InstantSource.system());
  }

  private static LogRecord click(String id, String user, String item) {
    return new LogRecord.OfEvent(Event.of(Signal.CLICK, user, item, 1000).withId(id));
  }

  @Test
  void anEventCountsOnceAlsoAfterARestart() throws IOException {
    try (var home = open()) {
      home.append(List.of(click("e1", "ann", "a"), click("", "ann", "b")));
    }
    try (var home = open()) {
      assertThat(home.records()).isEqualTo(2);
      assertThat(home.append(List.of(click("e1", "ann", "a"), click("", "ann", "b"), click("e2", "ann", "a"))).duplicates()).containsExactly(0, 1);
      assertThat(home.live().count(home.live().catalog().itemIndex("a"), Signal.CLICK)).isEqualTo(2);
      assertThat(home.trainingData(InterestRule.DEFAULT).interactions().size()).isEqualTo(3);
    }
  }

  @Test
  void followsOfAuthorsAndOfWhoMadeAnItemAreInTheTrainingData() throws IOException {
    try (var home = open()) {
      home.append(
          List.of(
              new LogRecord.OfItem(Item.builder("a").author("leo").build()),
              click("e1", "ann", "a"),
              new LogRecord.OfEvent(new Event("e2", Signal.FOLLOW, "ann", "", 1001, "", 0, 0, "mia", "", "", Map.of())),
              new LogRecord.OfEvent(new Event("e3", Signal.FOLLOW, "ann", "a", 1002, "", 0, 0, "", "", "", Map.of()))));
      var data = home.trainingData(InterestRule.DEFAULT);
      assertThat(data.followed(data.interactions().users().indexOf("ann"))).containsExactly("leo", "mia");
    }
  }

  @Test
  void whatStagesCutOfRecordedPagesIsInTheTrainingData() throws IOException {
    try (var home = open()) {
      var cuts = List.of(new Response.Cut("ranking", "b", 7, 0.5f), new Response.Cut("pre-ranking", "c", 90, 0));
      home.append(List.of(click("e1", "ann", "a"), new LogRecord.OfResponse(new Response("r1", "ann", "home", "1", 1002, List.of(), List.of(), cuts))));
      assertThat(home.trainingData(InterestRule.DEFAULT).cuts().of("ann")).containsExactly("b", "c");
      assertThat(home.trainingData(InterestRule.DEFAULT).cuts().of("bob")).isEmpty();
    }
  }

  @Test
  void anEventWithNeitherIdNorTimeIsRefused() throws IOException {
    try (var home = open()) {
      var event = new LogRecord.OfEvent(Event.of(Signal.CLICK, "ann", "a", Event.NO_TIME));
      assertThatThrownBy(() -> home.append(List.of(event))).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("neither id nor time");
      assertThat(home.records()).isZero();
    }
  }

  @Test
  void theSecondWriterIsRefusedAndTheFirstOnesRecordsAreReadWhenItIsGone() throws IOException {
    try (var second = open()) {
      try (var first = open()) {
        first.append(List.of(click("e1", "ann", "a")));
        assertThatThrownBy(second::claim).isInstanceOf(FileSystemException.class).hasMessageContaining("is held by process " + ProcessHandle.current().pid());
      }
      second.append(List.of(click("e2", "ann", "b"), click("e1", "ann", "a")));
      assertThat(second.records()).isEqualTo(2);
      assertThat(second.live().hasSeen(second.live().catalog().userIndex("ann"), second.live().catalog().itemIndex("a"))).isTrue();
    }
  }

  private static List<LogRecord> community(int from, int to) {
    var records = new ArrayList<LogRecord>();
    for (int n = from; n < to; n++) {
      var random = new Random(n);
      String user = "u" + random.nextInt(20);
      String item = "i" + random.nextInt(60);
      var signal = Signal.of(random.nextInt(Signal.values().length));
      records.add(switch (random.nextInt(8)) {
        case 0 -> new LogRecord.OfItem(Item.builder(item).title("t" + n).author("a" + n % 3).categories(List.of("c" + n % 4)).withdrawn(n % 9 == 0).build());
        case 1 -> new LogRecord.OfUser(new User(user, Map.of("age", (double) n)));
        default -> new LogRecord.OfEvent(new Event("e" + n, signal, user, item, 1000 + random.nextInt(500), "", 0, random.nextInt(6), "a" + random.nextInt(3), random.nextInt(5) == 0 ? "c1" : "", "", Map.of()));
      });
      if (n == 150) {
        records.add(new LogRecord.OfErasure("u3"));
      }
    }
    return records;
  }

  /** All that can be asked of a live view, as text. */
  private static List<String> told(Live live) {
    var told = new ArrayList<String>();
    var catalog = live.catalog();
    var mask = new ItemMask();
    for (int item = 0; item < catalog.itemCount(); item++) {
      var counts = new ArrayList<Integer>();
      for (Signal signal : Signal.values()) {
        counts.add(live.count(item, signal));
      }
      told.add(item + " " + catalog.item(item) + " " + counts);
    }
    for (int user = 0; user < catalog.userCount(); user++) {
      if (catalog.userIndex(catalog.user(user).id()) == user) {
        var line = new StringBuilder(user + " " + catalog.user(user) + " follows " + new TreeSet<>(live.followed(user)));
        live.interests(user, 100, (item, like, time) -> line.append(" ").append(item).append("=").append(like).append("@").append(time));
        mask.allowAll(catalog.itemCount());
        live.forbidHidden(user, mask);
        line.append(" hidden ").append(IntStream.range(0, catalog.itemCount()).filter(i -> !mask.allows(i)).boxed().toList());
        mask.allowAll(catalog.itemCount());
        live.forbidSeen(user, mask);
        told.add(line.append(" seen ").append(IntStream.range(0, catalog.itemCount()).filter(i -> !mask.allows(i)).boxed().toList()).toString());
      }
    }
    told.add(Arrays.toString(live.changedSince(40)) + " " + live.lastTime());
    return told;
  }

  @Test
  void anEventThatWasTakenBackHasNeverBeen() throws IOException {
    // a follow of an item's author would mean the author of now: the event is of somebody who follows nobody
    var following = new TreeSet<String>(List.of("u3"));
    for (LogRecord entry : community(0, 300)) {
      if (entry instanceof LogRecord.OfEvent(var event) && (event.type() == Signal.FOLLOW || event.type() == Signal.UNFOLLOW)) {
        following.add(event.user());
      }
    }
    var taken = community(200, 250).stream().filter(entry -> entry instanceof LogRecord.OfEvent(var event) && event.type() != Signal.IMPRESSION && !following.contains(event.user())).findFirst().orElseThrow();
    String id = ((LogRecord.OfEvent) taken).event().id();
    var without = community(0, 300).stream().filter(entry -> !entry.equals(taken)).toList();
    List<String> expected;
    Home.prepare(folder.resolve("other"), "tests");
    try (var other = Home.open(folder.resolve("other"), InstantSource.system())) {
      other.append(without);
      expected = users(other);
      other.upkeep(Upkeep.Rules.KEEP_ALL); // how often the erased one's items met signals goes with the log's records
    }
    Files.delete(folder.resolve("other/live/view.safetensors"));
    List<String> kept;
    try (var other = Home.open(folder.resolve("other"), InstantSource.system())) {
      kept = users(other);
    }
    try (var home = open()) {
      home.append(community(0, 250));
      home.snapshot();
      assertThat(home.takeBack("nothing")).isFalse();
      long records = home.records();
      assertThat(home.takeBack(id)).isTrue();
      assertThat(home.takeBack(id)).as("twice is once").isTrue();
      assertThat(home.records()).isEqualTo(records + 1);
      assertThat(home.append(List.of(taken)).duplicates()).as("it does not come back").containsExactly(0);
      home.append(community(250, 300));
      assertThat(users(home)).isEqualTo(expected);
      assertThat(home.events(0, Long.MAX_VALUE).size()).isEqualTo(events(without));
    }
    try (var home = open()) { // the snapshot, which has the event, and what came since
      assertThat(users(home)).isEqualTo(expected);
      home.claim();
      home.snapshot();
    }
    try (var home = open()) { // a snapshot without it
      assertThat(users(home)).isEqualTo(expected);
    }
    Files.delete(snapshotFile());
    try (var home = open()) { // the whole log
      assertThat(users(home)).isEqualTo(expected);
      home.upkeep(Upkeep.Rules.KEEP_ALL);
      assertThat(home.takeBack(id)).isTrue();
    }
    Files.delete(snapshotFile());
    try (var home = open()) { // the log without it
      assertThat(users(home)).isEqualTo(kept);
      assertThat(home.append(List.of(taken)).duplicates()).containsExactly(0);
    }
  }

  private static long events(List<LogRecord> records) {
    int erased = IntStream.range(0, records.size()).filter(n -> records.get(n) instanceof LogRecord.OfErasure).max().orElse(-1);
    return IntStream.range(0, records.size()).filter(n -> records.get(n) instanceof LogRecord.OfEvent(var event) && !(n < erased && event.user().equals("u3"))).count();
  }

  /** What is known of users and how often items met signals: all but the time of the last event. */
  private static List<String> users(Home home) {
    var told = told(home.live());
    return told.subList(0, told.size() - 1);
  }

  private Path snapshotFile() {
    return folder.resolve("home/live/view.safetensors");
  }

  @Test
  void aStartFromASnapshotAndATailIsAStartFromTheWholeLog() throws IOException {
    List<String> whole;
    try (var home = open()) {
      home.append(community(0, 200));
      home.snapshot();
    }
    try (var home = open()) { // taken in, partly, and written again
      home.append(community(200, 260));
      home.snapshot();
      assertThat(home.recordsInSnapshot()).isEqualTo(home.records());
      home.append(community(260, 300));
      assertThat(home.recordsInSnapshot()).isLessThan(home.records());
      whole = told(home.live());
    }
    assertThat(told(open().live())).isEqualTo(whole);
    try (var home = open()) {
      assertThat(home.recordsInSnapshot()).isPositive().isLessThan(home.records());
      var again = community(0, 300).stream().filter(entry -> entry instanceof LogRecord.OfEvent).toList();
      assertThat(home.append(again).accepted()).as("ids of snapshot and tail are known").isZero();
    }
    Disk.REAL.deleteTree(folder.resolve("home/live"));
    assertThat(told(open().live())).isEqualTo(whole);
  }

  @Test
  void aDamagedOrForeignSnapshotIsPassedOver() throws IOException {
    try (var home = open()) {
      home.append(community(0, 100));
      home.snapshot();
    }
    var whole = told(open().live());
    byte[] good = Files.readAllBytes(snapshotFile());
    for (int at = 0; at < good.length; at += 1 + good.length / 40) {
      byte[] damaged = good.clone();
      damaged[at] ^= 4;
      Files.write(snapshotFile(), damaged);
      assertThat(told(open().live())).as("byte %d", at).isEqualTo(whole);
    }
    Files.write(snapshotFile(), Arrays.copyOf(good, good.length / 2));
    assertThat(told(open().live())).isEqualTo(whole);
    assertThat(open().recordsInSnapshot()).isZero();
    Files.write(snapshotFile(), good);

    Path other = folder.resolve("other");
    Home.prepare(other, "a test");
    try (var home = Home.open(other, InstantSource.system())) {
      home.append(community(1, 140)); // longer, and another record at the snapshot's end
    }
    var foreign = told(Home.open(other, InstantSource.system()).live());
    Files.createDirectories(other.resolve("live"));
    for (String name : List.of("view.safetensors", "ids.safetensors", "manifest.json")) {
      Files.copy(folder.resolve("home/live").resolve(name), other.resolve("live").resolve(name));
    }
    assertThat(told(Home.open(other, InstantSource.system()).live())).isEqualTo(foreign);
    assertThat(foreign).isNotEqualTo(whole);
  }

  @Test
  void anErasedUserIsGoneEverywhere() throws IOException {
    try (var home = open()) {
      home.append(List.of(click("e1", "secret-ann", "a"), click("e2", "bob", "b"), new LogRecord.OfUser(new User("secret-ann", Map.of("age", 30.0)))));
      home.snapshot();
      var erasure = home.erase("secret-ann");
      assertThat(erasure).isEqualTo(new Erasure("secret-ann", true, 1, 3, List.of()));
      assertThat(home.live().catalog().userIndex("secret-ann")).isEqualTo(-1);
      assertThat(home.trainingData(InterestRule.DEFAULT).interactions().users().size()).isEqualTo(1);
      assertThat(home.erase("secret-ann").known()).isFalse();
    }
    try (var home = open()) { // before the upkeep the files still have it, and nothing reads it
      assertThat(home.live().catalog().userIndex("secret-ann")).isEqualTo(-1);
      assertThat(filesWith("secret-ann")).isNotEmpty();
      assertThat(home.upkeep(Upkeep.Rules.KEEP_ALL).erased()).isEqualTo(Map.of("secret-ann", 2L));
      assertThat(filesWith("secret-ann")).isEmpty();
    }
    try (var home = open()) {
      assertThat(home.records()).isEqualTo(5);
      assertThat(home.live().catalog().item(0).id()).isEqualTo("a");
      assertThat(home.live().count(1, Signal.CLICK)).isEqualTo(1);
      home.append(List.of(click("e9", "secret-ann", "a")));
      assertThat(home.live().metItems(home.live().catalog().userIndex("secret-ann"))).isEqualTo(1); // who comes again is new
    }
  }

  /** The files below the home that hold a text, compressed ones inflated. */
  private List<Path> filesWith(String text) throws IOException {
    var found = new ArrayList<Path>();
    try (var files = Files.walk(folder.resolve("home"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        if (file.toString().endsWith(".gz")) {
          bytes = new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes();
        }
        if (new String(bytes, StandardCharsets.ISO_8859_1).contains(text)) {
          found.add(file);
        }
      }
    }
    return found;
  }
}
