package dev.tributary.retrieval.tower;

import dev.tributary.model.Bundle;
import dev.tributary.retrieval.ChannelKind;
import dev.tributary.retrieval.TrainingData;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** A channel of two towers: all but its name and settings. */
public abstract class TowerKind implements ChannelKind<TowerConfig> {
  private final String name;
  private final String summary;
  private final TowerConfig defaults;
  private final Map<String, TowerConfig> presets;

  /** A channel with these settings where nobody gives others. */
  protected TowerKind(String name, String summary, TowerConfig defaults, Map<String, TowerConfig> presets) {
    this.name = name;
    this.summary = summary;
    this.defaults = defaults;
    this.presets = Map.copyOf(presets);
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final String summary() {
    return summary;
  }

  @Override
  public final TowerConfig defaults() {
    return defaults;
  }

  @Override
  public final Map<String, TowerConfig> presets() {
    return presets;
  }

  @Override
  public final TowerTrainer trainer(TowerConfig settings) {
    return new TowerTrainer(this, settings);
  }

  @Override
  public final TowerModel read(Bundle bundle) throws IOException {
    return TowerModel.read(this, bundle);
  }

  @Override
  public final Estimate estimate(TowerConfig settings, TrainingData data) {
    double entries = data.interests().size();
    double users = data.interests().users().size();
    double items = data.interests().items().size() + (double) data.catalog().itemCount();
    double rows = items * (settings.sharedItems() ? 1 : 2) + (settings.userId() ? users : 0);
    double weights = 2.0 * settings.embedding() * settings.dim();
    for (var shape : List.of(settings.userShape(), settings.itemShape())) {
      for (int width : shape.widths()) {
        weights += (double) width * Math.max(width, settings.embedding());
      }
    }
    double history = Math.min(settings.history(), entries / Math.max(1, users));
    double candidates = settings.objective() == Objective.SOFTMAX ? settings.batch() : settings.negativeCount();
    double self = settings.selfSupervised() > 0 ? 6 * weights + 12.0 * settings.batch() * settings.dim() : 0; // two views of an item for each sample
    double perSample = 2e-7 + (6 * weights + 6 * candidates * settings.dim() + 4 * history * settings.embedding() + self) * 2.5e-11 + 1e-5 * settings.overTimeOf().size();
    return new Estimate(
        (long) (24 * entries + 64 * items + 32e6 + 4.0 * settings.batch() * candidates),
        (long) (4 * rows * settings.embedding() * (settings.rowwise() ? 3 : 4) + 4 * items * settings.dim()),
        1 + Math.min(settings.epochs(), 20) * entries * perSample);
  }
}
