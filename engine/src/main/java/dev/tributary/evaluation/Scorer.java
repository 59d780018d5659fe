package dev.tributary.evaluation;

import dev.tributary.math.Job;
import java.util.Arrays;

/**
 * The arithmetic: one pass down each user's list gives every metric at every cut. O(users · longest cut · log |test_u|).
 * Immutable, thread-safe.
 */
final class Scorer {
  private static final int WIDTH = Metric.PER_USER.size();

  private final TestSet test;
  private final RankedLists lists;
  private final int[] ks;
  private final int[] listOf;
  private final int[] toTest;
  private final int[] toHistory;
  private final double[] discount;
  private final double[] idealBinary;

  /**
   * Over lists and cuts.
   *
   * @param ks ascending, distinct, 1 or more
   */
  Scorer(TestSet test, RankedLists lists, int[] ks) {
    this.test = test;
    this.lists = lists;
    this.ks = ks;
    listOf = test.users().indexesIn(lists.users());
    toTest = test.hittable(lists.items());
    toHistory = lists.items().indexesIn(test.history().items());
    int longest = 0;
    for (int user = 0; user < listOf.length; user++) {
      longest = Math.max(longest, Math.max(length(user), test.relevantCount(user)));
    }
    int deepest = Math.min(ks[ks.length - 1], longest); // no deeper rank is ever looked at
    discount = new double[deepest];
    idealBinary = new double[deepest + 1];
    for (int rank = 0; rank < deepest; rank++) {
      discount[rank] = Math.log(2) / Math.log(rank + 2.0);
      idealBinary[rank + 1] = idealBinary[rank] + discount[rank];
    }
  }

  /** Rows of a test user's list that any cut looks at. */
  private int length(int user) {
    return listOf[user] < 0 ? 0 : Math.min(lists.size(listOf[user]), ks[ks.length - 1]);
  }

  /** Means over the evaluated users: cuts × per-user metrics. Added up in the order of shards: the same bits on any threads. */
  double[] means(Job job) {
    int users = test.evaluatedUsers();
    var sums = new double[Job.shardsOf(users)][];
    job.shards(
        "measure",
        users,
        (shard, from, to) -> {
          var values = new double[ks.length * WIDTH];
          var total = new double[values.length];
          for (int position = from; position < to; position++) {
            score(test.evaluatedUser(position), values);
            for (int n = 0; n < total.length; n++) {
              total[n] += values[n];
            }
          }
          sums[shard] = total;
        });
    var means = new double[ks.length * WIDTH];
    for (double[] sum : sums) {
      for (int n = 0; n < means.length; n++) {
        means[n] += sum[n];
      }
    }
    for (int n = 0; n < means.length; n++) {
      means[n] /= users;
    }
    return means;
  }

  /** The values of every evaluated user: for each column of {@link #means} one array. */
  double[][] perUser(Job job) {
    var columns = new double[ks.length * WIDTH][test.evaluatedUsers()];
    job.shards(
        "measure",
        test.evaluatedUsers(),
        (_, from, to) -> {
          var values = new double[columns.length];
          for (int position = from; position < to; position++) {
            score(test.evaluatedUser(position), values);
            for (int n = 0; n < columns.length; n++) {
              columns[n][position] = values[n];
            }
          }
        });
    return columns;
  }

  /** Place of a per-user metric at a cut in a row of values. */
  int column(Metric metric, int cut) {
    return cut * WIDTH + Metric.PER_USER.indexOf(metric);
  }

  /** One walk down the list; at each cut what has been met so far is written to {@code values}. */
  private void score(int user, double[] values) {
    int length = length(user);
    float[] gains = test.gains(user);
    Arrays.sort(gains);
    int hits = 0;
    int first = 0;
    double precisions = 0;
    double binary = 0;
    double linear = 0;
    double exponential = 0;
    for (int cut = 0, rank = 0; cut < ks.length; cut++) {
      for (; rank < Math.min(length, ks[cut]); rank++) {
        float gain = test.gain(user, toTest[lists.item(listOf[user], rank)]);
        if (gain > 0) {
          hits++;
          first = first == 0 ? rank + 1 : first;
          precisions += hits / (rank + 1.0);
          binary += discount[rank];
          linear += gain * discount[rank];
          exponential += exponential(gain) * discount[rank];
        }
      }
      int reachable = Math.min(ks[cut], gains.length);
      double idealLinear = 0;
      double idealExponential = 0;
      for (int n = 0; n < reachable; n++) {
        float gain = gains[gains.length - 1 - n];
        idealLinear += gain * discount[n];
        idealExponential += exponential(gain) * discount[n];
      }
      values[column(Metric.HIT_RATE, cut)] = hits > 0 ? 1 : 0;
      values[column(Metric.PRECISION, cut)] = (double) hits / ks[cut];
      values[column(Metric.RECALL, cut)] = (double) hits / gains.length;
      values[column(Metric.NDCG, cut)] = share(binary, idealBinary[reachable]);
      values[column(Metric.MAP, cut)] = precisions / reachable;
      values[column(Metric.MRR, cut)] = first == 0 ? 0 : 1.0 / first;
      values[column(Metric.MAP_ALL_RELEVANT, cut)] = precisions / gains.length;
      values[column(Metric.NDCG_LINEAR, cut)] = share(linear, idealLinear);
      values[column(Metric.NDCG_EXPONENTIAL, cut)] = share(exponential, idealExponential);
    }
  }

  private static double exponential(float gain) {
    return gain == 1 ? 1 : Math.pow(2, gain) - 1;
  }

  /** Part of the ideal; rounding of equal sums in another order must not lift it above 1. */
  private static double share(double found, double ideal) {
    return Math.min(1, found / ideal);
  }

  /** How often each item of the history was shown in the first {@code k} places to the users of the test data; catalogue only. */
  private int[] exposures(int k) {
    var shown = new int[test.history().items().size()];
    for (int list : listOf) {
      for (int rank = 0; list >= 0 && rank < Math.min(k, lists.size(list)); rank++) {
        int item = toHistory[lists.item(list, rank)];
        if (test.inCatalogue(item)) {
          shown[item]++;
        }
      }
    }
    return shown;
  }

  /** Coverage, Gini, entropy and novelty at a cut, in this order. */
  double[] ofAllShown(int cut) {
    int[] shown = exposures(ks[cut]);
    long all = 0;
    int distinct = 0;
    double surprise = 0;
    for (int item = 0; item < shown.length; item++) {
      if (shown[item] > 0) {
        all += shown[item];
        distinct++;
        surprise += shown[item] * Math.log((double) test.trainUsers() / test.popularity(item));
      }
    }
    if (all == 0) {
      return new double[4];
    }
    double entropy = 0;
    for (int count : shown) {
      double part = (double) count / all;
      entropy -= count == 0 ? 0 : part * Math.log(part);
    }
    double novelty = surprise / all / Math.log(2);
    return new double[] {(double) distinct / test.catalogueSize(), gini(shown, distinct, all), Math.max(0, entropy), novelty};
  }

  private double gini(int[] shown, int distinct, long all) {
    int items = test.catalogueSize();
    var counts = new int[distinct];
    int at = 0;
    for (int count : shown) {
      if (count > 0) {
        counts[at++] = count;
      }
    }
    Arrays.sort(counts);
    double sum = 0;
    for (int n = 0; n < distinct; n++) { // the items never shown come first and add 0
      sum += (2.0 * (items - distinct + n + 1) - items - 1) * counts[n];
    }
    return sum / ((double) items * all);
  }

  /** What is worth knowing of the lists themselves. */
  Audit audit() {
    var sight = new int[lists.items().size()];
    int withoutList = 0;
    int longer = 0;
    int known = 0;
    long rows = 0;
    long padded = 0;
    long outside = 0;
    long seen = 0;
    for (int user = 0; user < listOf.length; user++) {
      int list = listOf[user];
      withoutList += test.relevantCount(user) > 0 && (list < 0 || lists.size(list) == 0) ? 1 : 0;
      known += list >= 0 ? 1 : 0;
      longer += list >= 0 && lists.size(list) > ks[ks.length - 1] ? 1 : 0;
      for (int rank = 0; rank < length(user); rank++) {
        int item = lists.item(list, rank);
        rows++;
        sight[item] = 1;
        padded += lists.score(list, rank) <= RankedLists.PADDING ? 1 : 0;
        outside += test.inCatalogue(toHistory[item]) ? 0 : 1;
        seen += test.has(user, toHistory[item]) ? 1 : 0;
      }
    }
    int strangers = 0;
    for (int item = 0; item < sight.length; item++) {
      strangers += sight[item] == 1 && !test.inCatalogue(toHistory[item]) ? 1 : 0;
    }
    return new Audit(
        test.evaluatedUsers(), test.usersLeftOut(), withoutList, lists.users().size() - known, longer, rows, padded, outside, strangers, seen,
        test.pairsOutside(), test.itemsOutside(), test.pairsSeen(), lists.badRows());
  }
}
