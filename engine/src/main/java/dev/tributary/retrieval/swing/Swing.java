package dev.tributary.retrieval.swing;

import dev.tributary.model.Bundle;
import dev.tributary.retrieval.ChannelKind;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.itemitem.CoOccurrence;
import dev.tributary.retrieval.itemitem.ItemItemModel;
import java.io.IOException;
import java.util.Map;

/** The channel Swing. */
public final class Swing implements ChannelKind<SwingConfig> {
  /** The only one. */
  public static final Swing KIND = new Swing();

  private Swing() {}

  @Override
  public String name() {
    return "swing";
  }

  @Override
  public String summary() {
    return "what is like the things the user liked, alike being shared by people who share little else";
  }

  @Override
  public SwingConfig defaults() {
    return SwingConfig.DEFAULT;
  }

  @Override
  public Map<String, SwingConfig> presets() {
    return Map.of("course", SwingConfig.COURSE, "published", SwingConfig.PUBLISHED);
  }

  @Override
  public SwingTrainer trainer(SwingConfig settings) {
    return new SwingTrainer(settings);
  }

  @Override
  public ItemItemModel<SwingConfig> read(Bundle bundle) throws IOException {
    return ItemItemModel.read(this, bundle);
  }

  /** As if pairs of users shared two items beside the one that brings them together. */
  @Override
  public Estimate estimate(SwingConfig settings, TrainingData data) {
    var interests = data.interests();
    var work = CoOccurrence.Work.of(data, settings.maxHistory());
    double pairs = 0;
    for (int users : interests.popularity()) {
      double counted = settings.maxUsers() == 0 ? users : Math.min(settings.maxUsers(), users);
      pairs += counted * counted / 2;
    }
    long items = interests.items().size();
    double entries = Math.min(items * (double) settings.topK(), work.steps());
    long threads = Runtime.getRuntime().availableProcessors();
    return new Estimate(
        16 * work.interests() + (24 * threads + 32) * items + (long) (12 * entries), (long) (20 * entries), 2e-9 * work.steps() + 4e-9 * pairs + 1e-7 * entries);
  }
}
