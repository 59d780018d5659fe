package dev.tributary.evaluation;

import static dev.tributary.math.Require.require;

import dev.tributary.data.Event;
import dev.tributary.data.Interactions;
import dev.tributary.data.InterestRule;
import dev.tributary.data.Interests;
import dev.tributary.data.Signal;
import dev.tributary.data.Vocabulary;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.function.LongPredicate;

/**
 * The question paper: which items each user of the test data turned out to like, what they had before, and the catalogue. Made
 * once and shared by all that is measured on one split.
 *
 * <p>Relevant are the items with like(u,i) > 0 in test under the rule as train settles it ({@link InterestRule#in}); the
 * catalogue is the items of train; a user <em>has</em> what any signal of train, or of valid when that is given beside it,
 * says. A relevant item outside the catalogue, or one that the user already has, stays in test_u: the first is a miss whoever
 * lists it, the second is left out of what models may recommend, and both are counted.
 *
 * <p>Time O(rows · log), memory 4 bytes a row of train, 8 of test. Immutable, thread-safe.
 */
public final class TestSet {
  private final Interactions train;
  private final Interactions history;
  private final InterestRule rule;
  private Optional<Interests> interests = Optional.empty();
  private final Vocabulary users;
  private final Vocabulary items;
  private final int[] starts;
  private final int[] relevant;
  private final float[] gains;
  private final int[] evaluated;
  private final int usersLeftOut;
  private final int[] seenStarts;
  private final int[] seen;
  private final int[] popularity;
  private final int[] toHistory;
  private final long pairsOutside;
  private final int itemsOutside;
  private final long pairsSeen;

  private TestSet(Interactions train, Optional<Interactions> valid, Interactions test, InterestRule wanted) {
    this.train = train;
    rule = wanted.in(train);
    history = valid.map(rows -> withValid(train, rows)).orElse(train);
    var liked = Interests.of(test, rule);
    users = liked.users();
    items = liked.items();
    starts = new int[users.size() + 1];
    relevant = new int[Math.toIntExact(liked.size())];
    gains = new float[relevant.length];
    evaluated = readRelevant(liked);
    require(evaluated.length > 0, "no user of the test data has an item that counts under the rule %s; nothing can be measured", rule);
    int[] trained = users.indexesIn(train.users());
    usersLeftOut = (int) Arrays.stream(trained).filter(user -> user < 0).count() + train.users().size() - evaluated.length;
    popularity = popularity();
    toHistory = items.indexesIn(history.items());
    seenStarts = new int[users.size() + 1];
    seen = readSeen();
    var outside = new boolean[items.size()];
    long pairs = 0;
    long again = 0;
    for (int user : evaluated) {
      for (int n = starts[user]; n < starts[user + 1]; n++) {
        outside[relevant[n]] |= !inCatalogue(toHistory[relevant[n]]);
        pairs += inCatalogue(toHistory[relevant[n]]) ? 0 : 1;
        again += has(user, toHistory[relevant[n]]) ? 1 : 0;
      }
    }
    pairsOutside = pairs;
    pairsSeen = again;
    int distinct = 0;
    for (boolean item : outside) {
      distinct += item ? 1 : 0;
    }
    itemsOutside = distinct;
  }

  /**
   * What is asked of a split.
   *
   * @param valid given when it is no longer held back: what train lacks of it then counts as had
   * @throws IllegalArgumentException when train is empty, or nothing in test counts under the rule
   */
  public static TestSet of(Interactions train, Optional<Interactions> valid, Interactions test, InterestRule rule) {
    require(train.size() > 0, "train has no rows; without it there is no catalogue");
    require(test.size() > 0, "test has no rows; nothing can be measured");
    return new TestSet(train, valid, test, rule);
  }

  /** What tells one row of a user from another: its time, where there are times. */
  private record Row(int item, Signal signal, long time) {}

  /**
   * The rows of train and those of valid that train lacks (some published splits keep valid inside train), each user's rows of
   * train in front where there are no times; train itself when it lacks none.
   */
  private static Interactions withValid(Interactions train, Interactions valid) {
    require(
        train.timed() == valid.timed() || valid.size() == 0,
        "%s has times and %s has none; give both times, or neither",
        train.timed() ? "train" : "valid",
        train.timed() ? "valid" : "train");
    int[] userInTrain = valid.users().indexesIn(train.users());
    int[] itemInTrain = valid.items().indexesIn(train.items());
    var added = Interactions.builder();
    for (int user = 0; user < userInTrain.length; user++) {
      var known = new HashSet<Row>();
      int there = userInTrain[user];
      for (long row = there < 0 ? 0 : train.start(there); there >= 0 && row < train.end(there); row++) {
        known.add(new Row(train.item(row), train.signal(row), train.timed() ? train.time(row) : 0));
      }
      int[] items = itemInTrain;
      copy(valid, user, row -> !known.contains(new Row(items[valid.item(row)], valid.signal(row), valid.timed() ? valid.time(row) : 0)), added);
    }
    if (added.size() == 0) {
      return train;
    }
    var fresh = added.build();
    var both = Interactions.builder();
    for (var log : new Interactions[] {train, fresh}) {
      for (int user = 0; user < log.users().size(); user++) {
        copy(log, user, _ -> true, both);
      }
    }
    return both.build();
  }

  private static void copy(Interactions log, int user, LongPredicate wanted, Interactions.Builder target) {
    String id = log.users().id(user);
    for (long row = log.start(user); row < log.end(user); row++) {
      if (wanted.test(row)) {
        target.add(id, log.items().id(log.item(row)), log.signal(row), log.value(row), log.timed() ? log.time(row) : Event.NO_TIME);
      }
    }
  }

  private int[] readRelevant(Interests liked) {
    var some = new int[users.size()];
    int count = 0;
    for (int user = 0, at = 0; user < users.size(); user++) {
      int size = (int) (liked.end(user) - liked.start(user));
      var keys = new long[size];
      for (int n = 0; n < size; n++) {
        long entry = liked.start(user) + n;
        keys[n] = (long) liked.item(entry) << 32 | Float.floatToRawIntBits(liked.like(entry));
      }
      Arrays.sort(keys);
      for (long key : keys) {
        relevant[at] = (int) (key >>> 32);
        gains[at++] = Float.intBitsToFloat((int) key);
      }
      starts[user + 1] = at;
      if (size > 0) {
        some[count++] = user;
      }
    }
    return Arrays.copyOf(some, count);
  }

  /** For each item of the history how many users of train have it; 0 for one that only valid knows. */
  private int[] popularity() {
    int[] place = train.items().indexesIn(history.items());
    var count = new int[history.items().size()];
    var last = new int[train.items().size()];
    for (int user = 0; user < train.users().size(); user++) {
      for (long row = train.start(user); row < train.end(user); row++) {
        int item = train.item(row);
        if (last[item] != user + 1) {
          last[item] = user + 1;
          count[place[item]]++;
        }
      }
    }
    return count;
  }

  private int[] readSeen() {
    int[] place = users.indexesIn(history.users());
    long rows = 0;
    for (int user : place) {
      rows += user < 0 ? 0 : history.end(user) - history.start(user);
    }
    var all = new int[Math.toIntExact(rows)];
    int at = 0;
    for (int user = 0; user < place.length; user++) {
      int from = at;
      for (long row = place[user] < 0 ? 0 : history.start(place[user]); place[user] >= 0 && row < history.end(place[user]); row++) {
        all[at++] = history.item(row);
      }
      Arrays.sort(all, from, at);
      int kept = from;
      for (int n = from; n < at; n++) {
        if (n == from || all[n] != all[n - 1]) {
          all[kept++] = all[n];
        }
      }
      at = kept;
      seenStarts[user + 1] = at;
    }
    return Arrays.copyOf(all, at);
  }

  /** The users of the test data, those without a relevant item among them. */
  public Vocabulary users() {
    return users;
  }

  /** The items of the test data. */
  public Vocabulary items() {
    return items;
  }

  /** The users who count, ascending: those with at least one relevant item. Per-user values are in this order. */
  public int[] evaluated() {
    return evaluated.clone();
  }

  /** How many users count. */
  public int evaluatedUsers() {
    return evaluated.length;
  }

  int evaluatedUser(int position) {
    return evaluated[position];
  }

  /** How many users of train or test have no relevant item and are left out of every mean. */
  public int usersLeftOut() {
    return usersLeftOut;
  }

  /** Number of items in the catalogue. */
  public int catalogueSize() {
    return train.items().size();
  }

  /** How many distinct relevant items lie outside the catalogue. */
  public int itemsOutside() {
    return itemsOutside;
  }

  /** How many pairs of a user and a relevant item are misses because the item lies outside the catalogue. */
  public long pairsOutside() {
    return pairsOutside;
  }

  /** How many relevant pairs the user already has in train or valid: no model that leaves out seen items can list them. */
  public long pairsSeen() {
    return pairsSeen;
  }

  /** The rule as train settled it. */
  public InterestRule rule() {
    return rule;
  }

  /** Whether there is a valid with rows that train lacks. */
  public boolean hasValid() {
    return history != train;
  }

  /** Number of users in train. */
  int trainUsers() {
    return train.users().size();
  }

  /** What users did before the test: train, and valid when given. */
  public Interactions history() {
    return history;
  }

  /** The interests of {@link #history}; computed once. */
  public synchronized Interests interests() {
    if (interests.isEmpty()) {
      interests = Optional.of(Interests.of(history, rule));
    }
    return interests.get();
  }

  /** |test_u|. */
  int relevantCount(int user) {
    return starts[user + 1] - starts[user];
  }

  /** The gain of an item for a user, 0 when it is not relevant; -1 is no item. */
  float gain(int user, int item) {
    int place = Arrays.binarySearch(relevant, starts[user], starts[user + 1], item);
    return place < 0 ? 0 : gains[place];
  }

  /** A copy of the gains of a user's relevant items. */
  float[] gains(int user) {
    return Arrays.copyOfRange(gains, starts[user], starts[user + 1]);
  }

  /** Whether a user has an item of the history before the test; -1 is no item. */
  boolean has(int user, int historyItem) {
    return Arrays.binarySearch(seen, seenStarts[user], seenStarts[user + 1], historyItem) >= 0;
  }

  /** What a user has before the test, as ints of the history, ascending. */
  int[] seen(int user) {
    return Arrays.copyOfRange(seen, seenStarts[user], seenStarts[user + 1]);
  }

  /** Whether an item of the history lies in the catalogue; -1 does not. */
  boolean inCatalogue(int historyItem) {
    return historyItem >= 0 && popularity[historyItem] > 0;
  }

  /** How many users of train have an item of the history. */
  int popularity(int historyItem) {
    return popularity[historyItem];
  }

  /** For each item of a vocabulary its int in the test data, or -1 when it is not there or outside the catalogue. */
  int[] hittable(Vocabulary other) {
    int[] place = other.indexesIn(items);
    for (int n = 0; n < place.length; n++) {
      if (place[n] >= 0 && !inCatalogue(toHistory[place[n]])) {
        place[n] = -1;
      }
    }
    return place;
  }
}
