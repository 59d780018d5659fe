package dev.tributary.log;

import static dev.tributary.math.Require.require;

import java.util.List;

/**
 * A page as it was served, kept so that what comes of it can be joined to what led to it. Immutable.
 *
 * @param id the response id that events name
 * @param user who got it; empty for a session without one
 * @param scene the configuration that made it
 * @param release the release that made it
 * @param time epoch milliseconds
 * @param items in the order of the page: position 1 is the first
 * @param featureNames the names of the items' features; empty when none were sampled
 * @param cuts what the stages removed, as far as it was sampled
 */
public record Response(String id, String user, String scene, String release, long time, List<Shown> items, List<String> featureNames, List<Cut> cuts) {
  public Response {
    require(!id.isEmpty(), "a response's id is empty");
    items = List.copyOf(items);
    featureNames = List.copyOf(featureNames);
    cuts = List.copyOf(cuts);
    int features = featureNames.size();
    for (Shown shown : items) {
      require(shown.features.size() == features, "item %s has %d features, the response names %d", shown.item, shown.features.size(), features);
    }
  }

  /**
   * One item of the page.
   *
   * @param score of the ranking stage
   * @param channels the channels that found it
   * @param features as they were served, in the order of the response's names
   */
  public record Shown(String item, float score, List<Found> channels, List<Float> features) {
    public Shown {
      channels = List.copyOf(channels);
      features = List.copyOf(features);
    }
  }

  /**
   * One channel's find.
   *
   * @param rank in the channel, 1 = best
   */
  public record Found(String channel, int rank, float score) {}

  /**
   * A candidate that did not reach the page.
   *
   * @param stage that removed it
   * @param rank in that stage, 1 = best; 0 when it has none
   */
  public record Cut(String stage, String item, int rank, float score) {}
}
