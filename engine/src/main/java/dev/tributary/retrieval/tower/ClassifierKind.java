package dev.tributary.retrieval.tower;

import dev.tributary.model.Bundle;
import dev.tributary.retrieval.ChannelKind;
import dev.tributary.retrieval.TrainingData;
import java.io.IOException;
import java.util.Map;

/** A channel that tells a user's next items apart as classes: all but its name and settings. */
public abstract class ClassifierKind implements ChannelKind<ClassifierConfig> {
  private final String name;
  private final String summary;
  private final ClassifierConfig defaults;
  private final Map<String, ClassifierConfig> presets;

  /** A channel with these settings where nobody gives others. */
  protected ClassifierKind(String name, String summary, ClassifierConfig defaults, Map<String, ClassifierConfig> presets) {
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
  public final ClassifierConfig defaults() {
    return defaults;
  }

  @Override
  public final Map<String, ClassifierConfig> presets() {
    return presets;
  }

  @Override
  public final ClassifierTrainer trainer(ClassifierConfig settings) {
    return new ClassifierTrainer(this, settings);
  }

  @Override
  public final ClassifierModel read(Bundle bundle) throws IOException {
    return ClassifierModel.read(this, bundle);
  }

  @Override
  public final Estimate estimate(ClassifierConfig settings, TrainingData data) {
    double entries = data.interests().size();
    double users = Math.max(1, data.interests().users().size());
    double items = data.interests().items().size();
    boolean full = items <= settings.fullUpTo();
    double lessons = settings.perUser() == 0 ? entries : Math.min(entries, users * settings.perUser());
    double columns = full ? items : settings.negatives();
    double weights = (double) settings.dim() * settings.dim();
    for (int width : settings.shape().widths()) {
      weights += (double) width * Math.max(width, settings.dim());
    }
    double perLesson = 2e-7 + (6 * weights + 6 * columns * settings.dim() + 8 * Math.min(settings.history(), entries / users) * settings.dim()) * 4e-11;
    double rows = items * (settings.shared() ? 1 : 2);
    return new Estimate(
        (long) (40 * entries + 96 * items + 32e6 + 8 * (full ? items : columns + settings.batch()) * settings.dim() * 12),
        (long) (4 * rows * settings.dim() * 4 + 4 * items * settings.dim()),
        1 + Math.min(settings.epochs(), 20) * lessons * perLesson);
  }
}
