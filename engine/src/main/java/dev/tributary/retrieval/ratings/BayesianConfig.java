package dev.tributary.retrieval.ratings;

import static dev.tributary.math.Require.require;

import dev.tributary.settings.Setting;

/**
 * Settings of {@link BayesianTrainer}: no rates and no penalties, which are drawn with the rest.
 *
 * @param factors length of the vectors
 * @param burnIn sweeps at the start that are thrown away
 * @param samples how many draws are kept and averaged
 * @param gap sweeps from one kept draw to the next
 */
public record BayesianConfig(
    @Setting(value = "length of the vectors of users and items", min = 1, max = 512, search = {8, 64}, log = true) int factors,
    @Setting(value = "sweeps over all users and items before the first draw is kept", min = 0, max = 10_000) int burnIn,
    @Setting(value = "draws that are kept and averaged; each takes as much memory as a model", min = 1, max = 1000) int samples,
    @Setting(value = "sweeps from one kept draw to the next", min = 1, max = 1000) int gap) {
  public static final BayesianConfig DEFAULT = new BayesianConfig(32, 30, 30, 3);

  public BayesianConfig {
    require(factors >= 1 && factors <= 512, "factors is %d, allowed 1..512; start with 32", factors);
    require(burnIn >= 0 && burnIn <= 10_000, "burnIn is %d, allowed 0..10000; start with 30", burnIn);
    require(samples >= 1 && samples <= 1000, "samples is %d, allowed 1..1000; start with 30", samples);
    require(gap >= 1 && gap <= 1000, "gap is %d, allowed 1..1000", gap);
  }

  public BayesianConfig withFactors(int factors) {
    return new BayesianConfig(factors, burnIn, samples, gap);
  }

  /** The same settings with another number of draws, and of sweeps before the first. */
  public BayesianConfig withSamples(int burnIn, int samples) {
    return new BayesianConfig(factors, burnIn, samples, gap);
  }
}
