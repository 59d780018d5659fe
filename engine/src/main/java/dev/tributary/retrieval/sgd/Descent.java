package dev.tributary.retrieval.sgd;

import dev.tributary.data.Interests;
import dev.tributary.math.Job;
import dev.tributary.math.Seeds;

/**
 * Stochastic gradient descent over the entries of a log (see {@link Grid} for how it is cut): rates, negatives, the end. The same bits on any
 * number of threads. Confined: one training.
 */
final class Descent {
  private final String name;
  private final SgdConfig config;
  private final Job job;
  private final long seed;
  private final float[] itemWeights;
  private final Grid learned;
  private final Grid heldOut;

  /**
   * Prepares a descent over interests, whose negatives are items that the user has not in train, or any where the settings say so.
   *
   * @param name of the channel: gives seeds and phases their name
   */
  Descent(String name, SgdConfig config, Interests interests, Job job) {
    this(name, config, Entries.of(interests, config.drawTaken()), itemWeights(interests, config), job);
  }

  Descent(String name, SgdConfig config, Entries entries, float[] itemWeights, Job job) {
    this.name = name;
    this.config = config;
    this.job = job;
    this.itemWeights = itemWeights;
    seed = Seeds.of(job.seed(), name);
    long partSeed = Seeds.of(seed, "held out");
    boolean stops = config.patience() > 0;
    learned = new Grid(stops ? entries.part(false, partSeed) : entries, itemWeights, Seeds.of(seed, "parts"));
    heldOut = stops ? new Grid(entries.part(true, partSeed), itemWeights, Seeds.of(seed, "parts")) : learned;
  }

  /** An item that nobody took is never drawn: it would only learn to stay so. */
  private static float[] itemWeights(Interests interests, SgdConfig config) {
    int[] popularity = interests.popularity();
    var weights = new float[popularity.length];
    for (int item = 0; item < weights.length; item++) {
      weights[item] = popularity[item] == 0 ? 0 : (float) StrictMath.pow(popularity[item], config.popularityPower());
    }
    return weights;
  }

  /** How likely each item is drawn as a negative, up to a factor. */
  float[] itemWeights() {
    return itemWeights;
  }

  /**
   * Runs all epochs, or fewer where patience ends.
   *
   * @return the mean loss of the last epoch, or of the best one on held-out interests
   * @throws ArithmeticException when the loss or a parameter is no longer finite
   */
  double run(Lesson lesson, Factors factors) {
    double loss = 0;
    double best = Double.POSITIVE_INFINITY;
    int bestEpoch = -1;
    double rate = config.learningRate();
    for (int epoch = 0; epoch < config.epochs(); epoch++) {
      String phase = name + ": epoch " + (epoch + 1) + " of " + config.epochs();
      loss = learned.epoch(phase, Seeds.of(seed, epoch), rate, lesson, job);
      checkFinite(epoch, Double.isFinite(loss));
      rate *= config.decay();
      if (config.patience() > 0) {
        double measured = heldOut.epoch(phase, Seeds.of(seed, "measure"), 0, lesson, job); // the same draws in every epoch
        if (measured < best) {
          best = measured;
          bestEpoch = epoch;
          factors.remember();
        } else if (epoch - bestEpoch >= config.patience()) {
          break;
        }
      }
    }
    if (bestEpoch >= 0) {
      factors.recall();
      loss = best;
    }
    checkFinite(config.epochs() - 1, factors.finite());
    return loss;
  }

  private void checkFinite(int epoch, boolean finite) {
    if (!finite) {
      throw new ArithmeticException(
          name + " diverged in epoch " + (epoch + 1) + ": its vectors are no longer finite; lower learningRate, now " + config.learningRate()
              + ", or raise regularization, now " + config.regularization());
    }
  }
}
