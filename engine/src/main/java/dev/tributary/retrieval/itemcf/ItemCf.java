package dev.tributary.retrieval.itemcf;

import dev.tributary.model.Bundle;
import dev.tributary.retrieval.ChannelKind;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.itemitem.ItemItemModel;
import java.io.IOException;
import java.util.Map;

/** The channel ItemCF (物品协同过滤). */
public final class ItemCf implements ChannelKind<ItemCfConfig> {
  /** The only one. */
  public static final ItemCf KIND = new ItemCf();

  private ItemCf() {}

  @Override
  public String name() {
    return "itemcf";
  }

  @Override
  public String summary() {
    return "what is like the things the user liked, alike being liked by the same users";
  }

  @Override
  public ItemCfConfig defaults() {
    return ItemCfConfig.DEFAULT;
  }

  @Override
  public Map<String, ItemCfConfig> presets() {
    return Map.of("course", ItemCfConfig.COURSE);
  }

  @Override
  public ItemCfTrainer trainer(ItemCfConfig settings) {
    return new ItemCfTrainer(settings);
  }

  @Override
  public ItemItemModel<ItemCfConfig> read(Bundle bundle) throws IOException {
    return ItemItemModel.read(this, bundle);
  }

  @Override
  public Estimate estimate(ItemCfConfig settings, TrainingData data) {
    var interests = data.interests();
    double steps = 0;
    long kept = 0;
    for (int user = 0; user < interests.users().size(); user++) {
      long length = interests.end(user) - interests.start(user);
      length = settings.maxHistory() == 0 ? length : Math.min(settings.maxHistory(), length);
      steps += (double) length * length;
      kept += length;
    }
    long items = interests.items().size();
    double entries = Math.min(items * (double) settings.topK(), steps);
    long threads = Runtime.getRuntime().availableProcessors();
    return new Estimate(16 * kept + (12 * threads + 32) * items + (long) (12 * entries), (long) (20 * entries), 2e-9 * steps + 1e-7 * entries);
  }
}
