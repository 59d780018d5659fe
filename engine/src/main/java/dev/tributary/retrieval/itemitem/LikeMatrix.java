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

  private LikeMatrix(Interests interests, int maxHistory, double exponent, double gapHalfLife, IntPredicate kept) {
    items = interests.items();
    int userCount = interests.users().size();
    userStarts = new long[userCount + 1];
    for (int user = 0; user < userCount; user++) {
      long length = kept.test(user) ? interests.end(user) - interests.start(user) : 0;
      userStarts[user + 1] = userStarts[user] + (maxHistory == 0 ? length : Math.min(maxHistory, length));
    }
    int size = Math.toIntExact(userStarts[userCount]);
    cut = keptSize(interests, kept) - size;
    var popularity = new int[interests.items().size()];
    boolean ones = true;
    for (int user = 0; user < userCount; user++) {
      for (long entry = firstKept(interests, user); entry < interests.end(user); entry++) {
        popularity[interests.item(entry)]++;
        ones &= exponent == 0 || interests.like(entry) == 1;
      }
    }
    binary = ones;
    itemAt = byPopularity(popularity);
    rankOf = new int[itemAt.length];
    itemStarts = new long[itemAt.length + 1];
    for (int rank = 0; rank < itemAt.length; rank++) {
      rankOf[itemAt[rank]] = rank;
      itemStarts[rank + 1] = itemStarts[rank] + popularity[itemAt[rank]];
    }
    users = new int[size];
    likesByItem = new float[size];
    ranks = new int[size];
    likes = new float[size];
    times = new float[gapHalfLife > 0 ? size : 0];
    timesByItem = new float[times.length];
    userSums = new double[userCount];
    itemSums = new double[itemAt.length];
    fillItems(interests, exponent, gapHalfLife);
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

  private long firstKept(Interests interests, int user) {
    return interests.end(user) - (userStarts[user + 1] - userStarts[user]);
  }

  private static int[] byPopularity(int[] popularity) {
    var keys = new long[popularity.length];
    for (int item = 0; item < keys.length; item++) {
      keys[item] = (long) (Integer.MAX_VALUE - popularity[item]) << 32 | item;
    }
    Arrays.sort(keys);
    return Arrays.stream(keys).mapToInt(key -> (int) key).toArray();
  }

  private void fillItems(Interests interests, double exponent, double gapHalfLife) {
    long first = gapHalfLife > 0 ? firstTime(interests) : 0;
    var next = itemStarts.clone();
    for (int user = 0; user + 1 < userStarts.length; user++) {
      for (long entry = firstKept(interests, user); entry < interests.end(user); entry++) {
        int rank = rankOf[interests.item(entry)];
        int place = (int) next[rank]++;
        float like = interests.like(entry);
        users[place] = user;
        if (gapHalfLife > 0) {
          timesByItem[place] = (float) (((double) interests.time(entry) - first) / gapHalfLife);
        }
        likesByItem[place] = exponent == 1 ? like : (float) StrictMath.pow(like, exponent);
        userSums[user] += like;
        itemSums[rank] += like;
      }
    }
  }

  private static long keptSize(Interests interests, IntPredicate kept) {
    long size = 0;
    for (int user = 0; user < interests.users().size(); user++) {
      size += kept.test(user) ? interests.end(user) - interests.start(user) : 0;
    }
    return size;
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
    for (int rank = 0; rank < norms.length; rank++) {
      for (int entry = (int) itemStarts[rank]; entry < itemStarts[rank + 1]; entry++) {
        norms[rank] += (double) likesByItem[entry] * likesByItem[entry];
      }
    }
    return norms;
  }
}
