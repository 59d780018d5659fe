package dev.tributary.ranking.blend;

import dev.tributary.data.Interests;
import dev.tributary.data.Vocabulary;
import dev.tributary.math.Job;
import dev.tributary.math.Seeds;
import dev.tributary.retrieval.Candidates;
import dev.tributary.retrieval.ChannelModel;
import dev.tributary.retrieval.Hits;
import dev.tributary.retrieval.Recommender;
import dev.tributary.retrieval.Trainer;
import dev.tributary.retrieval.TrainingData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Fits a {@link Blend}: the newest 10 % of the log are held out, the channels are trained without them, and the weights
 * minimise the listwise logistic loss of what the users then took among the merged candidates.
 *
 * <p>Held out are the newest 10 % by time. Where there is no time, the last item of each user. Where the newest 10 %
 * tell too little (fewer than {@value #ENOUGH_USERS} users with a past), the newest 10 % of each user, at least one
 * item. Users without a past teach nothing: for them only one or two channels speak. At most {@value #MOST_USERS} users are
 * used, chosen by seed.
 *
 * <p>Where the log tells what users were shown, a popular item has many clicks because it was shown much: each taken item counts by
 * the inverse of its exposure ({@link Exposure}), so that the weights follow what users choose, not what they were offered.
 *
 * <p>The blend must not fall behind its best channel. The loss is about likelihood, a page about its first places: so the fitted
 * weights are held against the best channel alone by NDCG@10 on the held-out users, and stand when they are surely better (two
 * standard errors of the paired differences). Otherwise mixes with that channel are tried, each nearer to it; when none is surely
 * better, the best channel ranks and the others fill up. Thread-safe: holds settings only.
 */
public final class BlendTrainer {
  private static final int ENOUGH_USERS = 300;
  private static final int MOST_USERS = 2500;
  private static final int DEEPEST = 100;
  private static final int LIST = 10;
  private static final double WHISPER = 1e-5;
  private static final double[] MIXES = {0, 0.25, 0.5, 0.75, 0.9};

  private final Map<String, Trainer<? extends ChannelModel>> channels;
  private final int perChannel;

  /**
   * A trainer for some channels.
   *
   * @param channels name to trainer, in the order of the funnel's channels
   * @param perChannel how many items each channel is asked for; at most its first 100 teach, since the first places of a page come
   *     from there
   */
  public BlendTrainer(Map<String, Trainer<? extends ChannelModel>> channels, int perChannel) {
    this.channels = new LinkedHashMap<>(channels);
    this.perChannel = Math.min(perChannel, DEEPEST);
  }

  /**
   * A blend and how it came about.
   *
   * @param heldOut what was held out, in words
   * @param users how many held-out users had a candidate that they took
   * @param lossEven the loss with all weights 1
   * @param lossFitted the least loss
   * @param ndcg NDCG@10 of the chosen weights on those users
   * @param channelNdcg the same of each channel alone
   */
  public record Fitted(Blend blend, String heldOut, int users, double lossEven, double lossFitted, double ndcg, Map<String, Double> channelNdcg) {}

  /** Fits the weights. Trains every channel once, on the log without its newest part. */
  public Fitted train(TrainingData data, Job job) {
    var names = List.copyOf(channels.keySet());
    var holdOut = HoldOut.of(data, ENOUGH_USERS);
    if (holdOut.isEmpty()) {
      return new Fitted(Blend.even(names), "nothing: no user has a past", 0, 0, 0, 0, Map.of());
    }
    var past = data.withInteractions(holdOut.get().past());
    var models = new ArrayList<ChannelModel>();
    for (var channel : channels.entrySet()) {
      models.add(channel.getValue().train(past, job.withSeed(Seeds.of(job.seed(), channel.getKey()))));
    }
    var lists = lists(past.interests(), holdOut.get(), models, Exposure.of(data.interactions()), job);
    if (lists.isEmpty()) {
      return new Fitted(Blend.even(names), holdOut.get().what(), 0, 0, 0, 0, Map.of());
    }
    return fit(names, holdOut.get().what(), lists);
  }

  /** One held-out user's candidates: features row by row, the rows that the user took, and how much each of these counts. */
  private record ListOf(float[] rows, int[] relevant, double[] weights, int held) {}

  private List<ListOf> lists(Interests past, HoldOut holdOut, List<ChannelModel> models, Exposure exposure, Job job) {
    int[] users = holdOut.usersWithPast(past);
    long seed = Seeds.of(job.seed(), "blend users");
    int[] chosen =
        IntStream.of(users)
            .boxed()
            .sorted(Comparator.comparingLong((Integer u) -> Seeds.of(seed, u)).thenComparingInt(u -> u))
            .limit(MOST_USERS)
            .mapToInt(Integer::intValue)
            .sorted()
            .toArray();
    var lists = new ListOf[chosen.length];
    var shared = ItemNumbers.of(models);
    job.shards(
        "fitting the blend",
        chosen.length,
        (_, from, to) -> {
          var recommenders = models.stream().map(m -> new Recommender(m, past)).toList();
          var candidates = new Candidates();
          for (int n = from; n < to; n++) {
            lists[n] = list(past, holdOut, chosen[n], recommenders, candidates, shared, exposure);
          }
        });
    return Arrays.stream(lists).filter(l -> l.relevant.length > 0).toList();
  }

  /** One number for the same item in several models: its int among the ids of all models. */
  private record ItemNumbers(Vocabulary all, int[][] shared) {
    static ItemNumbers of(List<ChannelModel> models) {
      var ids = new HashSet<String>();
      for (ChannelModel model : models) {
        for (int i = 0; i < model.items().size(); i++) {
          ids.add(model.items().id(i));
        }
      }
      var all = Vocabulary.of(ids);
      return new ItemNumbers(all, models.stream().map(m -> m.items().indexesIn(all)).toArray(int[][]::new));
    }
  }

  private ListOf list(
      Interests past, HoldOut holdOut, int user, List<Recommender> recommenders, Candidates candidates, ItemNumbers shared, Exposure exposure) {
    candidates.clear(recommenders.size());
    var hits = new Hits();
    var numbered = new Hits();
    int pastUser = past.users().indexOf(holdOut.users().id(user));
    for (int c = 0; c < recommenders.size(); c++) {
      recommenders.get(c).retrieve(pastUser, perChannel, hits);
      numbered.clear();
      for (int rank = 0; rank < hits.size(); rank++) {
        numbered.add(shared.shared[c][hits.item(rank)], hits.score(rank), hits.because(rank));
      }
      candidates.merge(c, numbered);
    }
    int features = 2 * recommenders.size();
    var rows = new float[candidates.size() * features];
    for (int row = 0; row < candidates.size(); row++) {
      for (int c = 0; c < recommenders.size(); c++) {
        int rank = candidates.rank(c, row);
        if (rank > 0) {
          rows[row * features + 2 * c] = Blend.normalised(candidates, c, row);
          rows[row * features + 2 * c + 1] = Blend.reciprocal(rank);
        }
      }
    }
    var taken = holdOut.taken(user);
    var relevant = new int[taken.size()];
    var weights = new double[taken.size()];
    int found = 0;
    for (String id : taken) {
      int number = shared.all.indexOf(id);
      int row = number < 0 ? -1 : candidates.find(number);
      if (row >= 0) {
        relevant[found] = row;
        weights[found++] = exposure.weight(id);
      }
    }
    return new ListOf(rows, Arrays.copyOf(relevant, found), Arrays.copyOf(weights, found), taken.size());
  }

  private Fitted fit(List<String> names, String what, List<ListOf> lists) {
    int features = 2 * names.size();
    var problem = new ListwiseFit(features);
    lists.forEach(l -> problem.add(l.rows, l.relevant, l.weights));
    var even = new double[features];
    Arrays.fill(even, 1.0);
    double[] fitted = problem.solve(even);
    var alone = new LinkedHashMap<String, Double>();
    double[] best = {};
    double[] bestNdcg = {};
    for (int c = 0; c < names.size(); c++) {
      var single = new double[features];
      single[2 * c] = 1;
      single[2 * c + 1] = 1;
      double[] ndcg = ndcg(lists, single);
      alone.put(names.get(c), mean(ndcg));
      if (c == 0 || mean(ndcg) > mean(bestNdcg)) {
        best = single;
        bestNdcg = ndcg;
      }
    }
    double[] chosen = best;
    double[] chosenNdcg = bestNdcg;
    for (double share : MIXES) {
      double[] mixed = mix(fitted, best, share);
      double[] ndcg = ndcg(lists, mixed);
      if (surely(ndcg, bestNdcg)) {
        chosen = mixed;
        chosenNdcg = ndcg;
        break;
      }
    }
    return new Fitted(blend(names, chosen, fitted), what, lists.size(), problem.loss(even), problem.loss(fitted), mean(chosenNdcg), alone);
  }

  /** Part of one set of weights and part of another, both brought to the same sum. */
  private static double[] mix(double[] fitted, double[] single, double share) {
    double size = Math.max(1e-9, Arrays.stream(fitted).sum());
    var mixed = new double[fitted.length];
    Arrays.setAll(mixed, f -> (1 - share) * fitted[f] / size + share * single[f] / 2);
    return mixed;
  }

  /** Whether the mean of the differences lies two standard errors above 0. */
  private static boolean surely(double[] ndcg, double[] other) {
    double sum = 0;
    double squares = 0;
    for (int n = 0; n < ndcg.length; n++) {
      double difference = ndcg[n] - other[n];
      sum += difference;
      squares += difference * difference;
    }
    double mean = sum / ndcg.length;
    double variance = Math.max(0, squares / ndcg.length - mean * mean);
    return mean > 2 * Math.sqrt(variance / ndcg.length);
  }

  /**
   * The blend of some weights, brought to a sum of 1. Every channel keeps at least a whisper of its rank, so that a user for whom
   * only a weightless channel speaks still gets its order.
   */
  private static Blend blend(List<String> names, double[] weights, double[] fitted) {
    double size = Math.max(1e-9, Arrays.stream(weights).sum());
    double fittedSize = Math.max(1e-9, Arrays.stream(fitted).sum());
    var scores = new float[names.size()];
    var ranks = new float[names.size()];
    for (int c = 0; c < names.size(); c++) {
      double whisper = WHISPER * (1 + (fitted[2 * c] + fitted[2 * c + 1]) / fittedSize);
      scores[c] = (float) (weights[2 * c] / size);
      ranks[c] = (float) Math.max(whisper, weights[2 * c + 1] / size);
    }
    return new Blend(names, scores, ranks);
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).sum() / values.length;
  }

  /** NDCG at 10 of each list under some weights, gains weighted by exposure; ties count against the relevant row. */
  private static double[] ndcg(List<ListOf> lists, double[] weights) {
    return lists.stream().mapToDouble(list -> ndcg(list, weights)).toArray();
  }

  private static double ndcg(ListOf list, double[] weights) {
    int features = weights.length;
    var scores = new double[list.rows.length / features];
    for (int r = 0; r < scores.length; r++) {
      for (int f = 0; f < features; f++) {
        scores[r] += weights[f] * list.rows[r * features + f];
      }
    }
    double gain = 0;
    for (int n = 0; n < list.relevant.length; n++) {
      int rank = 0;
      for (double score : scores) {
        rank += score >= scores[list.relevant[n]] ? 1 : 0;
      }
      gain += rank <= LIST ? list.weights[n] * discount(rank) : 0;
    }
    double ideal = 0;
    for (int rank = 1; rank <= Math.min(LIST, list.held); rank++) {
      ideal += discount(rank);
    }
    return gain / ideal;
  }

  private static double discount(int rank) {
    return Math.log(2) / Math.log(rank + 1);
  }
}
