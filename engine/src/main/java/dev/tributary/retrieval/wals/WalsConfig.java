package dev.tributary.retrieval.wals;

import static dev.tributary.math.Require.require;

import dev.tributary.settings.Setting;

/**
 * Settings of {@link Wals}.
 *
 * @param factors length of the vectors
 * @param regularization λ ≥ 0
 * @param unobservedWeight w₀ ≥ 0: what a pair without an entry weighs, where an interest weighs 1
 * @param nu ν: 0 regularises all users and items alike, 1 each in proportion to its part of the loss
 * @param epochs how often both sides are solved for
 * @param solver how a side is solved for
 * @param blockSize factors of a block, for {@link Solver#BLOCK}
 * @param steps steps a row, for {@link Solver#CG}
 * @param likePower power of like(u,i) in an interest's weight; 0: all alike
 * @param popularityDamping an item's entries weigh (n̄ / n_i)^this, with n̄ the mean of n; 0: all alike
 * @param deviation of the random vectors that training starts from, for their length as a whole
 * @param feedback whether likes are signs of interest or grades
 * @param attributes a: what an attribute's own vector costs, against what the deviations of its items from it do; an item is found by its attributes before anybody took it. 0: items are known by their ids
 *     alone
 */
public record WalsConfig(
    @Setting(value = "length of the vectors of users and items", min = 1, max = 2048, search = {16, 256}, log = true) int factors,
    @Setting(value = "the more, the shorter the vectors", min = 0, max = 1e9, search = {0.0003, 0.05}, log = true) double regularization,
    @Setting(value = "what a pair without an entry weighs, where an interest weighs 1", min = 0, max = 1e6, search = {0.002, 1}, log = true) double unobservedWeight,
    @Setting(value = "0 regularises all users and items alike, 1 each in proportion to its part of the loss", min = 0, max = 2) double nu,
    @Setting(value = "how often both sides are solved for", min = 1, max = 10_000, search = {4, 20}) int epochs,
    @Setting("exact; block: some factors at a time; cg: a few steps of conjugate gradients") Solver solver,
    @Setting(value = "factors of a block, for solver block", min = 1, max = 2048) int blockSize,
    @Setting(value = "steps a row, for solver cg", min = 1, max = 1000) int steps,
    @Setting(value = "power of like(u,i) in an interest's weight; 0: all alike", min = 0, max = 10) double likePower,
    @Setting(value = "power of an item's popularity that divides the weight of its entries; 0: all alike", min = 0, max = 2) double popularityDamping,
    @Setting(value = "standard deviation of the random vectors at the start, for their length as a whole", min = 1e-6, max = 10) double deviation,
    @Setting("likes are signs of interest (implicit) or grades, with items met without interest as 0 (explicit)") Feedback feedback,
    @Setting(value = "items lean towards what their attributes say, the less the larger this is; 0: attributes are not read", min = 0, max = 1e6, search = {0.01, 10}, log = true) double attributes) {

  /** What serves best where nothing is known of the data. */
  public static final WalsConfig DEFAULT = new WalsConfig(128, 0.003, 0.02, 1, 8, Solver.EXACT, 64, 3, 1, 0, 0.1, Feedback.IMPLICIT, 0);

  public WalsConfig {
    require(factors >= 1 && factors <= 2048, "factors is %d, allowed 1..2048; start with 128", factors);
    require(regularization >= 0 && regularization <= 1e9, "regularization is %s, allowed 0..1e9; start with 0.003", regularization);
    require(unobservedWeight >= 0 && unobservedWeight <= 1e6, "unobservedWeight is %s, allowed 0..1e6; start with 0.02", unobservedWeight);
    require(nu >= 0 && nu <= 2, "nu is %s, allowed 0..2", nu);
    require(epochs >= 1 && epochs <= 10_000, "epochs is %d, allowed 1..10000; start with 8", epochs);
    require(blockSize >= 1 && blockSize <= 2048, "blockSize is %d, allowed 1..2048; start with 64", blockSize);
    require(steps >= 1 && steps <= 1000, "steps is %d, allowed 1..1000; start with 3", steps);
    require(likePower >= 0 && likePower <= 10, "likePower is %s, allowed 0 (all alike)..10", likePower);
    require(popularityDamping >= 0 && popularityDamping <= 2, "popularityDamping is %s, allowed 0 (all alike)..2", popularityDamping);
    require(deviation >= 1e-6 && deviation <= 10, "deviation is %s, allowed 1e-6..10; start with 0.1", deviation);
    require(attributes >= 0 && attributes <= 1e6, "attributes is %s, allowed 0 (not read)..1e6; start with 0.1", attributes);
    require(
        feedback == Feedback.IMPLICIT || likePower == 1 && popularityDamping == 0,
        "likePower is %s and popularityDamping %s, but grades (feedback explicit) all weigh alike; leave them at 1 and 0",
        likePower,
        popularityDamping);
  }

  public WalsConfig withFactors(int factors) {
    return new WalsConfig(factors, regularization, unobservedWeight, nu, epochs, solver, blockSize, steps, likePower, popularityDamping, deviation, feedback, attributes);
  }

  /** The same settings with other weights: λ, w₀ and ν. */
  public WalsConfig withWeights(double regularization, double unobservedWeight, double nu) {
    return new WalsConfig(factors, regularization, unobservedWeight, nu, epochs, solver, blockSize, steps, likePower, popularityDamping, deviation, feedback, attributes);
  }

  public WalsConfig withEpochs(int epochs) {
    return new WalsConfig(factors, regularization, unobservedWeight, nu, epochs, solver, blockSize, steps, likePower, popularityDamping, deviation, feedback, attributes);
  }

  /** The same settings with another solver: the size of a block counts for one, the steps for another. */
  public WalsConfig withSolver(Solver solver, int blockSize, int steps) {
    return new WalsConfig(factors, regularization, unobservedWeight, nu, epochs, solver, blockSize, steps, likePower, popularityDamping, deviation, feedback, attributes);
  }

  /** The same settings with other weights of entries: by the power of their like, and against popular items. */
  public WalsConfig withEntryWeights(double likePower, double popularityDamping) {
    return new WalsConfig(factors, regularization, unobservedWeight, nu, epochs, solver, blockSize, steps, likePower, popularityDamping, deviation, feedback, attributes);
  }

  public WalsConfig withFeedback(Feedback feedback) {
    return new WalsConfig(factors, regularization, unobservedWeight, nu, epochs, solver, blockSize, steps, likePower, popularityDamping, deviation, feedback, attributes);
  }

  /** The same settings with items that lean towards what their attributes say: a. */
  public WalsConfig withAttributes(double attributes) {
    return new WalsConfig(factors, regularization, unobservedWeight, nu, epochs, solver, blockSize, steps, likePower, popularityDamping, deviation, feedback, attributes);
  }

  /** w₀ as it counts: grades say nothing of pairs without one. */
  double everywhere() {
    return feedback == Feedback.IMPLICIT ? unobservedWeight : 0;
  }

  /** An interest's value in the matrix that is learned from: its weight, or its grade. */
  float value(float like) {
    return likePower == 1 ? like : (float) StrictMath.pow(like, likePower);
  }

  /** What a row's squared length costs: λ·(n + w₀·N)^ν for one with so many entries that meets so many on the other side. */
  double penalty(int entries, int others) {
    return regularization * StrictMath.pow(entries + everywhere() * others, nu);
  }
}
