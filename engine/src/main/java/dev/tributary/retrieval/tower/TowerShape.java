package dev.tributary.retrieval.tower;

/**
 * What a {@link Tower} is made of.
 *
 * @param dim length of its vectors
 * @param layers widths of the hidden layers, see {@link #widths}
 * @param activation of them
 * @param batchNorm whether they are normalised
 * @param dropout of them
 * @param residual whether the row's first bag, as long as the vector, is added to what the layers make of all; they then start by adding nothing
 * @param unit whether vectors get the length 1
 */
record TowerShape(int dim, String layers, TowerActivation activation, boolean batchNorm, double dropout, boolean residual, boolean unit) {
  int[] widths() {
    return TowerConfig.widths(layers);
  }
}
