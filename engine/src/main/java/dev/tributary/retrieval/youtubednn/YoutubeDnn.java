package dev.tributary.retrieval.youtubednn;

import dev.tributary.retrieval.tower.ClassifierConfig;
import dev.tributary.retrieval.tower.ClassifierKind;
import java.util.Map;

/**
 * Candidate generation as classification of the next item (Covington, Adams, Sargin: "Deep neural networks for YouTube recommendations", RecSys 2016): the mean of the history's vectors, what is known of the
 * user and the age of the lesson go through a network, whose vector is compared with a row of weights for each item. {@code course} has the network of ReLU layers and inner products, with vectors of
 * their own for the history.
 */
public final class YoutubeDnn extends ClassifierKind {
  /** The only one. */
  public static final YoutubeDnn KIND = new YoutubeDnn();

  private YoutubeDnn() {
    super(
        "youtubednn",
        "a network over the mean of the history that foretells the next item among all; vectors are searched",
        new ClassifierConfig(64, "", 0, true, true, 100, true, 16, "", 1, 100, true, 0.1, 2000, 500, 0.5, 1, false, 0.003, false, 0, 1024, 60, 4),
        Map.of("course", new ClassifierConfig(64, "256-128", 0, false, false, 50, true, 16, "", 1, 50, false, 1, 20_000, 500, 0.75, 1, false, 0.001, false, 0, 256, 20, 3)));
  }
}
