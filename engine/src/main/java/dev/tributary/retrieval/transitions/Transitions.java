package dev.tributary.retrieval.transitions;

import dev.tributary.model.Bundle;
import dev.tributary.retrieval.ChannelKind;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.itemitem.ItemItemModel;
import java.io.IOException;
import java.util.Map;

/** The channel transitions (接着看). */
public final class Transitions implements ChannelKind<TransitionsConfig> {
  /** The only one. */
  public static final Transitions KIND = new Transitions();

  private Transitions() {}

  @Override
  public String name() {
    return "transitions";
  }

  @Override
  public String summary() {
    return "what people turned to after the things the user liked last";
  }

  @Override
  public TransitionsConfig defaults() {
    return TransitionsConfig.DEFAULT;
  }

  @Override
  public Map<String, TransitionsConfig> presets() {
    return Map.of("next", TransitionsConfig.NEXT);
  }

  @Override
  public TransitionsTrainer trainer(TransitionsConfig settings) {
    return new TransitionsTrainer(settings);
  }

  @Override
  public ItemItemModel<TransitionsConfig> read(Bundle bundle) throws IOException {
    return ItemItemModel.read(this, bundle);
  }

  @Override
  public Estimate estimate(TransitionsConfig settings, TrainingData data) {
    var interests = data.interests();
    double steps = (settings.backward() > 0 ? 2.0 : 1.0) * settings.window() * interests.size();
    long items = interests.items().size();
    double entries = Math.min(items * (double) settings.topK(), steps);
    long threads = Runtime.getRuntime().availableProcessors();
    return new Estimate(
        24 * interests.size() + (12 * threads + 32) * items + (long) (12 * entries), (long) (8 * entries), 1e-8 * steps + 1e-7 * entries);
  }
}
