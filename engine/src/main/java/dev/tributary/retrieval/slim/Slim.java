package dev.tributary.retrieval.slim;

import dev.tributary.model.Bundle;
import dev.tributary.retrieval.ChannelKind;
import dev.tributary.retrieval.TrainingData;
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
    var interests = data.interests();
    double steps = 0;
    long kept = 0;
    for (int user = 0; user < interests.users().size(); user++) {
      long length = interests.end(user) - interests.start(user);
      length = settings.maxHistory() == 0 ? length : Math.min(settings.maxHistory(), length);
      steps += (double) length * length;
      kept += length;
    }
    double items = interests.items().size();
    double pairs = Math.min(items * items, steps);
    double entries = Math.min(items * settings.topK(), pairs);
    long threads = Runtime.getRuntime().availableProcessors();
    return new Estimate(
        16 * kept + (long) ((30 * threads + 32) * items + 12 * pairs + 24 * entries), (long) (8 * entries), 2e-9 * steps + 3e-7 * pairs + 1e-7 * entries);
  }
}
