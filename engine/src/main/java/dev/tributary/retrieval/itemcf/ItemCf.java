package dev.tributary.retrieval.itemcf;

import dev.tributary.model.Bundle;
import dev.tributary.retrieval.ChannelKind;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.itemitem.CoOccurrence;
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
    return CoOccurrence.estimate(data, settings.maxHistory(), settings.topK());
  }
}
