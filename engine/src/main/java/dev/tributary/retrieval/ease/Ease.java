package dev.tributary.retrieval.ease;

import dev.tributary.model.Bundle;
import dev.tributary.retrieval.ChannelKind;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.itemitem.CoOccurrence;
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
    double items = data.interests().items().size();
    double entries = Math.min(items * settings.topK(), items * items);
    if (settings.inverts((int) items)) {
      return new Estimate(16 * data.interests().size() + (long) (100 * items + 16 * entries), (long) (4 * items * items + 8 * entries), 1.7e-11 * items * items * items + 4e-9 * items * items);
    }
    var work = CoOccurrence.Work.of(data, settings.maxHistory());
    double pairs = Math.min(items * items, work.steps());
    double sources = Math.min(settings.topK(), items);
    long threads = Runtime.getRuntime().availableProcessors();
    return new Estimate(
        16 * work.interests() + (long) ((40 * threads + 32) * items + 12 * pairs + 16 * entries),
        (long) (4 * sources * sources * threads + 8 * entries),
        2e-9 * work.steps() + items * (5e-4 + 1e-10 * sources * sources * sources) + 1e-9 * sources * pairs);
  }
}
