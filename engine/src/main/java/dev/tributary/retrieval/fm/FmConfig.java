package dev.tributary.retrieval.fm;

import static dev.tributary.math.Require.require;

import dev.tributary.settings.Setting;

/**
 * Settings of {@link Fm}.
 *
 * @param factors length of the features' vectors
 * @param epochs how often every interest is foretold
 * @param method how parameters follow their gradients
 * @param learningRate how far a step goes
 * @param decay what a step takes of a value, times the rate: AdamW. 0 for the other methods
 * @param negatives items drawn for a part of a batch, by which all its users learn
 * @param popularityPower they are drawn by popularity to this power; how likely an item is drawn is corrected for, so it moves the noise and not the aim
 * @param history of a user's interests this share, drawn anew each time, are the user's features while others are foretold; 0: none
 * @param userId whether the user's id is a feature too, for users of the log
 * @param batch lessons of a step, each of a user and some of their interests; fewer where there are few
 * @param deviation of the random vectors at the start, for their length as a whole
 */
public record FmConfig(
    @Setting(value = "length of the vectors of features", min = 1, max = 2048, search = {16, 256}, log = true) int factors,
    @Setting(value = "how often every interest is foretold", min = 1, max = 10_000, search = {5, 60}, log = true) int epochs,
    @Setting("how parameters follow their gradients: adam, adagrad or sgd") Method method,
    @Setting(value = "how far a step goes", min = 1e-9, max = 100, search = {0.001, 0.02}, log = true) double learningRate,
    @Setting(value = "what a step takes of a value, times the rate; method adam alone", min = 0, max = 10, search = {0.001, 1}, log = true) double decay,
    @Setting(value = "items drawn for a part of a batch, by which all its users learn", min = 1, max = 100_000) int negatives,
    @Setting(value = "they are drawn by their popularity to this power; 0: all alike", min = 0, max = 2) double popularityPower,
    @Setting(value = "this share of a user's interests, drawn anew each time, are features while others are foretold; 0: none", min = 0, max = 1, search = {0.1, 0.8}) double history,
    @Setting("whether a user's id is a feature, beside what they did") boolean userId,
    @Setting(value = "lessons of a step, each of a user and some of their interests", min = 2, max = 65_536) int batch,
    @Setting(value = "standard deviation of the random vectors at the start, for their length as a whole", min = 1e-6, max = 10) double deviation) {

  /** How parameters follow their gradients. */
  public enum Method {
    ADAM,
    ADAGRAD,
    SGD
  }

  /** What serves best where nothing is known of the data. */
  public static final FmConfig DEFAULT = new FmConfig(64, 20, Method.ADAM, 0.005, 0.01, 512, 0.5, 0.3, false, 2048, 0.1);

  public FmConfig {
    require(factors >= 1 && factors <= 2048, "factors is %d, allowed 1..2048; start with 64", factors);
    require(epochs >= 1 && epochs <= 10_000, "epochs is %d, allowed 1..10000; start with 20", epochs);
    require(learningRate >= 1e-9 && learningRate <= 100, "learningRate is %s, allowed 1e-9..100; start with 0.005", learningRate);
    require(decay >= 0 && decay <= 10, "decay is %s, allowed 0..10; start with 0.01", decay);
    require(decay == 0 || method == Method.ADAM, "decay is %s, but method %s has none; set it to 0", decay, method);
    require(decay * learningRate < 1, "learningRate %s times decay %s is 1 or more, so that a step would leave nothing; lower one of them", learningRate, decay);
    require(negatives >= 1 && negatives <= 100_000, "negatives is %d, allowed 1..100000; start with 512", negatives);
    require(popularityPower >= 0 && popularityPower <= 2, "popularityPower is %s, allowed 0 (all alike)..2", popularityPower);
    require(history >= 0 && history <= 1, "history is %s, allowed 0 (none)..1; start with 0.3", history);
    require(history > 0 || userId, "history is 0 and userId false, so that nothing is known of a user; set one of them");
    require(batch >= 2 && batch <= 65_536, "batch is %d, allowed 2..65536; start with 2048", batch);
    require(deviation >= 1e-6 && deviation <= 10, "deviation is %s, allowed 1e-6..10; start with 0.1", deviation);
  }

  public FmConfig withFactors(int factors) {
    return new FmConfig(factors, epochs, method, learningRate, decay, negatives, popularityPower, history, userId, batch, deviation);
  }

  public FmConfig withEpochs(int epochs) {
    return new FmConfig(factors, epochs, method, learningRate, decay, negatives, popularityPower, history, userId, batch, deviation);
  }

  /** The same settings with other steps: the method, its rate, and what it takes of a value beside. */
  public FmConfig withSteps(Method method, double learningRate, double decay) {
    return new FmConfig(factors, epochs, method, learningRate, decay, negatives, popularityPower, history, userId, batch, deviation);
  }

  /** The same settings with another sampler: how many items, by which power of popularity. */
  public FmConfig withNegatives(int negatives, double popularityPower) {
    return new FmConfig(factors, epochs, method, learningRate, decay, negatives, popularityPower, history, userId, batch, deviation);
  }

  /** The same settings with other features of users: what share of their interests, and whether their id. */
  public FmConfig withUsers(double history, boolean userId) {
    return new FmConfig(factors, epochs, method, learningRate, decay, negatives, popularityPower, history, userId, batch, deviation);
  }

  public FmConfig withBatch(int batch) {
    return new FmConfig(factors, epochs, method, learningRate, decay, negatives, popularityPower, history, userId, batch, deviation);
  }
}
