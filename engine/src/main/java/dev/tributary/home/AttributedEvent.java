package dev.tributary.home;

import dev.tributary.data.Event;
import dev.tributary.log.Response;
import java.util.List;

/**
 * An event and the page that caused it: a row to train a ranker on. Immutable.
 *
 * @param event what the user did
 * @param position where the item stood on the page as it was recorded, 1 = top, whatever the event itself says
 * @param score of the ranking stage
 * @param channels the channels that found the item
 * @param scene the configuration that made the page, as {@code release}
 * @param servedAt when the page was made, epoch milliseconds
 * @param featureNames the names of {@code features}; empty when none were sampled
 * @param features of the item as they were served
 */
public record AttributedEvent(
    Event event, int position, float score, List<Response.Found> channels, String scene, String release, long servedAt, List<String> featureNames, List<Float> features) {
  public AttributedEvent {
    channels = List.copyOf(channels);
    featureNames = List.copyOf(featureNames);
    features = List.copyOf(features);
  }
}
