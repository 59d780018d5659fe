package dev.tributary.retrieval.ease;

import dev.tributary.model.Bundle;
import dev.tributary.retrieval.ChannelKind;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.itemitem.ItemItemModel;
import java.io.IOException;

/** The channel EASE (线性自编码器). */
public final class Ease implements ChannelKind<EaseConfig> {
  /** The only one. */
  public static final Ease KIND = new Ease();

  private Ease() {}

  @Override
  public String name() {
    return "ease";
  }

  @Override
  public String summary() {
    return "a linear model in closed form: each item out of all the others the user liked";
  }

  @Override
  public EaseConfig defaults() {
    return EaseConfig.DEFAULT;
  }

  @Override
  public EaseTrainer trainer(EaseConfig settings) {
    return new EaseTrainer(settings);
  }

  @Override
  public ItemItemModel<EaseConfig> read(Bundle bundle) throws IOException {
    return ItemItemModel.read(this, bundle);
  }

  @Override
  public Estimate estimate(EaseConfig settings, TrainingData data) {
    long items = data.interests().items().size();
    double entries = Math.min((double) items * settings.topK(), (double) items * items);
    return new Estimate(
        16 * data.interests().size() + 100 * items, (long) (4.0 * items * items + 20 * entries), 1.7e-11 * items * items * items + 4e-9 * items * items);
  }
}
