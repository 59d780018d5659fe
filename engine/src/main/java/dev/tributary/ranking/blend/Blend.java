package dev.tributary.ranking.blend;

import static dev.tributary.math.Require.require;

import dev.tributary.math.FloatColumn;
import dev.tributary.model.Bundle;
import dev.tributary.model.BundleWriter;
import dev.tributary.model.CorruptFileException;
import dev.tributary.model.Tensors;
import dev.tributary.retrieval.Candidates;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Scores candidates by what the channels said of them:
 *
 * <pre>score(i) = Σ_c  a_c · s_c(i) / s_c(best)  +  b_c · K / (K − 1 + rank_c(i)),   a, b ≥ 0,  K = {@value #RANK_SCALE}</pre>
 *
 * summed over the channels c that found i. The normalised score is 1 for a channel's best item and 0 for one it did not find (or
 * with a score of 0 or below); the reciprocal rank is 1 for its first. With both, a channel whose scores mean much is
 * followed by score and one whose scores mean little by rank (reciprocal rank fusion: Cormack, Clarke, Büttcher, SIGIR
 * 2009).
 *
 * <p>Bundle: {@code blend.safetensors} holds {@code weights} (F32): a_1 b_1 a_2 b_2 …; the channels' names stand in the
 * manifest's settings. Immutable.
 */
public final class Blend {
  /** Name of its bundles. */
  public static final String KIND = "blend";

  static final int RANK_SCALE = 10;

  private final List<String> channels;
  private final float[] scoreWeights;
  private final float[] rankWeights;

  Blend(List<String> channels, float[] scoreWeights, float[] rankWeights) {
    require(channels.size() == scoreWeights.length && channels.size() == rankWeights.length, "%d channels have %d weights", channels.size(), scoreWeights.length);
    for (int c = 0; c < scoreWeights.length; c++) {
      require(scoreWeights[c] >= 0 && rankWeights[c] >= 0 && scoreWeights[c] < 1e6 && rankWeights[c] < 1e6, "weights of %s are %s and %s, must be 0 or more", channels.get(c), scoreWeights[c], rankWeights[c]);
    }
    this.channels = List.copyOf(channels);
    this.scoreWeights = scoreWeights.clone();
    this.rankWeights = rankWeights.clone();
  }

  /** Every channel counts alike, by rank only: what serves where nothing could be fitted. */
  public static Blend even(List<String> channels) {
    var ones = new float[channels.size()];
    java.util.Arrays.fill(ones, 1f);
    return new Blend(channels, new float[channels.size()], ones);
  }

  /** The channels in the order of {@link Candidates}' channels. */
  public List<String> channels() {
    return channels;
  }

  /** The weight of a channel's normalised score. */
  public float scoreWeight(int channel) {
    return scoreWeights[channel];
  }

  /** The weight of a channel's reciprocal rank. */
  public float rankWeight(int channel) {
    return rankWeights[channel];
  }

  /** The same blend for channels in another order; a channel that it does not know has weight 0. */
  public Blend forChannels(List<String> order) {
    var scores = new float[order.size()];
    var ranks = new float[order.size()];
    for (int n = 0; n < scores.length; n++) {
      int known = channels.indexOf(order.get(n));
      scores[n] = known < 0 ? 0 : scoreWeights[known];
      ranks[n] = known < 0 ? 0 : rankWeights[known];
    }
    return new Blend(order, scores, ranks);
  }

  /** The score of one candidate; 0 or more. Candidates must have this blend's channels. */
  public float score(Candidates candidates, int row) {
    float sum = 0;
    for (int c = 0; c < scoreWeights.length; c++) {
      int rank = candidates.rank(c, row);
      if (rank > 0) {
        sum += scoreWeights[c] * normalised(candidates, c, row) + rankWeights[c] * reciprocal(rank);
      }
    }
    return sum;
  }

  static float normalised(Candidates candidates, int channel, int row) {
    return normalised(candidates.score(channel, row), candidates.topScore(channel));
  }

  /** A channel's score by that of its best: 0..1, and 0 where either is 0 or below. */
  public static float normalised(float score, float best) {
    return best > 0 ? Math.max(0f, score / best) : 0f;
  }

  /** K / (K − 1 + rank): 1 for the first. */
  public static float reciprocal(int rank) {
    return (float) RANK_SCALE / (RANK_SCALE - 1 + rank);
  }

  /** The weights in words. */
  public Map<String, Map<String, Float>> weights() {
    var map = new LinkedHashMap<String, Map<String, Float>>();
    for (int c = 0; c < scoreWeights.length; c++) {
      var pair = new LinkedHashMap<String, Float>();
      pair.put("score", scoreWeights[c]);
      pair.put("reciprocalRank", rankWeights[c]);
      map.put(channels.get(c), pair);
    }
    return map;
  }

  /** Puts the blend into a bundle. */
  public void write(BundleWriter bundle) {
    var weights = FloatColumn.allocate(2L * scoreWeights.length);
    for (int c = 0; c < scoreWeights.length; c++) {
      weights.set(2L * c, scoreWeights[c]);
      weights.set(2L * c + 1, rankWeights[c]);
    }
    bundle.settings(Map.of("channels", String.join(" ", channels)));
    bundle.tensors("blend", Tensors.builder().floats("weights", weights).build());
  }

  /** Reads a blend back. */
  public static Blend read(Bundle bundle) throws IOException {
    var channels = new ArrayList<String>();
    for (String name : String.valueOf(bundle.settings().getOrDefault("channels", "")).split(" ")) {
      if (!name.isEmpty()) {
        channels.add(name);
      }
    }
    var weights = bundle.tensors("blend").floats("weights");
    if (weights.size() != 2L * channels.size()) {
      throw new CorruptFileException(bundle.folder().resolve("blend.safetensors"), -1, "has " + weights.size() + " weights for " + channels.size() + " channels");
    }
    var scores = new float[channels.size()];
    var ranks = new float[channels.size()];
    for (int c = 0; c < scores.length; c++) {
      scores[c] = weights.get(2L * c);
      ranks[c] = weights.get(2L * c + 1);
    }
    try {
      return new Blend(channels, scores, ranks);
    } catch (IllegalArgumentException e) {
      throw new CorruptFileException(bundle.folder().resolve("blend.safetensors"), -1, e.getMessage());
    }
  }

  @Override
  public String toString() {
    return KIND + weights();
  }
}
