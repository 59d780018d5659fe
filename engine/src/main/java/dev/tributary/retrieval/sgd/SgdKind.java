package dev.tributary.retrieval.sgd;

import dev.tributary.model.Bundle;
import dev.tributary.retrieval.ChannelKind;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.settings.Settings;
import java.io.IOException;

/** A channel that learns a vector for each user and item by stochastic gradient descent: all but its loss. */
public abstract class SgdKind implements ChannelKind<SgdConfig> {
  private final String name;
  private final String summary;
  private final SgdConfig defaults;
  private final boolean biased;
  private final Surrogate.Loss loss;

  /**
   * A kind of this name.
   *
   * @param biased whether users and items have a bias beside their vector
   * @param loss what a user's vector is the best for when it is made at request time
   */
  protected SgdKind(String name, String summary, SgdConfig defaults, boolean biased, Surrogate.Loss loss) {
    this.name = name;
    this.summary = summary;
    this.defaults = defaults;
    this.biased = biased;
    this.loss = loss;
  }

  /**
   * What is learned from an interest.
   *
   * @param factors what the lesson changes
   * @param items how many items there are
   */
  protected abstract Lesson lesson(SgdConfig settings, Factors factors, int items);

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final String summary() {
    return summary;
  }

  @Override
  public final SgdConfig defaults() {
    return defaults;
  }

  final Surrogate surrogate(SgdConfig settings, int items) {
    return Surrogate.of(loss, settings, items);
  }

  final boolean biased() {
    return biased;
  }

  @Override
  public final SgdTrainer trainer(SgdConfig settings) {
    return new SgdTrainer(this, settings);
  }

  @Override
  public final FactorModel read(Bundle bundle) throws IOException {
    return FactorModel.read(name, bundle, Settings.of(defaults).parse(bundle.settings()).factors(), biased);
  }

  @Override
  public final Estimate estimate(SgdConfig settings, TrainingData data) {
    var interests = data.interests();
    double rows = interests.users().size() + (double) interests.items().size();
    double entries = interests.size();
    double factors = settings.factors();
    int hardestOf = settings.hardestOf(interests.items().size());
    double perDraw = hardestOf == 1 ? 0 : hardestOf * (2e-7 + 1e-9 * factors); // a row that nobody expected
    double perEntry = 1e-7 + settings.negatives() * (6e-8 + 6e-10 * factors + perDraw);
    return new Estimate(
        (long) (36 * entries + 32 * rows + 24 * factors * factors + 4096),
        (long) (4 * rows * (factors + 2) * (settings.patience() > 0 ? 4 : 3)),
        settings.epochs() * entries * perEntry + rows * factors * factors * 1e-10 + 1);
  }
}
