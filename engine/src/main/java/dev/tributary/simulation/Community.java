package dev.tributary.simulation;

import static dev.tributary.math.Require.require;

import dev.tributary.catalog.Item;
import dev.tributary.catalog.User;
import dev.tributary.data.Event;
import dev.tributary.data.Signal;
import dev.tributary.math.Job;
import dev.tributary.math.Progress;
import dev.tributary.math.Seeds;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A simulated community with a known truth: what it publishes, what its users do under the app they have today, and how
 * much any page shown to any of them would really be worth.
 *
 * <p>Ids are {@code u000123} for users, {@code i004567} for items (in order of publication) and {@code a0042} for authors. The log
 * begins on Monday, 2026-01-05, 00:00 UTC, whatever the clock says. Every click follows an impression of the same item
 * by the same user, and every like, collect, share, comment, play and scroll-to-end follows a click; an item that was opened
 * from a friend's link has an impression at position 0 with {@code context.via = link}. Likes, collects and follows are
 * sometimes taken back.
 *
 * <p>The same configuration and seed give the same bytes, on any number of threads. Immutable; answers from many threads at
 * once. Stable.
 */
public final class Community {
  /** When the log of every community begins. */
  public static final Instant START = Instant.parse("2026-01-05T00:00:00Z");

  private static final long DAY = TimeUnit.DAYS.toMillis(1);
  private static final Map<String, String> VIA_LINK = Map.of("via", "link");
  private static final Map<String, String> PLAIN = Map.of();

  private final CommunityConfig config;
  private final Job job;
  private final long start = START.toEpochMilli();
  private final Publications publications;
  private final Population population;
  private final Truth truth;
  private final List<Item> items;
  private final List<User> users;

  private Community(CommunityConfig config, Job job) {
    this.config = config;
    this.job = job;
    publications = new Publications(config, job.seed(), start);
    population = new Population(config, publications, job.seed());
    truth = new Truth(config, publications, population, start, job.seed());
    items = publications.items();
    users = population.users();
  }

  /**
   * Makes the items and users; O(users + items), well under a second for the default size. The log is made by {@link
   * #simulate}.
   *
   * @param job threads (speed only), seed, and who listens
   */
  public static Community of(CommunityConfig config, Job job) {
    return new Community(config, job);
  }

  public CommunityConfig config() {
    return config;
  }

  public long seed() {
    return job.seed();
  }

  /** When the log begins, epoch milliseconds. */
  public long startMillis() {
    return start;
  }

  /** When the last day ends, epoch milliseconds; every event is before it. */
  public long endMillis() {
    return start + config.days() * DAY;
  }

  /** All items, those included that are published only in the course of the log; ascending by time of publication. */
  public List<Item> items() {
    return items;
  }

  /** All users, ascending by id. */
  public List<User> users() {
    return users;
  }

  /**
   * Lives through all days and passes every event on, ascending by time; equal times in the order in which they happened to a
   * user. May be called again and gives the same. The consumer is called by this thread alone. Holds one day at a time: about 30
   * bytes an event of that day and 8 an item seen by each user.
   *
   * @throws java.util.concurrent.CancellationException when the job's listener stops it
   */
  public void simulate(Consumer<Event> consumer) {
    var readers = new Reader[population.count];
    Arrays.setAll(readers, u -> new Reader(publications, population.followed[u]));
    var feed = new Feed(publications, start);
    var circles = new Circles(config, publications, population, job.seed());
    var quiet = job.withProgress(Progress.NONE);
    long daySeed = Seeds.of(job.seed(), "days");
    var buffers = new EventBuffer[Job.shardsOf(population.count)];
    long written = 0;
    for (int day = 0; day < config.days(); day++) {
      job.progress().step("simulate", day, config.days());
      long dayStart = start + day * DAY;
      int today = day;
      feed.startDay(dayStart);
      quiet.shards(
          "simulate a day",
          population.count,
          (shard, from, to) -> {
            buffers[shard] = new EventBuffer();
            var life = new Day(config, publications, population, truth, feed, circles, buffers[shard]);
            for (int user = from; user < to; user++) {
              life.live(user, today, dayStart, daySeed, readers[user]);
            }
          });
      written = emit(buffers, dayStart, written, feed, consumer);
    }
    job.progress().step("simulate", config.days(), config.days());
  }

  /** Passes on a day in order of time and lets the feed count its clicks. */
  private long emit(EventBuffer[] buffers, long dayStart, long written, Feed feed, Consumer<Event> consumer) {
    int total = 0;
    for (var buffer : buffers) {
      total += buffer.size();
    }
    var order = new long[total]; // milliseconds of the day, then place: equal times keep their order
    var shardEnds = new int[buffers.length];
    int place = 0;
    for (int shard = 0; shard < buffers.length; shard++) {
      for (int row = 0; row < buffers[shard].size(); row++, place++) {
        order[place] = (buffers[shard].time(row) - dayStart) << 32 | place;
      }
      shardEnds[shard] = place;
    }
    Arrays.sort(order);
    for (long key : order) {
      int at = (int) key;
      int found = Arrays.binarySearch(shardEnds, at + 1);
      int shard = found >= 0 ? firstWithEnd(shardEnds, found) : -found - 1;
      var buffer = buffers[shard];
      int row = at - (shard == 0 ? 0 : shardEnds[shard - 1]);
      if (buffer.signal(row) == Signal.CLICK) {
        feed.count(buffer.item(row));
      }
      consumer.accept(event(buffer, row, ++written));
    }
    return written;
  }

  /** Shards without events share an end; the first of them holds the row. */
  private static int firstWithEnd(int[] ends, int found) {
    int shard = found;
    while (shard > 0 && ends[shard - 1] == ends[shard]) {
      shard--;
    }
    return shard;
  }

  private Event event(EventBuffer rows, int row, long number) {
    int item = rows.item(row);
    int author = rows.author(row);
    int position = rows.position(row);
    return new Event(
        "e" + number,
        rows.signal(row),
        users.get(rows.user(row)).id(),
        item < 0 ? "" : items.get(item).id(),
        rows.time(row),
        "",
        Math.max(position, 0),
        rows.value(row),
        author < 0 ? "" : Publications.authorId(author),
        "",
        "",
        position == EventBuffer.LINK ? VIA_LINK : PLAIN);
  }

  /**
   * Writes the community as files that {@code import} reads: {@code items.jsonl}, {@code users.jsonl}, {@code events.jsonl}, and
   * {@code truth.json} with the configuration and seed that make it again. Each is written beside its place and moved there when
   * all are complete; the folder is made when it is missing. Same configuration and seed, same bytes.
   *
   * @return how many events were written
   * @throws IOException when a file cannot be written; nothing is left of the new files then
   */
  public long write(Path folder) throws IOException {
    return CommunityFiles.write(this, folder);
  }

  /**
   * What an item is worth to a user at a time, without chance: the probability, 0..1, that the user wants it when looking at it at
   * the beginning of a session. An item that is not published yet is worth 0.
   *
   * @param timeMillis epoch milliseconds; after the log tastes stay as they ended
   * @throws IllegalArgumentException when the community has no such user or item
   */
  public double trueUtility(String user, String item, long timeMillis) {
    int index = itemIndex(item);
    var moment = truth.moment().at(userIndex(user), timeMillis);
    return publications.published[index] > timeMillis ? 0 : moment.utility(index);
  }

  /**
   * How many items of a page the user would enjoy, on average: the sum of the items' {@link #trueUtility}, each times the
   * probability that this user looks at its position, and less for each item of the same topic above it.
   *
   * @param page ids, top first; an item that stands there twice counts once
   * @throws IllegalArgumentException when the community has no such user or item
   */
  public double pageUtility(String user, List<String> page, long timeMillis) {
    int published = publications.publishedBy(timeMillis);
    int[] indexes = page.stream().mapToInt(this::itemIndex).toArray();
    for (int n = 0; n < indexes.length; n++) {
      for (int above = 0; above < n; above++) {
        indexes[n] = indexes[n] == indexes[above] ? -1 : indexes[n];
      }
      indexes[n] = indexes[n] >= published ? -1 : indexes[n];
    }
    return truth.pageUtility(truth.moment().at(userIndex(user), timeMillis), indexes);
  }

  /**
   * The page of up to k items that has the largest {@link #pageUtility} of all pages, among the items published by then and not
   * excluded. O(items).
   *
   * @param excluding ids that may not be on it, such as what the user has seen; unknown ones are ignored
   */
  public List<String> oracle(String user, int k, long timeMillis, Collection<String> excluding) {
    require(k >= 0, "k is %d, must be 0 or more", k);
    var excluded = new boolean[items.size()];
    for (String id : excluding) {
      int index = number(id, 'i', items.size());
      if (index >= 0) {
        excluded[index] = true;
      }
    }
    var moment = truth.moment().at(userIndex(user), timeMillis);
    int[] page = truth.bestPage(moment, Math.min(k, items.size()), publications.publishedBy(timeMillis), excluded);
    return Arrays.stream(page).mapToObj(i -> items.get(i).id()).toList();
  }

  private int userIndex(String id) {
    int index = number(id, 'u', users.size());
    require(index >= 0, "the community has no user '%s'; its users are %s to %s", id, users.getFirst().id(), users.getLast().id());
    return index;
  }

  private int itemIndex(String id) {
    int index = number(id, 'i', items.size());
    require(index >= 0, "the community has no item '%s'; its items are %s to %s", id, items.getFirst().id(), items.getLast().id());
    return index;
  }

  /** The number in an id of ours, or -1. */
  private static int number(String id, char kind, int size) {
    if (id.length() < 7 || id.length() > 8 || id.charAt(0) != kind) {
      return -1;
    }
    int number = 0;
    for (int n = 1; n < id.length(); n++) {
      int digit = id.charAt(n) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number < size ? number : -1;
  }

  /** Members of each circle: what a test of Swing looks at. */
  int[][] circles() {
    return population.circles;
  }
}
