package dev.tributary.retrieval.sasrec;

import static dev.tributary.math.Require.require;

import dev.tributary.settings.Setting;

/**
 * Settings of {@link SasRec}.
 *
 * @param dim length of the vectors
 * @param blocks blocks of attention and feed-forward
 * @param heads of the attention, a divisor of dim
 * @param length how many of the newest interests count
 * @param dropout of what each part of a block gives, and of the input
 * @param learningRate of Adam
 * @param batch sequences of a step
 * @param epochs at most so many; one is as many passes over all sequences as make at least ten steps
 * @param patience epochs without a gain on held-out interests after which training stops and goes back to the best; 0: nothing is held out, all epochs are run
 * @param loss what is learned from a position
 * @param negatives items drawn, shared by some sequences of a step; for sampled and gbce
 * @param popularityPower items are drawn by n_i to this power; 0: all alike
 * @param calibration t of gbce, 0..1
 */
public record SasRecConfig(
    @Setting(value = "length of the vectors", min = 1, max = 1024, search = {32, 256}, log = true) int dim,
    @Setting(value = "blocks of attention and feed-forward", min = 1, max = 16, search = {1, 3}) int blocks,
    @Setting(value = "heads of the attention, a divisor of dim", min = 1, max = 64) int heads,
    @Setting(value = "how many of the newest interests count", min = 1, max = 4096) int length,
    @Setting(value = "share of values dropped in training", min = 0, max = 0.9, search = {0.1, 0.5}) double dropout,
    @Setting(value = "how far a step goes", min = 1e-9, max = 100, search = {0.0003, 0.003}, log = true) double learningRate,
    @Setting(value = "sequences of a step", min = 1, max = 65_536) int batch,
    @Setting(value = "passes over all sequences, at most; where they make few steps, ten steps are one", min = 1, max = 100_000) int epochs,
    @Setting(value = "epochs without a gain on held-out interests after which training stops; 0: nothing is held out", min = 0, max = 100_000) int patience,
    @Setting("full: softmax over all items; sampled: over some; gbce: binary; auto: full up to 20,000 items, else sampled") Loss loss,
    @Setting(value = "items drawn, for sampled and gbce", min = 1, max = 65_536) int negatives,
    @Setting(value = "items are drawn by their popularity to this power; 0: all alike", min = 0, max = 2) double popularityPower,
    @Setting(value = "how much gbce undoes the overconfidence of few negatives: 0 not at all, 1 wholly", min = 0, max = 1) double calibration) {

  /** The largest catalogue of which {@link Loss#AUTO} takes the full softmax. */
  static final int FULL_ITEMS = 20_000;

  /** What serves best where nothing is known of the data. */
  public static final SasRecConfig DEFAULT = new SasRecConfig(64, 2, 1, 200, 0.2, 0.001, 128, 200, 10, Loss.AUTO, 256, 0, 0.75);

  public SasRecConfig {
    require(dim >= 1 && dim <= 1024, "dim is %d, allowed 1..1024; start with 64", dim);
    require(blocks >= 1 && blocks <= 16, "blocks is %d, allowed 1..16; start with 2", blocks);
    require(heads >= 1 && heads <= 64 && dim % heads == 0, "heads is %d, allowed 1..64 and a divisor of dim, now %d; start with 1", heads, dim);
    require(length >= 1 && length <= 4096, "length is %d, allowed 1..4096; start with 200", length);
    require(dropout >= 0 && dropout <= 0.9, "dropout is %s, allowed 0..0.9; start with 0.2", dropout);
    require(learningRate >= 1e-9 && learningRate <= 100, "learningRate is %s, allowed 1e-9..100; start with 0.001", learningRate);
    require(batch >= 1 && batch <= 65_536, "batch is %d, allowed 1..65536; start with 128", batch);
    require(epochs >= 1 && epochs <= 100_000, "epochs is %d, allowed 1..100000; start with 200", epochs);
    require(patience >= 0 && patience <= 100_000, "patience is %d, allowed 0 (no stop)..100000", patience);
    require(negatives >= 1 && negatives <= 65_536, "negatives is %d, allowed 1..65536; start with 256", negatives);
    require(popularityPower >= 0 && popularityPower <= 2, "popularityPower is %s, allowed 0 (all alike)..2", popularityPower);
    require(calibration >= 0 && calibration <= 1, "calibration is %s, allowed 0..1; start with 0.75", calibration);
  }

  /** The same settings for another network: length of vectors, blocks and heads. */
  public SasRecConfig withNetwork(int dim, int blocks, int heads) {
    return new SasRecConfig(dim, blocks, heads, length, dropout, learningRate, batch, epochs, patience, loss, negatives, popularityPower, calibration);
  }

  public SasRecConfig withLength(int length) {
    return new SasRecConfig(dim, blocks, heads, length, dropout, learningRate, batch, epochs, patience, loss, negatives, popularityPower, calibration);
  }

  /** The same settings with other steps: the rate, and the sequences of each. */
  public SasRecConfig withSteps(double learningRate, int batch) {
    return new SasRecConfig(dim, blocks, heads, length, dropout, learningRate, batch, epochs, patience, loss, negatives, popularityPower, calibration);
  }

  /** The same settings with another end: at most so many epochs, and so many without a gain. */
  public SasRecConfig withEpochs(int epochs, int patience) {
    return new SasRecConfig(dim, blocks, heads, length, dropout, learningRate, batch, epochs, patience, loss, negatives, popularityPower, calibration);
  }

  /** The same settings with another loss, and so many negatives where it draws some. */
  public SasRecConfig withLoss(Loss loss, int negatives) {
    return new SasRecConfig(dim, blocks, heads, length, dropout, learningRate, batch, epochs, patience, loss, negatives, popularityPower, calibration);
  }

  /** The loss for a catalogue of this size. */
  Loss lossFor(int items) {
    return loss != Loss.AUTO ? loss : items <= FULL_ITEMS ? Loss.FULL : Loss.SAMPLED;
  }
}
