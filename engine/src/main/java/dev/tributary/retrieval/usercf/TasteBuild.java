package dev.tributary.retrieval.usercf;

import dev.tributary.data.Interests;
import dev.tributary.math.FloatColumn;
import dev.tributary.math.IntColumn;
import dev.tributary.math.Job;
import dev.tributary.math.LongColumn;
import dev.tributary.math.Seeds;
import dev.tributary.math.TopK;
import java.util.Arrays;

/** Lays the interests out as {@link Tastes}: rows of users, turned around into rows of items, cut. Confined to one build. */
final class TasteBuild {
  private static final int STEP = 1 << 14;

  private final Interests interests;
  private final UserCfConfig config;
  private final long seed;
  private final Job job;
  private final int users;
  private final int items;
  private final long[] userStarts;
  private final int[] popularity;
  private long usersCut;

  TasteBuild(Interests interests, UserCfConfig config, long seed, Job job) {
    this.interests = interests;
    this.config = config;
    this.seed = seed;
    this.job = job;
    users = interests.users().size();
    items = interests.items().size();
    userStarts = new long[users + 1];
    popularity = new int[items];
    for (int row = 0; row < users; row++) {
      int user = user(row);
      userStarts[row + 1] = userStarts[row] + interests.end(user) - firstKept(user);
    }
  }

  private int user(int row) {
    return interests.users().atTieRank(row);
  }

  private long firstKept(int user) {
    long first = interests.start(user);
    return config.maxHistory() == 0 ? first : Math.max(first, interests.end(user) - config.maxHistory());
  }

  /** Interests beyond the cap on histories. */
  long historyCut() {
    return interests.size() - userStarts[users];
  }

  /** Interests beyond the cap on the users of an item; after {@link #tastes}. */
  long usersCut() {
    return usersCut;
  }

  Tastes tastes() {
    long size = userStarts[users];
    var columns = IntColumn.allocate(size);
    var likes = FloatColumn.allocate(size);
    var norms = FloatColumn.allocate(users);
    for (int row = 0; row < users; row++) {
      if (row % STEP == 0) {
        job.progress().step("rows of users", row, users);
      }
      int user = user(row);
      long at = userStarts[row];
      double squares = 0;
      for (long entry = firstKept(user); entry < interests.end(user); entry++, at++) {
        columns.set(at, interests.item(entry));
        likes.set(at, interests.like(entry));
        popularity[interests.item(entry)]++;
        float taste = config.similarity().taste(interests.like(entry));
        squares += (double) taste * taste;
      }
      norms.set(row, (float) Math.sqrt(squares));
    }
    var rows = new Tastes.Rows(LongColumn.copyOf(userStarts), columns, likes);
    var weights = FloatColumn.allocate(items);
    for (int item = 0; item < items; item++) {
      weights.set(item, config.similarity().itemWeight(Math.max(1, popularity[item])));
    }
    return new Tastes(interests.items(), rows, norms, postings(rows), weights, IntColumn.copyOf(popularity));
  }

  /** A counting sort by item keeps the users ascending; then each item's row is cut, in place. */
  private Tastes.Rows postings(Tastes.Rows rows) {
    var next = new long[items + 1];
    for (int item = 0; item < items; item++) {
      next[item + 1] = next[item] + popularity[item];
    }
    var starts = next.clone();
    var columns = IntColumn.allocate(starts[items]);
    var likes = FloatColumn.allocate(starts[items]);
    for (int row = 0; row < users; row++) {
      if (row % STEP == 0) {
        job.progress().step("rows of items", row, users);
      }
      for (long entry = rows.start(row); entry < rows.end(row); entry++) {
        long place = next[rows.columns().get(entry)]++;
        columns.set(place, row);
        likes.set(place, rows.likes().get(entry));
      }
    }
    return cut(starts, columns, likes);
  }

  private Tastes.Rows cut(long[] starts, IntColumn columns, FloatColumn likes) {
    int most = config.maxUsers() == 0 ? Integer.MAX_VALUE : config.maxUsers();
    var ends = new long[items + 1];
    var sample = new TopK(0);
    long at = 0;
    for (int item = 0; item < items; item++) {
      int size = popularity[item];
      if (size <= most) {
        for (long entry = starts[item]; entry < starts[item + 1]; entry++, at++) {
          columns.set(at, columns.get(entry));
          likes.set(at, likes.get(entry));
        }
      } else {
        sample.reset(most);
        for (int n = 0; n < size; n++) {
          sample.offer(Seeds.of(seed, columns.get(starts[item] + n)) & 0xFFFF_FFFF_0000_0000L | n);
        }
        var kept = new int[sample.size()];
        Arrays.setAll(kept, n -> (int) sample.best(n));
        Arrays.sort(kept); // places, so that users stay ascending
        for (int place : kept) {
          columns.set(at, columns.get(starts[item] + place));
          likes.set(at++, likes.get(starts[item] + place));
        }
      }
      ends[item + 1] = at;
    }
    usersCut = starts[items] - at;
    return new Tastes.Rows(LongColumn.copyOf(ends), IntColumn.of(columns.bytes().asSlice(0, at * 4)), FloatColumn.of(likes.bytes().asSlice(0, at * 4)));
  }
}
