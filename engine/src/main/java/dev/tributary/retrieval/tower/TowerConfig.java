package dev.tributary.retrieval.tower;

import static dev.tributary.math.Require.require;

import dev.tributary.settings.Setting;
import java.util.Arrays;
import java.util.List;

/**
 * Settings of the channels of two towers.
 *
 * @param dim length of the vectors that are searched
 * @param embedding length of the vectors of ids
 * @param featureEmbedding length of the vectors of features with slots
 * @param layers widths of the hidden layers, as in {@code 128-64}; empty: one linear layer
 * @param itemLayers those of the item tower; {@code same}: as the user tower's
 * @param activation of the hidden layers
 * @param batchNorm whether hidden layers are normalised over a slice of the batch
 * @param dropout of the hidden layers
 * @param userId whether the user tower reads who the user is; off, it knows people by what they did alone, and a new one as well as any other
 * @param history most interests that are pooled, the newest; 0: none
 * @param sharedItems whether the history is pooled of the vectors that the item tower reads
 * @param idDropout how often an id is hidden in training, so that what has none yet is known by its features, and how often all features are, so that a request may come without
 * @param leastInterests items with fewer interests have no id of their own: their features speak for them; without features an id is always read
 * @param userFeatures what is declared over the inferred features of users, see {@link dev.tributary.feature.FeatureSchema#with}
 * @param itemFeatures the same of items
 * @param overTime whose rates in windows of time are read, see {@link dev.tributary.feature.WindowedRates}: {@code items}, {@code authors} (of items), {@code users}, with commas between; nothing where the
 *     log has no times
 * @param objective the loss
 * @param temperature τ
 * @param margin m of the hinge
 * @param slope σ of the logistic triplet
 * @param negatives where they come from: {@code catalog}, {@code batch} or {@code mixed}
 * @param negativeCount of {@code catalog} and {@code mixed}: how many for each positive, or shared by the batch under softmax
 * @param popularityPower items of the catalogue are drawn by n_i to this power
 * @param correction how much of the logarithm of its probability is taken off a logit under softmax; 1: all, 0: nothing
 * @param streamed whether that probability is estimated from the batches as they come, as where the log is a stream, instead of counted
 * @param hard hard negatives for each positive, beside the easy ones
 * @param hardFrom first rank of the window in which the index is searched for hard negatives
 * @param hardTo last rank of it
 * @param downSampling t: an interest in an item with the share f of all is kept with probability {@code min(1, (√(f/t) + 1)·t/f)}; 0: all are kept
 * @param selfSupervised α: how much of the loss of {@link SelfSupervision} is added, which teaches items by their features alone; 0: none
 * @param itemTransform what that loss does to an item's features
 * @param learningRate of Adam
 * @param cooling whether the rate falls in a straight line, to nothing at the end of the last epoch
 * @param decay what AdamW takes of a value, times the rate
 * @param rowwise whether Adam keeps one mean square for all values of a row of a table, for tables that would fill the memory: 4 bytes a value of state in place of 8
 * @param batch interests in a step; fewer where there are few
 * @param epochs at most
 * @param patience epochs without a gain in NDCG@10 on the last interests of up to 2,000 users, held out, after which training stops; 0: none are held out,
 *     nor where fewer than 200 users have three: then 20 epochs are made at most
 * @param fusion {@code late}
 */
public record TowerConfig(
    @Setting(value = "length of the vectors that are searched", min = 1, max = 2048, search = {32, 128}, log = true) int dim,
    @Setting(value = "length of the vectors of ids", min = 1, max = 2048, search = {32, 128}, log = true) int embedding,
    @Setting(value = "length of the vectors of features with slots", min = 1, max = 2048) int featureEmbedding,
    @Setting("widths of the hidden layers, as in 128-64; empty: one linear layer") String layers,
    @Setting("those of the item tower, which reads less; same: as the user tower's") String itemLayers,
    @Setting("of the hidden layers") TowerActivation activation,
    @Setting("whether hidden layers are normalised over a slice of the batch") boolean batchNorm,
    @Setting(value = "share of values dropped in hidden layers in training", min = 0, max = 0.95, search = {0.05, 0.5}, orZero = true) double dropout,
    @Setting("whether the user tower reads who the user is, beside what they did") boolean userId,
    @Setting(value = "most interests that are pooled, the newest; 0: none", min = 0, max = 10_000) int history,
    @Setting("whether the history is pooled of the vectors that the item tower reads") boolean sharedItems,
    @Setting(value = "how often an id is hidden in training, and how often all features are", min = 0, max = 0.95, search = {0.02, 0.4}, orZero = true) double idDropout,
    @Setting(value = "items with fewer interests have no id of their own, their features speak for them", min = 1, max = 1_000_000) int leastInterests,
    @Setting("features of users over the inferred ones: field=encoding:size, with commas; field=none leaves one out") String userFeatures,
    @Setting("features of items over the inferred ones: field=encoding:size, with commas; field=none leaves one out") String itemFeatures,
    @Setting("whose rates of the last hour, day, week and month are read: items, authors, users, with commas between; empty: none") String overTime,
    @Setting("the loss") Objective objective,
    @Setting(value = "temperature of pointwise, listwise and softmax", min = 0.001, max = 100, search = {0.05, 0.3}, log = true) double temperature,
    @Setting(value = "margin of the hinge", min = 0.001, max = 2) double margin,
    @Setting(value = "slope of the logistic triplet", min = 0.001, max = 1000) double slope,
    @Setting("where negatives come from: catalog, batch or mixed") String negatives,
    @Setting(value = "negatives of the catalogue for each positive; under softmax, for a batch", min = 1, max = 100_000) int negativeCount,
    @Setting(value = "the catalogue is drawn by popularity to this power; 0: all alike", min = 0, max = 2, search = {0, 1}) double popularityPower,
    @Setting(value = "how much of the logarithm of its probability is taken off a logit under softmax", min = 0, max = 2, search = {0, 1}) double correction,
    @Setting("whether that probability is estimated from the batches as they come, instead of counted") boolean streamed,
    @Setting(value = "hard negatives for each positive, beside the easy ones", min = 0, max = 100) int hard,
    @Setting(value = "first rank of the window of hard negatives", min = 1, max = 1_000_000) int hardFrom,
    @Setting(value = "last rank of the window of hard negatives", min = 1, max = 1_000_000) int hardTo,
    @Setting(value = "share of clicks above which interests in an item are thinned out; 0: never", min = 0, max = 1) double downSampling,
    @Setting(value = "how much of the self-supervised loss of items is added; 0: none", min = 0, max = 100, search = {0.01, 3}, log = true, orZero = true) double selfSupervised,
    @Setting("what that loss does to an item's features") ItemTransform itemTransform,
    @Setting(value = "how far a step goes", min = 1e-9, max = 10, search = {0.0003, 0.01}, log = true) double learningRate,
    @Setting("whether steps become shorter, down to nothing in the last epoch") boolean cooling,
    @Setting(value = "what a step takes of a value, times the rate", min = 0, max = 10, search = {0.0001, 0.1}, log = true, orZero = true) double decay,
    @Setting("whether Adam keeps one mean square for a whole row of a table, which halves its memory") boolean rowwise,
    @Setting(value = "interests in a step; fewer where there are few", min = 2, max = 65_536) int batch,
    @Setting(value = "how often every interest is met, at most", min = 1, max = 10_000) int epochs,
    @Setting(value = "epochs without a gain on held-out interests after which training stops; 0: nothing is held out", min = 0, max = 10_000) int patience,
    @Setting("where user and item meet: late, in the cosine") String fusion) {
  static final String CATALOG = "catalog";
  static final String BATCH = "batch";
  static final String MIXED = "mixed";
  static final String SAME = "same";
  private static final List<String> OVER_TIME = List.of(Moments.ITEMS, Moments.AUTHORS, Moments.USERS);

  public TowerConfig {
    require(dim >= 1 && dim <= 2048, "dim is %d, allowed 1..2048; start with 64", dim);
    require(embedding >= 1 && embedding <= 2048, "embedding is %d, allowed 1..2048; start with 64", embedding);
    require(featureEmbedding >= 1 && featureEmbedding <= 2048, "featureEmbedding is %d, allowed 1..2048; start with 16", featureEmbedding);
    widths(layers);
    require(itemLayers.equals(SAME) || itemLayers.isBlank() || itemLayers.matches("[0-9 -]+"), "itemLayers is '%s', must be same, or widths with hyphens between, as 64-32, or empty", itemLayers);
    widths(itemLayers(layers, itemLayers));
    require(dropout >= 0 && dropout <= 0.95, "dropout is %s, allowed 0..0.95", dropout);
    require(history >= 0 && history <= 10_000, "history is %d, allowed 0..10000; start with 100", history);
    require(idDropout >= 0 && idDropout <= 0.95, "idDropout is %s, allowed 0..0.95; start with 0.1", idDropout);
    for (String subject : overTimeOf(overTime)) {
      require(OVER_TIME.contains(subject), "overTime is '%s', allowed %s, with commas between, or empty", overTime, String.join(", ", OVER_TIME));
    }
    require(leastInterests >= 1 && leastInterests <= 1_000_000, "leastInterests is %d, allowed 1 (every item has an id)..1000000", leastInterests);
    require(temperature >= 0.001 && temperature <= 100, "temperature is %s, allowed 0.001..100; start with 0.1", temperature);
    require(margin >= 0.001 && margin <= 2, "margin is %s, allowed 0.001..2; start with 0.2", margin);
    require(slope >= 0.001 && slope <= 1000, "slope is %s, allowed 0.001..1000; start with 10", slope);
    require(
        !negatives.startsWith("expos"),
        "negatives is '%s': who was shown an item has been found to like its sort, clicked or not, so retrieval must not learn to push it away; ranking learns from exposures. Use catalog, batch or mixed",
        negatives);
    require(List.of(CATALOG, BATCH, MIXED).contains(negatives), "negatives is '%s', allowed catalog, batch, mixed", negatives);
    require(
        objective == Objective.SOFTMAX || negatives.equals(CATALOG),
        "negatives is '%s' with objective %s, whose positives have negatives of their own; use catalog, or objective softmax",
        negatives,
        objective.name().toLowerCase(java.util.Locale.ROOT));
    require(negativeCount >= 1 && negativeCount <= 100_000, "negativeCount is %d, allowed 1..100000", negativeCount);
    require(popularityPower >= 0 && popularityPower <= 2, "popularityPower is %s, allowed 0 (all alike)..2; start with 0.75", popularityPower);
    require(correction >= 0 && correction <= 2, "correction is %s, allowed 0 (none)..2; 1 takes all", correction);
    require(hard >= 0 && hard <= 100, "hard is %d, allowed 0..100", hard);
    require(hardFrom >= 1 && hardTo >= hardFrom && hardTo <= 1_000_000, "the window of hard negatives is %d..%d, allowed ranks from 1 to 1000000, in order; start with 100..500", hardFrom, hardTo);
    require(downSampling >= 0 && downSampling <= 1, "downSampling is %s, allowed 0 (off)..1", downSampling);
    require(selfSupervised >= 0 && selfSupervised <= 100, "selfSupervised is %s, allowed 0 (off)..100; start with 0.3", selfSupervised);
    require(learningRate >= 1e-9 && learningRate <= 10, "learningRate is %s, allowed 1e-9..10; start with 0.001", learningRate);
    require(decay >= 0 && decay <= 10 && decay * learningRate < 1, "decay is %s, allowed 0..10 and below 1/learningRate", decay);
    require(batch >= 2 && batch <= 65_536, "batch is %d, allowed 2..65536; start with 1024", batch);
    require(epochs >= 1 && epochs <= 10_000, "epochs is %d, allowed 1..10000", epochs);
    require(patience >= 0 && patience <= 10_000, "patience is %d, allowed 0 (no stop)..10000", patience);
    require(
        fusion.equals("late"),
        "fusion is '%s': %s",
        fusion,
        fusion.equals("early")
            ? "a network that reads user and item together has no vector of an item alone to search for; that is a ranking model. Use late, and fuse early in ranking"
            : "allowed late");
    require(userId || history > 0, "userId is false and history is 0, so all users would be one; set one of them");
  }

  private static List<String> overTimeOf(String overTime) {
    return Arrays.stream(overTime.split(",")).map(String::strip).filter(subject -> !subject.isEmpty()).toList();
  }

  /** Whose rates are read. */
  List<String> overTimeOf() {
    return overTimeOf(overTime);
  }

  private static String itemLayers(String layers, String itemLayers) {
    return itemLayers.equals(SAME) ? layers : itemLayers;
  }

  static int[] widths(String layers) {
    if (layers.isBlank()) {
      return new int[0];
    }
    String[] parts = layers.strip().split("-", -1);
    require(
        parts.length <= 8 && Arrays.stream(parts).allMatch(part -> part.matches("[1-9][0-9]{0,3}")),
        "layers is '%s', must be up to 8 widths of 1..9999 with hyphens between, as 128-64, or empty",
        layers);
    return Arrays.stream(parts).mapToInt(Integer::parseInt).toArray();
  }

  TowerShape userShape() {
    return shape(layers);
  }

  TowerShape itemShape() {
    return shape(itemLayers(layers, itemLayers));
  }

  private TowerShape shape(String layers) {
    return new TowerShape(dim, layers, activation, batchNorm, dropout, false, true);
  }

  /** Whether negatives come from the batch, and whether from the catalogue. */
  boolean fromBatch() {
    return !negatives.equals(CATALOG);
  }

  boolean fromCatalog() {
    return !negatives.equals(BATCH);
  }
}
