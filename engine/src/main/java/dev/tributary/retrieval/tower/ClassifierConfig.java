package dev.tributary.retrieval.tower;

import static dev.tributary.math.Require.require;

import dev.tributary.settings.Setting;

/**
 * Settings of the channels that tell a user's next items apart as classes.
 *
 * @param dim length of all vectors of items and users
 * @param layers widths of the ReLU layers, as in {@code 128-64}; empty: one linear layer
 * @param dropout of the ReLU layers
 * @param residual whether the mean of the history is added to what the layers make; they start by adding nothing
 * @param shared whether the history is pooled of the vectors that are searched; else items have vectors of their own there
 * @param history most interests that are pooled, the newest
 * @param exampleAge whether the network is told how old a lesson is; when it serves, that is 0. Of logs with times
 * @param featureEmbedding length of the vectors of features with slots
 * @param userFeatures what is declared over the inferred features of users, see {@link dev.tributary.feature.FeatureSchema#with}
 * @param targets most interests after the cut that a lesson foretells: 1, the next
 * @param perUser most lessons of a user in an epoch; 0: all there are
 * @param cosine whether vectors have the length 1
 * @param temperature τ: logits are scores over it
 * @param fullUpTo most items for a softmax over all; with more it is sampled
 * @param negatives items drawn for a slice of the batch, which its lessons share
 * @param popularityPower β: they are drawn by n_i^β; 0: all alike
 * @param correction how much of the logarithm of an item's expected number among them is taken off its logit; 1: all, 0: nothing
 * @param positivesOnly whether to learn from positives alone, by their logistic loss: the space folds, which this is there to show
 * @param learningRate of Adam
 * @param cooling whether the rate falls in a straight line, to nothing at the end of the last epoch
 * @param decay what AdamW takes of a value, times the rate
 * @param batch lessons in a step; fewer where there are few
 * @param epochs at most
 * @param patience epochs without a gain in NDCG@10 on the last interests of up to 2,000 users, held out, after which training stops; 0: none are held out,
 *     nor where fewer than 200 users have three
 */
public record ClassifierConfig(
    @Setting(value = "length of all vectors", min = 1, max = 2048, search = {32, 128}, log = true) int dim,
    @Setting("widths of the ReLU layers, as in 128-64; empty: one linear layer") String layers,
    @Setting(value = "share of values dropped in ReLU layers in training", min = 0, max = 0.95, search = {0.05, 0.5}, orZero = true) double dropout,
    @Setting("whether the mean of the history is added to what the layers make") boolean residual,
    @Setting("whether the history is pooled of the vectors that are searched") boolean shared,
    @Setting(value = "most interests that are pooled, the newest", min = 1, max = 10_000, search = {20, 200}, log = true) int history,
    @Setting("whether the network is told how old a lesson is, where the log has times") boolean exampleAge,
    @Setting(value = "length of the vectors of features with slots", min = 1, max = 2048) int featureEmbedding,
    @Setting("features of users over the inferred ones: field=encoding:size, with commas; field=none leaves one out") String userFeatures,
    @Setting(value = "most interests after the cut that a lesson foretells; 1: the next", min = 1, max = 10_000) int targets,
    @Setting(value = "most lessons of a user in an epoch; 0: all", min = 0, max = 1_000_000, search = {20, 500}, log = true, orZero = true) int perUser,
    @Setting("whether vectors have the length 1") boolean cosine,
    @Setting(value = "temperature: logits are scores over it", min = 0.001, max = 100, search = {0.05, 0.3}, log = true) double temperature,
    @Setting(value = "most items for a softmax over all; with more it is sampled", min = 0, max = 1_000_000) int fullUpTo,
    @Setting(value = "items drawn for a slice of the batch as negatives", min = 0, max = 100_000, search = {100, 2000}, log = true) int negatives,
    @Setting(value = "they are drawn by popularity to this power; 0: all alike", min = 0, max = 2, search = {0, 1}) double popularityPower,
    @Setting(value = "how much of the logarithm of an item's expected number among them is taken off its logit", min = 0, max = 2, search = {0, 1}) double correction,
    @Setting("whether to learn from positives alone, which folds the space") boolean positivesOnly,
    @Setting(value = "how far a step goes", min = 1e-9, max = 10, search = {0.0003, 0.01}, log = true) double learningRate,
    @Setting("whether steps become shorter, down to nothing in the last epoch") boolean cooling,
    @Setting(value = "what a step takes of a value, times the rate", min = 0, max = 10, search = {0.0001, 0.1}, log = true, orZero = true) double decay,
    @Setting(value = "lessons in a step; fewer where there are few", min = 2, max = 65_536) int batch,
    @Setting(value = "how often lessons are drawn, at most", min = 1, max = 10_000) int epochs,
    @Setting(value = "epochs without a gain on held-out interests after which training stops; 0: nothing is held out", min = 0, max = 10_000) int patience) {

  public ClassifierConfig {
    require(dim >= 1 && dim <= 2048, "dim is %d, allowed 1..2048; start with 64", dim);
    TowerConfig.widths(layers);
    require(dropout >= 0 && dropout <= 0.95, "dropout is %s, allowed 0..0.95", dropout);
    require(history >= 1 && history <= 10_000, "history is %d, allowed 1..10000; start with 100", history);
    require(featureEmbedding >= 1 && featureEmbedding <= 2048, "featureEmbedding is %d, allowed 1..2048; start with 16", featureEmbedding);
    require(targets >= 1 && targets <= 10_000, "targets is %d, allowed 1 (the next)..10000", targets);
    require(perUser >= 0 && perUser <= 1_000_000, "perUser is %d, allowed 0 (all)..1000000; start with 100", perUser);
    require(temperature >= 0.001 && temperature <= 100, "temperature is %s, allowed 0.001..100; start with 0.1, or 1 without cosine", temperature);
    require(fullUpTo >= 0 && fullUpTo <= 1_000_000, "fullUpTo is %d, allowed 0 (never)..1000000", fullUpTo);
    require(negatives >= 0 && negatives <= 100_000, "negatives is %d, allowed 0..100000; start with 500", negatives);
    if (positivesOnly) {
      require(negatives == 0 && fullUpTo == 0, "positivesOnly is true with negatives %d and fullUpTo %d; set both to 0, or positivesOnly to false", negatives, fullUpTo);
    } else {
      require(negatives > 0 || fullUpTo > 0, "negatives and fullUpTo are 0: %s", folds());
    }
    require(popularityPower >= 0 && popularityPower <= 2, "popularityPower is %s, allowed 0 (all alike)..2; start with 0.5", popularityPower);
    require(correction >= 0 && correction <= 2, "correction is %s, allowed 0 (none)..2; 1 takes all", correction);
    require(learningRate >= 1e-9 && learningRate <= 10, "learningRate is %s, allowed 1e-9..10; start with 0.001", learningRate);
    require(decay >= 0 && decay <= 10 && decay * learningRate < 1, "decay is %s, allowed 0..10 and below 1/learningRate", decay);
    require(batch >= 2 && batch <= 65_536, "batch is %d, allowed 2..65536; start with 1024", batch);
    require(epochs >= 1 && epochs <= 10_000, "epochs is %d, allowed 1..10000", epochs);
    require(patience >= 0 && patience <= 10_000, "patience is %d, allowed 0 (no stop)..10000", patience);
  }

  /** Why positives alone are refused. */
  static String folds() {
    return "positives alone are best foretold by one vector for all users and items, so the space folds and strangers lie side by side; draw negatives, or set positivesOnly to see it";
  }

  /** Of the network. */
  TowerShape shape() {
    return new TowerShape(dim, layers, TowerActivation.RELU, false, dropout, residual, cosine);
  }
}
