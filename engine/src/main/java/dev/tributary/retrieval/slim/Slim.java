package dev.tributary.retrieval.slim;

import dev.tributary.model.Bundle;
import dev.tributary.retrieval.ChannelKind;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.itemitem.CoOccurrence;
import dev.tributary.retrieval.itemitem.ItemItemModel;
import java.io.IOException;

/** The channel SLIM (稀疏线性方法). */
public final class Slim implements ChannelKind<SlimConfig> {
  /** The only one. */
  public static final Slim KIND = new Slim();

  private Slim() {}

  @Override
  public String name() {
    return "slim";
  }

  @Override
  public String summary() {
    return "what a sparse sum of the things the user liked foretells, each item's weights learned together";
  }

  @Override
  public SlimConfig defaults() {
    return SlimConfig.DEFAULT;
  }

  @Override
  public SlimTrainer trainer(SlimConfig settings) {
    return new SlimTrainer(settings);
  }

  @Override
  public ItemItemModel<SlimConfig> read(Bundle bundle) throws IOException {
    return ItemItemModel.read(this, bundle);
  }

  @Override
  public Estimate estimate(SlimConfig settings, TrainingData data) {
    var work = CoOccurrence.Work.of(data, settings.maxHistory());
    double items = data.interests().items().size();
    double pairs = Math.min(items * items, work.steps());
    double entries = Math.min(items * settings.topK(), pairs);
    long threads = Runtime.getRuntime().availableProcessors();
    return new Estimate(
        16 * work.interests() + (long) ((30 * threads + 32) * items + 12 * pairs + 24 * entries), (long) (8 * entries), 2e-9 * work.steps() + 3e-7 * pairs + 1e-7 * entries);
  }
}
