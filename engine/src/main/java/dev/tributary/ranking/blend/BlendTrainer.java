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
 * <p>The blend must not fall behind a channel alone: where one channel's own order has the better NDCG@10 on the held-out
 * users, the weights move towards it, as far as helps. Thread-safe: holds settings only.
 */
public final class BlendTrainer {
  private static final int ENOUGH_USERS = 300;
  private static final int MOST_USERS = 4000;
  private static final int LIST = 10;

  private final Map<String, Trainer<? extends ChannelModel>> channels;
  private final int perChannel;

  /**
   * A trainer for some channels.
   *
   * @param channels name to trainer, in the order of the funnel's channels
   * @param perChannel how many items each channel is asked for
   */
  public BlendTrainer(Map<String, Trainer<? extends ChannelModel>> channels, int perChannel) {
    this.channels = new LinkedHashMap<>(channels);
    this.perChannel = perChannel;
  }

  /** A blend and how it came about. */
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
    var lists = lists(past.interests(), holdOut.get(), models, job);
    if (lists.isEmpty()) {
      return new Fitted(Blend.even(names), holdOut.get().what(), 0, 0, 0, 0, Map.of());
    }
    return fit(names, holdOut.get().what(), lists);
  }

  /** One held-out user's candidates: features row by row, and the rows that the user took. */
  private record ListOf(float[] rows, int[] relevant, int held) {}

  private List<ListOf> lists(Interests past, HoldOut holdOut, List<ChannelModel> models, Job job) {
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
            lists[n] = list(past, holdOut, chosen[n], recommenders, candidates, shared);
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

  private ListOf list(Interests past, HoldOut holdOut, int user, List<Recommender> recommenders, Candidates candidates, ItemNumbers shared) {
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
    int[] relevant = taken.stream().mapToInt(shared.all::indexOf).filter(n -> n >= 0).map(candidates::find).filter(row -> row >= 0).sorted().toArray();
    return new ListOf(rows, relevant, taken.size());
  }

  private Fitted fit(List<String> names, String what, List<ListOf> lists) {
    int features = 2 * names.size();
    var problem = new ListwiseFit(features);
    lists.forEach(l -> problem.add(l.rows, l.relevant));
    var start = new double[features];
    Arrays.fill(start, 1.0);
    double lossEven = problem.loss(start, new double[features]);
    double[] fitted = problem.solve(start);
    double lossFitted = problem.loss(fitted, new double[features]);
    var alone = new LinkedHashMap<String, Double>();
    double[] best = fitted;
    double bestNdcg = ndcg(lists, fitted);
    for (int c = 0; c < names.size(); c++) {
      var single = new double[features];
      single[2 * c] = 1;
      single[2 * c + 1] = 1;
      alone.put(names.get(c), ndcg(lists, single));
      double size = Math.max(1e-6, Arrays.stream(fitted).sum());
      for (double share : new double[] {0.25, 0.5, 0.75, 0.9, 1}) {
        var mixed = new double[features];
        for (int f = 0; f < features; f++) {
          mixed[f] = (1 - share) * fitted[f] + share * single[f] * size / 2;
        }
        double ndcg = ndcg(lists, mixed);
        if (ndcg > bestNdcg * 1.002) { // the fit stands unless a channel alone is really better
          best = mixed;
          bestNdcg = ndcg;
        }
      }
    }
    var scores = new float[names.size()];
    var ranks = new float[names.size()];
    for (int c = 0; c < names.size(); c++) {
      scores[c] = (float) best[2 * c];
      ranks[c] = (float) best[2 * c + 1];
    }
    return new Fitted(new Blend(names, scores, ranks), what, lists.size(), lossEven, lossFitted, bestNdcg, alone);
  }

  /** Mean NDCG at 10 of the lists under some weights; ties count against the relevant row. */
  private static double ndcg(List<ListOf> lists, double[] weights) {
    double sum = 0;
    for (ListOf list : lists) {
      int features = weights.length;
      int count = list.rows.length / features;
      var scores = new double[count];
      for (int r = 0; r < count; r++) {
        for (int f = 0; f < features; f++) {
          scores[r] += weights[f] * list.rows[r * features + f];
        }
      }
      double gain = 0;
      for (int r : list.relevant) {
        int rank = 0;
        for (double score : scores) {
          rank += score >= scores[r] ? 1 : 0;
        }
        gain += rank <= LIST ? 1 / (Math.log(rank + 1) / Math.log(2)) : 0;
      }
      double ideal = 0;
      for (int r = 1; r <= Math.min(LIST, list.held); r++) {
        ideal += 1 / (Math.log(r + 1) / Math.log(2));
      }
      sum += gain / ideal;
    }
    return sum / lists.size();
  }
}
