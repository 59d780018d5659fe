package dev.tributary.retrieval.sgd;

import static dev.tributary.math.Require.require;

import dev.tributary.settings.Setting;

/**
 * Settings of the channels that learn vectors by stochastic gradient descent.
 *
 * @param factors length of the vectors
 * @param epochs how often every interest is met
 * @param learningRate of the first epoch
 * @param decay what each epoch leaves of the learning rate
 * @param regularization λ: a step shrinks what it touches by rate · λ
 * @param negatives items without interest drawn for each interest; WARP draws at most so many
 * @param popularityPower items are drawn by n_i to this power; 0: all alike
 * @param drawTaken whether what a user has in train is drawn for that user too, by chance like all else: interests of users who took much are then doubted a little
 *     (the dot product of Rendle and others, RecSys 2020). An item is never drawn against itself
 * @param hardestOf of so many items drawn, but at most one for every hundred that there are, the one with the highest score is the negative; 1: the first
 * @param deviation of the random vectors that training starts from, for their length as a whole
 * @param patience epochs without a gain on a twentieth of the interests, held out, after which training stops and goes back to the best;
 *     0: all interests are learned from, in all epochs
 */
public record SgdConfig(
    @Setting(value = "length of the vectors of users and items", min = 1, max = 2048, search = {16, 256}, log = true) int factors,
    @Setting(value = "how often every interest is met", min = 1, max = 10_000, search = {10, 150}, log = true) int epochs,
    @Setting(value = "how far a step goes in the first epoch", min = 1e-9, max = 100, search = {0.005, 0.5}, log = true) double learningRate,
    @Setting(value = "what each epoch leaves of the learning rate", min = 0.1, max = 1) double decay,
    @Setting(value = "the more, the shorter the vectors", min = 0, max = 1000, search = {0.0005, 0.1}, log = true) double regularization,
    @Setting(value = "items without interest drawn for each interest", min = 1, max = 10_000, search = {1, 10}) int negatives,
    @Setting(value = "items are drawn by their popularity to this power; 0: all alike", min = 0, max = 2, search = {0, 1}) double popularityPower,
    @Setting("whether what a user has in train is drawn for that user too") boolean drawTaken,
    @Setting(value = "of so many drawn items the one that scores highest is learned from; 1: the first", min = 1, max = 1000, search = {1, 20}, log = true) int hardestOf,
    @Setting(value = "standard deviation of the random vectors at the start, for their length as a whole", min = 1e-6, max = 10) double deviation,
    @Setting(value = "epochs without a gain on held-out interests after which training stops; 0: nothing is held out", min = 0, max = 10_000) int patience) {

  public SgdConfig {
    require(factors >= 1 && factors <= 2048, "factors is %d, allowed 1..2048; start with 64", factors);
    require(epochs >= 1 && epochs <= 10_000, "epochs is %d, allowed 1..10000; start with 40", epochs);
    require(learningRate >= 1e-9 && learningRate <= 100, "learningRate is %s, allowed 1e-9..100; start with 0.05", learningRate);
    require(decay >= 0.1 && decay <= 1, "decay is %s, allowed 0.1..1 (the rate stays)", decay);
    require(regularization >= 0 && regularization <= 1000, "regularization is %s, allowed 0..1000; start with 0.01", regularization);
    require(
        learningRate * regularization < 1,
        "learningRate %s times regularization %s is 1 or more, so that a step would leave nothing; lower one of them",
        learningRate,
        regularization);
    require(negatives >= 1 && negatives <= 10_000, "negatives is %d, allowed 1..10000", negatives);
    require(popularityPower >= 0 && popularityPower <= 2, "popularityPower is %s, allowed 0 (all alike)..2", popularityPower);
    require(hardestOf >= 1 && hardestOf <= 1000, "hardestOf is %d, allowed 1 (the first item drawn)..1000", hardestOf);
    require(deviation >= 1e-6 && deviation <= 10, "deviation is %s, allowed 1e-6..10; start with 0.1", deviation);
    require(patience >= 0 && patience <= 10_000, "patience is %d, allowed 0 (no stop)..10000", patience);
  }

  public SgdConfig withFactors(int factors) {
    return new SgdConfig(factors, epochs, learningRate, decay, regularization, negatives, popularityPower, drawTaken, hardestOf, deviation, patience);
  }

  public SgdConfig withEpochs(int epochs) {
    return new SgdConfig(factors, epochs, learningRate, decay, regularization, negatives, popularityPower, drawTaken, hardestOf, deviation, patience);
  }

  /** The same settings with other steps: the rate of the first epoch, and what each epoch leaves of it. */
  public SgdConfig withRate(double learningRate, double decay) {
    return new SgdConfig(factors, epochs, learningRate, decay, regularization, negatives, popularityPower, drawTaken, hardestOf, deviation, patience);
  }

  public SgdConfig withRegularization(double regularization) {
    return new SgdConfig(factors, epochs, learningRate, decay, regularization, negatives, popularityPower, drawTaken, hardestOf, deviation, patience);
  }

  /** The same settings with another sampler: how many items for each interest, by which power of popularity. */
  public SgdConfig withNegatives(int negatives, double popularityPower) {
    return new SgdConfig(factors, epochs, learningRate, decay, regularization, negatives, popularityPower, drawTaken, hardestOf, deviation, patience);
  }

  /** The same settings where what a user has in train is drawn for that user like all else, or never. */
  public SgdConfig withDrawTaken(boolean drawTaken) {
    return new SgdConfig(factors, epochs, learningRate, decay, regularization, negatives, popularityPower, drawTaken, hardestOf, deviation, patience);
  }

  /** Of how many drawn items the hardest is learned from where there are so many: in a small catalogue it would mostly be one that the user would like. */
  public int hardestOf(int items) {
    return Math.clamp(items / 100, 1, hardestOf);
  }

  /** The same settings where the negative is the item with the highest score among so many. */
  public SgdConfig withHardestOf(int hardestOf) {
    return new SgdConfig(factors, epochs, learningRate, decay, regularization, negatives, popularityPower, drawTaken, hardestOf, deviation, patience);
  }

  public SgdConfig withPatience(int patience) {
    return new SgdConfig(factors, epochs, learningRate, decay, regularization, negatives, popularityPower, drawTaken, hardestOf, deviation, patience);
  }
}
