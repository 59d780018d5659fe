package dev.tributary.evaluation;

import static dev.tributary.math.Require.require;

import dev.tributary.catalog.ItemMask;
import dev.tributary.data.Interactions;
import dev.tributary.data.Interests;
import dev.tributary.data.Vocabulary;
import dev.tributary.math.Job;
import dev.tributary.retrieval.ChannelModel;
import dev.tributary.retrieval.Hits;
import dev.tributary.retrieval.Recommender;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * One list of items for each user, best first: what every recommender is reduced to before it is measured, and what
 * {@code recommend} writes. Columns: 8 bytes a row, 4 a user, beside the ids. Immutable, thread-safe.
 *
 * <p>In a file: {@code user<TAB>item<TAB>score} lines. The order of a file that is read is the score, descending, equal ones by
 * XXH64 of the item's id, then its bytes; neither the order of lines nor a rank column counts. Rows that pad a list that would
 * be too short have scores of {@link #PADDING} or less, and are counted apart.
 */
public final class RankedLists {
  /** A score of this or less marks a row that only fills a list up; real scores stay above. */
  public static final float PADDING = -1e30f;

  /** The most users whose lists a channel is asked for at once: the more, the more of them pass by what it has just read. */
  private static final int AT_ONCE = 4096;

  /** The most items of all their masks: four megabytes. */
  private static final long MASKED = 1 << 25;

  /** The most places of all their lists. */
  private static final long LISTED = 1 << 17;

  /** The fewest. */
  private static final int FEW = 64;

  /** So many turns has each thread where there are users enough, for users differ. */
  private static final int TURNS = 2;

  private final Vocabulary users;
  private final Vocabulary items;
  private final int[] starts;
  private final int[] item;
  private final float[] score;
  private final List<BadRows> badRows;

  private RankedLists(Vocabulary users, Vocabulary items, int[] starts, int[] item, float[] score, List<BadRows> badRows) {
    this.users = users;
    this.items = items;
    this.starts = starts;
    this.item = item;
    this.score = score;
    this.badRows = badRows;
  }

  /** Says what a user is recommended. Confined: one thread. */
  @FunctionalInterface
  public interface Source {
    /** Adds a user's items, best first. */
    void list(int user, Target target);
  }

  /** Takes the rows of the user at hand. Confined: one thread. */
  public static final class Target {
    private final int itemCount;
    private int[] item = new int[1 << 10];
    private float[] score = new float[1 << 10];
    private int size;

    private Target(int itemCount) {
      this.itemCount = itemCount;
    }

    /**
     * Adds the next best item.
     *
     * @param score finite; its order is not looked at: the order of the calls is the order of the list
     */
    public void add(int item, float score) {
      require(item >= 0 && item < itemCount, "item %d of %d is listed", item, itemCount);
      require(Float.isFinite(score), "score of item %d is %s, must be finite", item, score);
      if (size == this.item.length) {
        this.item = Arrays.copyOf(this.item, size * 2);
        this.score = Arrays.copyOf(this.score, size * 2);
      }
      this.item[size] = item;
      this.score[size++] = score;
    }
  }

  /**
   * The lists that a source makes, users in parallel: the same for any number of threads.
   *
   * @param source called for a new source whenever a thread has none; what it makes must not depend on which one is asked
   */
  public static RankedLists of(Vocabulary users, Vocabulary items, Job job, Supplier<? extends Source> source) {
    return gathered(
        users,
        items,
        Job.shardsOf(users.size()),
        job,
        () -> {
          var one = source.get();
          return (from, to, target, sizes) -> {
            for (int user = from; user < to; user++) {
              int before = target.size;
              one.list(user, target);
              sizes[user + 1] = target.size - before;
            }
          };
        });
  }

  /** Makes the lists of some users, one after another. Confined: one thread. */
  @FunctionalInterface
  private interface Lists {
    /** @param sizes the length of each user's list, at the place behind the user */
    void make(int from, int to, Target target, int[] sizes);
  }

  private static RankedLists gathered(Vocabulary users, Vocabulary items, int shards, Job job, Supplier<Lists> source) {
    var idle = new ConcurrentLinkedQueue<Lists>();
    var parts = new Target[shards];
    var starts = new int[users.size() + 1];
    job.shards(
        "recommend",
        users.size(),
        shards,
        (shard, from, to) -> {
          Lists polled = idle.poll();
          Lists mine = polled == null ? source.get() : polled;
          var target = new Target(items.size());
          mine.make(from, to, target, starts);
          parts[shard] = target;
          idle.add(mine);
        });
    for (int user = 0; user < users.size(); user++) {
      starts[user + 1] = Math.addExact(starts[user + 1], starts[user]);
    }
    int size = starts[users.size()];
    var item = new int[size];
    var score = new float[size];
    int at = 0;
    for (var part : parts) {
      System.arraycopy(part.item, 0, item, at, part.size);
      System.arraycopy(part.score, 0, score, at, part.size);
      at += part.size;
    }
    return new RankedLists(users, items, starts, item, score, List.of());
  }

  /**
   * Up to k items for each user from a model alone, by what the history says of the user (nothing for one it does not know);
   * without what the user has in the history.
   */
  public static RankedLists of(ChannelModel model, Interests history, Vocabulary users, int k, Job job) {
    return of(model, history, users, k, Seen.LEFT_OUT, Optional.empty(), job);
  }

  /** What becomes of the items that a user has in the history. */
  public enum Seen {
    /** They are not recommended. */
    LEFT_OUT,
    /** They may come back. */
    KEPT
  }

  /** The same, with what the user has in the history left out or not, and without what the user has in {@code exclude}. */
  public static RankedLists of(
      ChannelModel model, Interests history, Vocabulary users, int k, Seen seen, Optional<Interactions> exclude, Job job) {
    Narrowing narrowing = exclude.map(log -> without(log, users, model.items())).orElse((_, _) -> {});
    return of(model, history, users, k, seen, narrowing, job);
  }

  /** Forbids what users have in a log. */
  private static Narrowing without(Interactions log, Vocabulary users, Vocabulary items) {
    int[] userPlace = users.indexesIn(log.users());
    int[] itemPlace = log.items().indexesIn(items);
    return (user, mask) -> {
      int there = userPlace[user];
      for (long row = there < 0 ? 0 : log.start(there); there >= 0 && row < log.end(there); row++) {
        mask.forbid(itemPlace[log.item(row)]);
      }
    };
  }

  /** Forbids a user some of a model's items. Thread-safe. */
  @FunctionalInterface
  interface Narrowing {
    void narrow(int user, ItemMask mask);
  }

  static RankedLists of(ChannelModel model, Interests history, Vocabulary users, int k, Seen seen, Narrowing narrowing, Job job) {
    require(k >= 1, "k is %d, must be 1 or more", k);
    int[] place = users.indexesIn(history.users());
    long most = Math.min(AT_ONCE, Math.min(MASKED / Math.max(1, model.items().size()), LISTED / k));
    int atOnce = Math.clamp(users.size() / (TURNS * (long) job.threads()), FEW, (int) Math.max(FEW, most)); // no list depends on who else is asked for
    return gathered(
        users,
        model.items(),
        (users.size() + atOnce - 1) / atOnce,
        job,
        () -> {
          var recommender = seen == Seen.KEPT ? new Recommender(model, history).keepSeen() : new Recommender(model, history);
          var hits = Stream.generate(Hits::new).limit(atOnce).toList();
          return (from, to, target, sizes) -> {
            recommender.retrieve(Arrays.copyOfRange(place, from, to), k, (mask, n) -> narrowing.narrow(from + n, mask), hits);
            for (int n = 0; n < to - from; n++) {
              var found = hits.get(n);
              for (int rank = 0; rank < found.size(); rank++) {
                target.add(found.item(rank), found.score(rank));
              }
              sizes[from + n + 1] = found.size();
            }
          };
        });
  }

  /**
   * Reads a file that {@code recommend} or any other system wrote: {@code user<TAB>item<TAB>score} or a TREC run, plain or gzip;
   * rows in any order. A row without a finite score, and one that repeats an item for a user, is counted and left out.
   *
   * @throws dev.tributary.model.CorruptFileException when no row can be used, or the gzip data ends early
   */
  public static RankedLists read(Path path) throws IOException {
    return of(PairFile.read(path, PairFile.Shape.RUN));
  }

  /** The same from a stream, which the caller closes; {@code name} is for messages. */
  public static RankedLists read(InputStream in, String name) throws IOException {
    return of(PairFile.read(in, name, PairFile.Shape.RUN));
  }

  private static RankedLists of(PairFile.Rows rows) {
    var score = new float[rows.value().length];
    for (int row = 0; row < score.length; row++) {
      score[row] = (float) rows.value()[row];
    }
    return new RankedLists(rows.users(), rows.items(), rows.starts(), rows.item(), score, rows.bad());
  }

  /** Writes {@code user<TAB>item<TAB>score} lines, users by the bytes of their ids, each list best first. */
  public void write(Writer out) throws IOException {
    var line = new StringBuilder();
    for (int user = 0; user < users.size(); user++) {
      String id = users.id(user);
      for (int row = starts[user]; row < starts[user + 1]; row++) {
        line.setLength(0);
        line.append(id).append('\t').append(items.id(item[row])).append('\t').append(score[row]).append('\n');
        out.append(line);
      }
    }
  }

  /**
   * The same lists filled up to k rows with the most popular items of a history (by users interested, then the order of ties)
   * that the user has neither there nor in {@code exclude}, and that these lists can name. The scores of what is added are
   * {@link #PADDING} and below.
   */
  public RankedLists filled(int k, Interests history, Optional<Interactions> exclude) {
    Narrowing narrowing = exclude.map(log -> without(log, users, history.items())).orElse((_, _) -> {});
    int[] popularity = history.popularity();
    int[] toHere = history.items().indexesIn(items);
    var order = new Integer[popularity.length];
    Arrays.setAll(order, n -> n);
    var byTie = history.items();
    Arrays.sort(order, (a, b) -> popularity[a] != popularity[b] ? popularity[b] - popularity[a] : byTie.tieRank(a) - byTie.tieRank(b));
    int[] place = users.indexesIn(history.users());
    return remade(
        () -> {
          var free = new ItemMask();
          var fromHere = items.indexesIn(history.items());
          return (user, target) -> {
            free.allowAll(popularity.length);
            for (int rank = 0; rank < size(user); rank++) {
              target.add(item(user, rank), score(user, rank));
              free.forbid(fromHere[item(user, rank)]);
            }
            forbidHad(history, place[user], free);
            narrowing.narrow(user, free);
            int left = k - size(user);
            for (int n = 0, added = 0; n < order.length && added < left; n++) {
              if (free.allows(order[n]) && toHere[order[n]] >= 0) {
                target.add(toHere[order[n]], PADDING * (1 + added++ / 1024f));
              }
            }
          };
        });
  }

  private static void forbidHad(Interests history, int user, ItemMask free) {
    if (user >= 0) {
      for (long entry = history.start(user); entry < history.end(user); entry++) {
        free.forbid(history.item(entry));
      }
      for (long entry = history.metStart(user); entry < history.metEnd(user); entry++) {
        free.forbid(history.met(entry));
      }
    }
  }

  /** The same lists without what is no candidate; the order stays. */
  RankedLists among(Candidates candidates) {
    int[] place = users.indexesIn(candidates.users());
    int[] toCandidate = items.indexesIn(candidates.items());
    return remade(
        () ->
            (user, target) -> {
              for (int rank = 0; rank < size(user); rank++) {
                if (candidates.find(place[user], toCandidate[item(user, rank)]) >= 0) {
                  target.add(item(user, rank), score(user, rank));
                }
              }
            });
  }

  /** The lists of the same users that a source makes of these. */
  private RankedLists remade(Supplier<Source> source) {
    return of(users, items, Job.DEFAULT.withThreads(1), source).withBadRows(badRows);
  }

  /** The same lists, known to have lost more rows on the way. */
  RankedLists withBadRows(List<BadRows> more) {
    return new RankedLists(users, items, starts, item, score, Stream.concat(badRows.stream(), more.stream()).toList());
  }

  /** Whose lists these are. */
  public Vocabulary users() {
    return users;
  }

  /** The items that the lists speak of. */
  public Vocabulary items() {
    return items;
  }

  /** Length of a user's list. */
  public int size(int user) {
    return starts[user + 1] - starts[user];
  }

  /** The item at a rank, 0 = best. */
  public int item(int user, int rank) {
    return item[starts[user] + java.util.Objects.checkIndex(rank, size(user))];
  }

  /** The score at a rank, finite. */
  public float score(int user, int rank) {
    return score[starts[user] + java.util.Objects.checkIndex(rank, size(user))];
  }

  /** Number of rows in all lists. */
  public int rows() {
    return item.length;
  }

  /** What could not be used of the file that was read. */
  public List<BadRows> badRows() {
    return badRows;
  }
}
