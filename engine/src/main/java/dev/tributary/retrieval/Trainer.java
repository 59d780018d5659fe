package dev.tributary.retrieval;

import dev.tributary.data.Interactions;
import dev.tributary.math.Job;

/**
 * Learns a channel's model. Thread-safe: holds its settings only.
 *
 * @param <M> the model
 */
public interface Trainer<M extends ChannelModel> {
  /**
   * Learns from a log and what is known of its items. The same data, settings and seed give the same model on any number of
   * threads.
   *
   * @throws java.util.concurrent.CancellationException when the job's listener stops it
   */
  M train(TrainingData data, Job job);

  /** The short form: the log alone, all cores, seed 42. */
  default M train(Interactions log) {
    return train(TrainingData.of(log), Job.DEFAULT);
  }
}
