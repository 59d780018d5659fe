package dev.tributary.nn;

import dev.tributary.model.Tensors;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The epochs of a training, and the parameters that it keeps: of the epoch that did best on what is held out or, where nothing is, of the last. They are also the last good ones when the training loses
 * itself: what earlier epochs have learned is not lost to the step of a later one. Memory: a copy of the parameters; where nothing is held out, none is made of more than 2²⁷ values (half a gigabyte), nor
 * after the last epoch. Confined.
 */
public final class Epochs {
  private static final System.Logger LOG = System.getLogger(Epochs.class.getName());
  private static final long MOST = 1L << 27; // values

  /** What is trained. */
  public interface Learner {
    /**
     * Learns for one epoch.
     *
     * @param epoch its number, from 1 on
     * @param standing a few words on what the one before has reached
     * @return the mean loss
     * @throws DivergedException when a loss is not finite
     */
    double learn(int epoch, String standing);

    /** @throws DivergedException when a parameter is not finite */
    void check();

    /** NDCG of what is held out, with the parameters of the moment; empty where nothing is. */
    OptionalDouble measure();
  }

  private final String name;
  private final int most;
  private final int patience;
  private final Checkpointed parameters;
  private Optional<Tensors> kept = Optional.empty();
  private int epoch;
  private double loss;
  private boolean heldOut;
  private Optional<String> lost = Optional.empty();
  private double measured;

  /**
   * None yet.
   *
   * @param name of what is trained
   * @param most how many there will be, at most
   * @param patience epochs without a gain on what is held out, after which training stops
   * @param parameters all that training changes
   */
  public Epochs(String name, int most, int patience, Checkpointed parameters) {
    this.name = name;
    this.most = most;
    this.patience = patience;
    this.parameters = parameters;
  }

  /**
   * Learns until all epochs are done, patience ends or the training loses itself, and goes back to the parameters that are kept. That a training lost itself is told as a warning, with the step.
   *
   * @throws DivergedException when it does so before any parameters are kept
   */
  public Epochs run(Learner learner) {
    try {
      String standing = "";
      for (int number = 1; number <= most && (!heldOut || number - 1 - epoch < patience); number++) {
        double mean = learner.learn(number, standing);
        learner.check();
        standing = String.format(Locale.ROOT, ", loss %.4f", mean);
        var measure = learner.measure();
        if (measure.isPresent()) {
          standing += String.format(Locale.ROOT, ", NDCG %.4f", measure.getAsDouble());
          offer(number, mean, measure.getAsDouble());
        } else {
          keep(number, mean);
          kept = number < most && parameters.stateValues() <= MOST ? Optional.of(parameters.remember()) : Optional.empty();
        }
      }
    } catch (DivergedException e) {
      if (kept.isEmpty()) {
        throw e;
      }
      lost = Optional.of(e.getMessage() + ". Kept is what it had learned by epoch " + epoch + " of " + most);
      LOG.log(System.Logger.Level.WARNING, lost.get());
    }
    kept.ifPresent(parameters::recall);
    return this;
  }

  private void offer(int number, double mean, double measure) {
    heldOut = true;
    if (kept.isEmpty() || measure > measured) {
      measured = measure;
      keep(number, mean);
      kept = Optional.of(parameters.remember());
    }
  }

  private void keep(int number, double mean) {
    epoch = number;
    loss = mean;
  }

  /** The number of the epoch whose parameters are kept; 0 of none. */
  public int epoch() {
    return epoch;
  }

  /** Its mean loss; 0 of none. */
  public double loss() {
    return loss;
  }

  /** NDCG of what was held out, after it; 0 where nothing was. */
  public double measured() {
    return measured;
  }

  /** How the training lost itself, and what is kept; empty where it did not. */
  public Optional<String> lost() {
    return lost;
  }
}
