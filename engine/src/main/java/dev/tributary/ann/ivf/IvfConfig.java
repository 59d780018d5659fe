package dev.tributary.ann.ivf;

import static dev.tributary.math.Require.require;

import dev.tributary.settings.Setting;

/**
 * Settings of {@link IvfIndex}.
 *
 * @param nlist number of cells; 0: about 1.8 times the root of the number of vectors
 * @param nprobe cells that a search looks into
 * @param codeLength values of a vector that share one code of 4 bits; 0: no codes, every vector of a cell is compared
 * @param alongWeight for inner product and cosine: what a coding error along a vector counts more than one across it
 * @param rerank how many of the best by their codes are compared exactly; a search for more takes as many as it is asked for
 * @param bits a value of codes that stand in for the vectors, which are then not kept; 0: they are
 */
public record IvfConfig(
    @Setting(value = "number of cells; 0: about 1.8 times the root of the number of vectors", min = 0, max = 1_000_000) int nlist,
    @Setting(value = "cells that a search looks into: more find more and take longer", min = 1, max = 1_000_000) int nprobe,
    @Setting(value = "values of a vector that share one code of 4 bits; 0: no codes, every vector of a cell is compared", min = 0, max = 64) int codeLength,
    @Setting(value = "what a coding error along a vector counts more than one across it; 1: no more", min = 1, max = 1000) double alongWeight,
    @Setting(value = "how many of the best by their codes are compared exactly: more find more and take longer", min = 1, max = 1_000_000) int rerank,
    @Setting(value = "bits a value of codes that stand in for the vectors: less memory, and scores are about right; 0: the vectors are kept", min = 0, max = 8) int bits) {

  /** Codes for pairs of values. */
  public static final IvfConfig DEFAULT = new IvfConfig(0, 64, 2, 4, 100, 0);

  public IvfConfig {
    require(nlist >= 0 && nlist <= 1_000_000, "nlist is %d, allowed 0 (by the number of vectors) to 1000000", nlist);
    require(nprobe >= 1 && nprobe <= 1_000_000, "nprobe is %d, allowed 1..1000000; start with 64", nprobe);
    require(codeLength >= 0 && codeLength <= 64, "codeLength is %d, allowed 0 (no codes) to 64; start with 2", codeLength);
    require(alongWeight >= 1 && alongWeight <= 1000, "alongWeight is %s, allowed 1..1000; start with 4", alongWeight);
    require(rerank >= 1 && rerank <= 1_000_000, "rerank is %d, allowed 1..1000000; start with 100", rerank);
    require(bits >= 0 && bits <= 8, "bits is %d, allowed 0 (the vectors are kept) to 8; start with 6", bits);
  }

  public IvfConfig withNlist(int nlist) {
    return new IvfConfig(nlist, nprobe, codeLength, alongWeight, rerank, bits);
  }

  public IvfConfig withNprobe(int nprobe) {
    return new IvfConfig(nlist, nprobe, codeLength, alongWeight, rerank, bits);
  }

  public IvfConfig withCodeLength(int codeLength) {
    return new IvfConfig(nlist, nprobe, codeLength, alongWeight, rerank, bits);
  }

  public IvfConfig withAlongWeight(double alongWeight) {
    return new IvfConfig(nlist, nprobe, codeLength, alongWeight, rerank, bits);
  }

  public IvfConfig withRerank(int rerank) {
    return new IvfConfig(nlist, nprobe, codeLength, alongWeight, rerank, bits);
  }

  public IvfConfig withBits(int bits) {
    return new IvfConfig(nlist, nprobe, codeLength, alongWeight, rerank, bits);
  }
}
