package dev.tributary.funnel;

import dev.tributary.ranking.blend.Blend;
import dev.tributary.reranking.Scatter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a person sees, and why. Immutable.
 *
 * @param responseId names this page in the events that it causes
 * @param user the user of the request, or empty
 * @param release the release that made it
 * @param items best first
 * @param degraded the channels that failed or were late, each with the reason
 * @param unmetRules the scatter rules that could not hold, with slot and reason
 * @param cuts a sample of what the stages removed: a few candidates of each, drawn by the response's id
 * @param trace how many candidates each stage had, and how long it took
 */
public record Page(
    String responseId, String user, String release, List<Shown> items, List<String> degraded, List<Scatter.Unmet> unmetRules, List<Cut> cuts, Trace trace) {
  public Page {
    items = List.copyOf(items);
    degraded = List.copyOf(degraded);
    unmetRules = List.copyOf(unmetRules);
    cuts = List.copyOf(cuts);
  }

  /**
   * A candidate that a stage removed.
   *
   * @param stage {@code pre-ranking}, {@code ranking} or {@code re-ranking}
   * @param rank 1 = best: its best one in a channel where pre-ranking removed it, else the one by its score
   * @param score of the ranking stage; 0 where pre-ranking removed it
   */
  public record Cut(String stage, String item, int rank, float score) {}

  /**
   * One item of a page.
   *
   * @param rank 1 = top
   * @param score of the ranking stage; the order of a page may differ from it where rules moved an item
   * @param channels the channels that found it, in the funnel's order
   */
  public record Shown(String id, int rank, float score, List<Found> channels) {
    public Shown {
      channels = List.copyOf(channels);
    }
  }

  /**
   * One channel's find.
   *
   * @param rank in the channel, 1 = best
   * @param score the channel's own
   * @param because the interests behind it, strongest first, with their shares; empty where interests play no part
   */
  public record Found(String name, int rank, float score, List<Because> because) {
    public Found {
      because = List.copyOf(because);
    }
  }

  /** An interest and how much of the channel's score it gave, 0..1. */
  public record Because(String item, float share) {}

  /**
   * How a request went through the stages.
   *
   * @param channels what each channel found, and how long it took
   * @param merged distinct candidates after the merge
   * @param preRanked candidates kept by pre-ranking
   * @param ranked candidates scored
   * @param retrievalMicros and the others: time of each stage
   */
  public record Trace(
      List<ChannelTrace> channels,
      int merged,
      int preRanked,
      int ranked,
      long retrievalMicros,
      long preRankingMicros,
      long rankingMicros,
      long reRankingMicros) {
    public Trace {
      channels = List.copyOf(channels);
    }

    /** All stages together. */
    public long tookMicros() {
      return retrievalMicros + preRankingMicros + rankingMicros + reRankingMicros;
    }
  }

  /**
   * One channel's part.
   *
   * @param found how many items
   * @param micros how long it took
   * @param best the score of its first; 0 when it found none
   */
  public record ChannelTrace(String name, int found, long micros, float best) {}

  /** The names of {@link #features}, in their order: each channel's {@code .score} and {@code .rank}. */
  public List<String> featureNames() {
    return trace.channels.stream().flatMap(channel -> Stream.of(channel.name + ".score", channel.name + ".rank")).toList();
  }

  /**
   * What the ranking stage saw of an item of this page: for each channel the normalised score and the reciprocal rank, as {@link Blend} has them; 0 from a
   * channel that did not find it.
   */
  public List<Float> features(Shown item) {
    var features = new ArrayList<Float>(2 * trace.channels.size());
    for (var channel : trace.channels) {
      var found = item.channels.stream().filter(f -> f.name.equals(channel.name)).findFirst();
      features.add(found.map(f -> Blend.normalised(f.score, channel.best)).orElse(0f));
      features.add(found.map(f -> Blend.reciprocal(f.rank)).orElse(0f));
    }
    return features;
  }
}
