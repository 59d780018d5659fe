package dev.tributary.retrieval.itemitem;

import static dev.tributary.math.Require.require;

import dev.tributary.data.Interests;
import dev.tributary.data.Vocabulary;
import dev.tributary.math.Job;
import dev.tributary.math.Matrix;
import dev.tributary.math.SparseMatrix;
import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * The interests as users × items and as items × users, on the heap, where rows are read over and over.
 *
 * <p>Items are named by their <em>rank</em> in popularity (0: most users; equals by their int), and a user's row is in order of
 * ranks: sums over rows then fall mostly on the first few thousand places, which stay in the cache (about twice as fast
 * as the items' own order). Immutable once built.
 */
public final class LikeMatrix {
  final int[] rankOf; // by item
  final int[] itemAt; // by rank
  final int[] tieRankOf; // by rank
  final long[] userStarts;
  final int[] ranks;
  final float[] likes;
  final long[] itemStarts; // by rank
  final int[] users;
  final float[] likesByItem;

  /** When each entry of a user's row came, in half-lives of nearness since the first interest of all; empty: nearness plays no part. */
  final float[] times;

  final float[] timesByItem;

  /** Whether every like is 1, so that sums are counts. */
  final boolean binary;

  private final Vocabulary items;
  private final long cut;

  private final double[] userSums;
  private final double[] itemSums; // by rank

  /**
   * Copies the newest interests of each user.
   *
   * @param maxHistory how many; 0: all
   */
  public LikeMatrix(Interests interests, int maxHistory) {
    this(interests, maxHistory, 1);
  }

  /**
   * Copies the newest interests of each user, each like raised to a power.
   *
   * @param maxHistory how many; 0: all
   * @param exponent 0 makes every like 1
   */
  public LikeMatrix(Interests interests, int maxHistory, double exponent) {
    this(interests, maxHistory, exponent, 0, _ -> true);
  }

  /**
   * Copies the newest interests of some users; the others stay, without interests.
   *
   * @param maxHistory how many; 0: all
   * @param gapHalfLife the time between two interests of a user, in the unit of the log's times, after which they count half as much together;
   *     0: nearness plays no part
   * @param kept which users
   */
  public static LikeMatrix near(Interests interests, int maxHistory, double gapHalfLife, IntPredicate kept) {
    return new LikeMatrix(interests, maxHistory, 1, gapHalfLife, kept);
  }

  private LikeMatrix(Interests interests, int maxHistory, double exponent, double gapHalfLife, IntPredicate wanted) {
    items = interests.items();
    int userCount = interests.users().size();
    long[] starts = interests.columns().starts().toArray(0, userCount + 1L); // in arrays: a column's checks take long until they are compiled
    userStarts = new long[userCount + 1];
    long kept = 0;
    for (int user = 0; user < userCount; user++) {
      long length = wanted.test(user) ? starts[user + 1] - starts[user] : 0;
      kept += length;
      userStarts[user + 1] = userStarts[user] + (maxHistory == 0 ? length : Math.min(maxHistory, length));
    }
    int size = Math.toIntExact(userStarts[userCount]);
    cut = kept - size;
    ranks = new int[size];
    likes = new float[size];
    copyRows(interests, starts);
    int[] popularity = count(ranks, interests.items().size());
    binary = exponent == 0 || allOne(likes);
    itemAt = byPopularity(popularity);
    tieRankOf = new int[itemAt.length];
    rankOf = new int[itemAt.length];
    itemStarts = new long[itemAt.length + 1];
    for (int rank = 0; rank < itemAt.length; rank++) {
      rankOf[itemAt[rank]] = rank;
      tieRankOf[rank] = items.tieRank(itemAt[rank]);
      itemStarts[rank + 1] = itemStarts[rank] + popularity[itemAt[rank]];
    }
    users = new int[size];
    likesByItem = new float[size];
    times = new float[gapHalfLife > 0 ? size : 0];
    timesByItem = new float[times.length];
    userSums = new double[userCount];
    itemSums = new double[itemAt.length];
    if (gapHalfLife > 0) {
      copyTimes(interests, starts, gapHalfLife);
    }
    fillItems();
    if (exponent != 1) {
      raise(likesByItem, exponent);
    }
    fillUsers();
  }

  /** The items, in their own order. */
  public Vocabulary items() {
    return items;
  }

  /** Interests that the cap on histories left out. */
  public long cut() {
    return cut;
  }

  /** Number of users. */
  public int users() {
    return userStarts.length - 1;
  }

  /** The rank of an item, 0 = most users. */
  public int rank(int item) {
    return rankOf[item];
  }

  /** The item of a rank. */
  public int itemAt(int rank) {
    return itemAt[rank];
  }

  /** First entry of a user's row, of {@link #rankOfEntry}. */
  public int userStart(int user) {
    return (int) userStarts[user];
  }

  /** Entry after the last of a user's row. */
  public int userEnd(int user) {
    return (int) userStarts[user + 1];
  }

  /** The rank of the item of an entry in a user's row; ascending within a row. */
  public int rankOfEntry(int entry) {
    return ranks[entry];
  }

  /** First entry of an item's row, of {@link #userOfEntry}. */
  public int itemStart(int rank) {
    return (int) itemStarts[rank];
  }

  /** Entry after the last of an item's row. */
  public int itemEnd(int rank) {
    return (int) itemStarts[rank + 1];
  }

  /** The user of an entry in an item's row; ascending within a row. */
  public int userOfEntry(int entry) {
    return users[entry];
  }

  /** How many interests of a user were kept. */
  public int historySize(int user) {
    return (int) (userStarts[user + 1] - userStarts[user]);
  }

  /** The sum of each user's likes, before any power. */
  public double[] userSums() {
    return userSums.clone();
  }

  /** The sum of each item's likes, before any power, by rank. */
  public double[] itemSums() {
    return itemSums.clone();
  }

  /** Users × items, the items by rank; rows in order of ranks. The memory itself, no copy. */
  public SparseMatrix byUser() {
    return new SparseMatrix(itemAt.length, userStarts, ranks, likes);
  }

  /** Items × users, the items by rank; rows in order of users. The memory itself, no copy. */
  public SparseMatrix byItem() {
    return new SparseMatrix(users(), itemStarts, users, likesByItem);
  }

  /**
   * Adds XᵀX to the lower half of a matrix of zeros: {@code G[j, i] = Σ_u like(u,j)·like(u,i)} for ranks i ≤ j. O(Σ_u |J_u|²).
   */
  public void gram(Matrix lower, Job job) {
    require(lower.rows() == itemAt.length && lower.columns() == itemAt.length, "the matrix is %d × %d, must be %d × %d", lower.rows(), lower.columns(), itemAt.length, itemAt.length);
    job.shards("gram matrix", itemAt.length, (shard, from, to) -> {
      var row = new float[itemAt.length];
      for (int rank = from; rank < to; rank++) {
        Arrays.fill(row, 0, rank + 1, 0f);
        for (int entry = (int) itemStarts[rank]; entry < itemStarts[rank + 1]; entry++) {
          float like = likesByItem[entry];
          int user = users[entry];
          for (int at = (int) userStarts[user]; at < userStarts[user + 1] && ranks[at] <= rank; at++) {
            row[ranks[at]] += like * likes[at];
          }
        }
        lower.setRow(rank, row);
      }
    });
  }

  /** How many users of each item were kept, by rank. */
  public int[] popularity() {
    var users = new int[itemAt.length];
    for (int rank = 0; rank < users.length; rank++) {
      users[rank] = (int) (itemStarts[rank + 1] - itemStarts[rank]);
    }
    return users;
  }

  /** By counting: O(items + users), and no more code than a few loops, which in a process that has just started counts. */
  private static int[] byPopularity(int[] popularity) {
    int most = 0;
    for (int users : popularity) {
      most = Math.max(most, users);
    }
    var next = new int[most + 1]; // by users: the first rank of those that have so many
    for (int users : popularity) {
      next[users]++;
    }
    for (int users = most, rank = 0; users >= 0; users--) {
      int count = next[users];
      next[users] = rank;
      rank += count;
    }
    var order = new int[popularity.length];
    for (int item = 0; item < popularity.length; item++) {
      order[next[popularity[item]]++] = item;
    }
    return order;
  }

  /** Copies the kept rows as they are, all that adjoin at once: until {@link #fillUsers} {@link #ranks} holds items, and rows are in order of time. */
  private void copyRows(Interests interests, long[] starts) {
    var columns = interests.columns();
    int at = 0;
    for (int user = 0; user + 1 < starts.length; user++) {
      boolean adjoins = user + 2 < starts.length && firstKept(starts, user + 1) == starts[user + 1];
      int end = (int) userStarts[user + 1];
      if (!adjoins && at < end) {
        columns.item().copyTo(starts[user + 1] - (end - at), starts[user + 1], ranks, at);
        columns.like().copyTo(starts[user + 1] - (end - at), starts[user + 1], likes, at);
        at = end;
      }
    }
  }

  private long firstKept(long[] starts, int user) {
    return starts[user + 1] - (userStarts[user + 1] - userStarts[user]);
  }

  private void copyTimes(Interests interests, long[] starts, double gapHalfLife) {
    long first = firstTime(interests);
    for (int user = 0; user + 1 < starts.length; user++) {
      int at = (int) userStarts[user];
      for (long entry = firstKept(starts, user); entry < starts[user + 1]; entry++) {
        times[at++] = (float) (((double) interests.time(entry) - first) / gapHalfLife);
      }
    }
  }

  private static int[] count(int[] items, int size) {
    var counts = new int[size];
    for (int item : items) {
      counts[item]++;
    }
    return counts;
  }

  private static boolean allOne(float[] likes) {
    boolean ones = true;
    for (float like : likes) {
      ones &= like == 1;
    }
    return ones;
  }

  /** Turns the rows of users around. */
  private void fillItems() {
    var next = itemStarts.clone();
    for (int user = 0; user + 1 < userStarts.length; user++) {
      for (int entry = (int) userStarts[user]; entry < userStarts[user + 1]; entry++) {
        int rank = rankOf[ranks[entry]];
        int place = (int) next[rank]++;
        users[place] = user;
        likesByItem[place] = likes[entry];
        userSums[user] += likes[entry];
        itemSums[rank] += likes[entry];
        if (times.length > 0) {
          timesByItem[place] = times[entry];
        }
      }
    }
  }

  private static void raise(float[] likes, double exponent) {
    for (int n = 0; n < likes.length; n++) {
      likes[n] = (float) StrictMath.pow(likes[n], exponent);
    }
  }

  private static long firstTime(Interests interests) {
    long first = Long.MAX_VALUE;
    for (long entry = 0; entry < interests.size(); entry++) {
      first = Math.min(first, interests.time(entry));
    }
    return first;
  }

  /** Walking the items by rank leaves every user's row in order of ranks. */
  private void fillUsers() {
    var next = userStarts.clone();
    for (int rank = 0; rank < itemAt.length; rank++) {
      for (int entry = (int) itemStarts[rank]; entry < itemStarts[rank + 1]; entry++) {
        int place = (int) next[users[entry]]++;
        ranks[place] = rank;
        likes[place] = likesByItem[entry];
        if (times.length > 0) {
          times[place] = timesByItem[entry];
        }
      }
    }
  }

  /** Σ_u like²(u,i) of every item, by rank. */
  public double[] squaredNorms() {
    var norms = new double[itemAt.length];
    if (binary) {
      for (int rank = 0; rank < norms.length; rank++) {
        norms[rank] = itemStarts[rank + 1] - itemStarts[rank];
      }
      return norms;
    }
    for (int rank = 0; rank < norms.length; rank++) {
      for (int entry = (int) itemStarts[rank]; entry < itemStarts[rank + 1]; entry++) {
        norms[rank] += (double) likesByItem[entry] * likesByItem[entry];
      }
    }
    return norms;
  }
}
