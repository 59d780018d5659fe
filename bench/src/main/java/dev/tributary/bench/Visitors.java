package dev.tributary.bench;

import dev.tributary.home.Home;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** Who asks a service that is measured, and what. */
final class Visitors {
  private static final int ENOUGH = 20;

  private Visitors() {}

  /** The users of a home with 20 interests or more. */
  static List<String> of(Path folder) throws IOException {
    var users = new ArrayList<String>();
    try (var home = Home.open(folder, InstantSource.system())) {
      var catalog = home.live().catalog();
      for (int user = 0; user < catalog.userCount(); user++) {
        var interests = new int[1];
        home.live().interests(user, ENOUGH, (_, _, _) -> interests[0]++);
        if (interests[0] == ENOUGH) {
          users.add(catalog.user(user).id());
        }
      }
    }
    return users;
  }

  /** A request for a page of ten. */
  static String page(String user) {
    return "{\"user\":\"" + user + "\",\"count\":10}";
  }

  /** Clicks of a user on items of a simulated community, each with an id of its own. */
  static String events(String user, Random dice, AtomicLong number, int count) {
    var text = new StringBuilder("[");
    for (int n = 0; n < count; n++) {
      text.append(n == 0 ? "" : ",").append("{\"id\":\"load-").append(number.incrementAndGet()).append("\",\"type\":\"click\",\"user\":\"").append(user).append("\",\"item\":\"i0").append(10_000 + dice.nextInt(9_000)).append("\"}");
    }
    return text.append(']').toString();
  }
}
