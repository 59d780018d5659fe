package dev.tributary.retrieval;

import dev.tributary.model.Bundle;
import java.io.IOException;
import java.util.Map;

/**
 * All that the house knows of a channel: name, settings, how to train and how to read it. A channel is one folder with one
 * of these, and one line in the list of kinds.
 *
 * @param <C> its settings record, every component with a {@code @Setting}
 */
public interface ChannelKind<C extends Record> {
  /** The field's name for it, lower case, without spaces. */
  String name();

  /** What it is, in one line. */
  String summary();

  /** The settings that serve best where nothing is known of the data. */
  C defaults();

  /** Named settings, for example {@code course}: the notes' formula with nothing added. */
  default Map<String, C> presets() {
    return Map.of();
  }

  /** A trainer with these settings. */
  Trainer<? extends ChannelModel> trainer(C settings);

  /** Reads the model back from a bundle of this kind. */
  ChannelModel read(Bundle bundle) throws IOException;

  /** What training would need. */
  Estimate estimate(C settings, TrainingData data);

  /**
   * Memory and time, before a job starts.
   *
   * @param heapBytes peak on the heap beside the data
   * @param offHeapBytes peak off the heap beside the data
   * @param seconds on one core of the kind the estimate was fitted on; within a factor of about three
   */
  record Estimate(long heapBytes, long offHeapBytes, double seconds) {}
}
