package dev.tributary.retrieval.itemcf;

import dev.tributary.data.Interests;
import java.util.Arrays;

/**
 * The interests as users × items and as items × users, on the heap, where rows are read over and over. Rows keep the order of
 * users and of time. Immutable once built.
 */
final class LikeMatrix {
  final long[] userStarts;
  final int[] items;
  final float[] likes;
  final long[] itemStarts;
  final int[] users;
  final float[] likesByItem;
  /** Interests that a cap on histories left out. */
  final long cut;

  /**
   * Copies the newest interests of each user.
   *
   * @param maxHistory how many; 0: all
   */
  LikeMatrix(Interests interests, int maxHistory) {
    int userCount = interests.users().size();
    userStarts = new long[userCount + 1];
    for (int user = 0; user < userCount; user++) {
      long length = interests.end(user) - interests.start(user);
      userStarts[user + 1] = userStarts[user] + (maxHistory == 0 ? length : Math.min(maxHistory, length));
    }
    int size = Math.toIntExact(userStarts[userCount]);
    cut = interests.size() - size;
    items = new int[size];
    likes = new float[size];
    itemStarts = new long[interests.items().size() + 1];
    for (int user = 0, at = 0; user < userCount; user++) {
      for (long entry = interests.end(user) - (userStarts[user + 1] - userStarts[user]); entry < interests.end(user); entry++) {
        items[at] = interests.item(entry);
        likes[at] = interests.like(entry);
        itemStarts[items[at++] + 1]++;
      }
    }
    Arrays.parallelPrefix(itemStarts, Long::sum);
    users = new int[size];
    likesByItem = new float[size];
    var next = itemStarts.clone();
    for (int user = 0; user < userCount; user++) {
      for (int entry = (int) userStarts[user]; entry < userStarts[user + 1]; entry++) {
        int place = (int) next[items[entry]]++;
        users[place] = user;
        likesByItem[place] = likes[entry];
      }
    }
  }

  /** Σ_u like²(u,i) of every item. */
  double[] squaredNorms() {
    var norms = new double[itemStarts.length - 1];
    for (int item = 0; item < norms.length; item++) {
      for (int entry = (int) itemStarts[item]; entry < itemStarts[item + 1]; entry++) {
        norms[item] += (double) likesByItem[entry] * likesByItem[entry];
      }
    }
    return norms;
  }
}
