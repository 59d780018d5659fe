package dev.tributary.server;

import dev.tributary.catalog.Item;
import dev.tributary.data.Event;
import dev.tributary.data.Signal;
import dev.tributary.home.Channels;
import dev.tributary.home.Home;
import dev.tributary.home.Training;
import dev.tributary.log.LogRecord;
import dev.tributary.math.Job;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A home with an obvious answer: {@value #USERS} users and {@value #ITEMS} items; even users like even items, odd users odd ones. Item n
 * has the category even or odd, and is written by author n mod 7.
 */
final class TestHome {
  static final int USERS = 60;
  static final int ITEMS = 80;
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private TestHome() {}

  static String user(int n) {
    return "u" + n;
  }

  static String item(int n) {
    return "i" + n;
  }

  /** Makes the home, with a release or without. */
  static Path make(Path folder, boolean published) throws IOException {
    Home.prepare(folder, "even and odd");
    try (var home = Home.open(folder, InstantSource.system())) {
      var records = new ArrayList<LogRecord>();
      for (int n = 0; n < ITEMS; n++) {
        String side = n % 2 == 0 ? "even" : "odd";
        records.add(
            new LogRecord.OfItem(
                Item.builder(item(n)).title("number " + n).author("a" + n % 7).categories(List.of(side)).keywords(List.of(side + " " + n % 5)).publishedAt(START.toEpochMilli()).attribute("number", (double) n).build()));
      }
      records.addAll(events(1, 25, START));
      home.append(records);
      if (published) {
        publish(home, Channels.names().contains("itemcf") ? List.of("itemcf", "content", "popular") : List.of());
      }
    }
    return folder;
  }

  /** So many likes of each user, each of an item on the user's side, a minute apart. */
  static List<LogRecord> events(long seed, int each, Instant from) {
    var dice = new Random(seed);
    var records = new ArrayList<LogRecord>();
    for (int round = 0; round < each; round++) {
      for (int user = 0; user < USERS; user++) {
        int item = 2 * dice.nextInt(ITEMS / 2) + user % 2;
        long time = from.toEpochMilli() + (round * USERS + user) * 60_000L;
        records.add(new LogRecord.OfEvent(Event.of(Signal.LIKE, user(user), item(item), time).withId("e-" + seed + "-" + round + "-" + user)));
      }
    }
    return records;
  }

  /** Trains channels on the log and publishes them. */
  static String publish(Home home, List<String> channels) throws IOException {
    var data = home.trainingData(home.rule());
    var kinds = Channels.all().stream().<dev.tributary.retrieval.ChannelKind<?>>map(k -> k).filter(k -> channels.contains(k.name())).toList();
    var trained = Training.ofDefaults(kinds).train(data, Job.DEFAULT);
    return home.publish(trained, data, home.records(), 42, Map.of()).id();
  }
}
