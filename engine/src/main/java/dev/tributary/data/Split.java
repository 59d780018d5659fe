package dev.tributary.data;

import static dev.tributary.math.Require.require;

import dev.tributary.math.Seeds;
import dev.tributary.math.XxHash64;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * A log cut into what a model learns from, what its settings are chosen on, and what it is judged by. Immutable.
 *
 * <p>Within each part rows keep their order; equal times keep the order of the source.
 */
public final class Split {
  private final Interactions train;
  private final Optional<Interactions> valid;
  private final Interactions test;

  private Split(Interactions train, Optional<Interactions> valid, Interactions test) {
    this.train = train;
    this.valid = valid;
    this.test = test;
  }

  /** A given split. */
  public static Split of(Interactions train, Interactions test) {
    return new Split(train, Optional.empty(), test);
  }

  /** A given split with a validation part, which may also lie inside train: see {@link #tuning}. */
  public static Split of(Interactions train, Interactions valid, Interactions test) {
    return new Split(train, Optional.of(valid), test);
  }

  /** {@link #leaveLastOut(Interactions, InterestRule, boolean)} under the default rule, without a validation part. */
  public static Split leaveLastOut(Interactions log) {
    return leaveLastOut(log, InterestRule.DEFAULT, false);
  }

  /**
   * Holds out, for each user, the item of the last interest: of the pairs with like(u,i) > 0 under the rule the one whose last counting signal
   * is the latest. All rows of that user and item go to the test part, none stays in train, whatever their time. With validation, the
   * interest before it goes to the validation part alike. A user with fewer than two interests (three with validation) keeps everything in
   * train. Other rows stay in train, exposures after the held-out interest among them: they belong to other items.
   *
   * @throws IllegalArgumentException when no signal of the log counts under the rule
   */
  public static Split leaveLastOut(Interactions log, InterestRule rule, boolean validation) {
    var interests = Interests.of(log, rule);
    int held = validation ? 2 : 1;
    var testItem = new int[log.users().size()];
    var validItem = new int[log.users().size()];
    Arrays.fill(testItem, -1);
    Arrays.fill(validItem, -1);
    for (int user = 0; user < testItem.length; user++) {
      long end = interests.end(user);
      if (end - interests.start(user) > held) {
        testItem[user] = interests.item(end - 1);
        validItem[user] = validation ? interests.item(end - 2) : -1;
      }
    }
    var part = new Parts(log);
    part.each((user, row) -> log.item(row) == testItem[user] ? Parts.TEST : log.item(row) == validItem[user] ? Parts.VALID : Parts.TRAIN);
    return part.split(validation);
  }

  /**
   * Train before a time, test from it on.
   *
   * @param at epoch milliseconds
   * @throws IllegalArgumentException when the log has no times
   */
  public static Split byTime(Interactions log, long at) {
    return byTime(log, at, at, false);
  }

  /** Train before {@code validFrom}, validation from there to {@code testFrom}, test from there on; epoch milliseconds. */
  public static Split byTime(Interactions log, long validFrom, long testFrom) {
    require(validFrom < testFrom, "validation begins at %s, which is not before the test at %s", TimeText.format(validFrom), TimeText.format(testFrom));
    return byTime(log, validFrom, testFrom, true);
  }

  private static Split byTime(Interactions log, long validFrom, long testFrom, boolean validation) {
    require(log.timed(), "the log has no times, so it cannot be split by time; split it by last-out or ratio");
    var part = new Parts(log);
    part.each((_, row) -> log.time(row) >= testFrom ? Parts.TEST : log.time(row) >= validFrom ? Parts.VALID : Parts.TRAIN);
    return part.split(validation);
  }

  /**
   * Draws each pair of user and item into a part, with all its rows, independently of the others: the shares are met on average. The draw
   * depends on the seed and the two ids alone, so neither order nor other rows change it.
   *
   * @param train share of train, above 0
   * @param valid share of validation, 0 for none
   * @param test share of test, above 0; the three sum to 1
   */
  public static Split byRatio(Interactions log, double train, double valid, double test, long seed) {
    require(train > 0 && valid >= 0 && test > 0 && Math.abs(train + valid + test - 1) < 1e-6, "ratios are %s, %s and %s; train and test must be above 0, and the sum 1, for example 0.8,0.1,0.1", train, valid, test);
    long stream = Seeds.of(seed, "split by ratio");
    var itemHash = new long[log.items().size()];
    Arrays.setAll(itemHash, i -> XxHash64.hash(log.items().id(i)));
    var part = new Parts(log);
    var userHash = new long[log.users().size()];
    Arrays.setAll(userHash, u -> XxHash64.hash(log.users().id(u)));
    part.each((user, row) -> {
      double draw = Seeds.unit(Seeds.of(stream ^ userHash[user], itemHash[log.item(row)]));
      return draw < train ? Parts.TRAIN : draw < train + valid ? Parts.VALID : Parts.TEST;
    });
    return part.split(valid > 0);
  }

  /** The part of each row. */
  private static final class Parts {
    static final byte TRAIN = 0;
    static final byte VALID = 1;
    static final byte TEST = 2;

    private final Interactions log;
    private final dev.tributary.math.ByteColumn part;

    interface Choice {
      byte of(int user, long row);
    }

    Parts(Interactions log) {
      this.log = log;
      part = dev.tributary.math.ByteColumn.allocate(log.size());
    }

    void each(Choice choice) {
      for (int user = 0; user < log.users().size(); user++) {
        for (long row = log.start(user); row < log.end(user); row++) {
          part.set(row, choice.of(user, row));
        }
      }
    }

    Split split(boolean validation) {
      return new Split(of(TRAIN), validation ? Optional.of(of(VALID)) : Optional.empty(), of(TEST));
    }

    private Interactions of(byte wanted) {
      return log.where(row -> part.get(row) == wanted);
    }
  }

  /** What a final model learns from. */
  public Interactions train() {
    return train;
  }

  /** What settings are chosen on. */
  public Optional<Interactions> valid() {
    return valid;
  }

  /** What the model is judged by. */
  public Interactions test() {
    return test;
  }

  /**
   * What a model learns from while its settings are chosen: train without the rows whose user and item also stand in the validation part. Some
   * published splits keep validation inside train; elsewhere this is train itself.
   */
  public Interactions tuning() {
    if (valid.isEmpty()) {
      return train;
    }
    var inside = insideTrain();
    boolean none = true;
    for (long row = 0; row < train.size() && none; row++) {
      none = !inside[(int) row];
    }
    return none ? train : train.where(row -> !inside[(int) row]);
  }

  /** How many rows of train stand in the validation part too: those that {@link #tuning} leaves out. */
  public long validInsideTrain() {
    if (valid.isEmpty()) {
      return 0;
    }
    long count = 0;
    for (boolean in : insideTrain()) {
      count += in ? 1 : 0;
    }
    return count;
  }

  private boolean[] insideTrain() {
    var held = valid.orElseThrow();
    var inside = new boolean[Math.toIntExact(train.size())];
    int[] users = train.users().indexesIn(held.users());
    int[] items = train.items().indexesIn(held.items());
    var mark = new int[held.items().size()]; // user + 1 who holds the item
    for (int user = 0; user < users.length; user++) {
      int there = users[user];
      for (long row = there < 0 ? 0 : held.start(there); row < (there < 0 ? 0 : held.end(there)); row++) {
        mark[held.item(row)] = user + 1;
      }
      int stamp = user + 1;
      IntPredicate holds = item -> items[item] >= 0 && mark[items[item]] == stamp;
      for (long row = train.start(user); row < train.end(user); row++) {
        inside[(int) row] = there >= 0 && holds.test(train.item(row));
      }
    }
    return inside;
  }

  /** Whether a folder holds a split: files {@code train.*} and {@code test.*}. */
  public static boolean isSplit(Path folder) throws IOException {
    return SplitFolder.holds(folder);
  }

  /** The train file of a split's folder. */
  public static Path trainFile(Path folder) throws IOException {
    return SplitFolder.required(folder, "train");
  }

  /**
   * Reads the split of a folder: {@code train.*}, {@code test.*} and, where there is one, {@code valid.*} (also {@code val.*}, {@code validation.*}), each of any format.
   *
   * @throws BadDataException when train or test is missing or holds no good row
   */
  public static Split read(Path folder, ReadOptions options) throws IOException {
    return SplitFolder.read(folder, options);
  }

  /**
   * Writes {@code train.jsonl}, {@code test.jsonl} and, where there is one, {@code valid.jsonl} into a folder that does not exist yet or is empty. Signals, values,
   * times and orders survive. The folder appears under its name when it is complete.
   */
  public void write(Path folder) throws IOException {
    SplitFolder.write(this, folder);
  }
}
