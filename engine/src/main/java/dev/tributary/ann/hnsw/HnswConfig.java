package dev.tributary.ann.hnsw;

import static dev.tributary.math.Require.require;

import dev.tributary.settings.Setting;

/**
 * Settings of {@link HnswIndex}, by the names of the field.
 *
 * @param M links of a vector in the upper layers; twice as many in the lowest one
 * @param efConstruction how many near vectors the build looks among for the links of one
 * @param ef how many near vectors a search keeps in hand: more find more and take longer; a search for more than ef takes as many as it is
 *     asked for
 * @param codes whether builds and searches walk by codes of 8 bits a value, and compare the best exactly; a quarter more memory for half the time
 */
public record HnswConfig(
    @Setting(value = "links of a vector in the upper layers, twice as many in the lowest", min = 2, max = 1024) int M,
    @Setting(value = "near vectors among which the build chooses links", min = 1, max = 100_000) int efConstruction,
    @Setting(value = "near vectors a search keeps in hand: more find more and take longer", min = 1, max = 1_000_000) int ef,
    @Setting("walk by codes of 8 bits a value and compare the best exactly, rather than all") boolean codes) {

  /** What the field's libraries begin with. */
  public static final HnswConfig DEFAULT = new HnswConfig(16, 200, 100, true);

  public HnswConfig {
    require(M >= 2 && M <= 1024, "M is %d, allowed 2..1024; start with 16", M);
    require(efConstruction >= 1 && efConstruction <= 100_000, "efConstruction is %d, allowed 1..100000; start with 200", efConstruction);
    require(ef >= 1 && ef <= 1_000_000, "ef is %d, allowed 1..1000000; start with 100", ef);
  }

  public HnswConfig withM(int M) {
    return new HnswConfig(M, efConstruction, ef, codes);
  }

  public HnswConfig withEfConstruction(int efConstruction) {
    return new HnswConfig(M, efConstruction, ef, codes);
  }

  public HnswConfig withEf(int ef) {
    return new HnswConfig(M, efConstruction, ef, codes);
  }

  public HnswConfig withCodes(boolean codes) {
    return new HnswConfig(M, efConstruction, ef, codes);
  }
}
