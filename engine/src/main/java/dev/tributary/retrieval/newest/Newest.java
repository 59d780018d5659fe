package dev.tributary.retrieval.newest;

import dev.tributary.catalog.Item;
import dev.tributary.model.Bundle;
import dev.tributary.retrieval.ChannelKind;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.shelves.ShelfChannel;
import dev.tributary.retrieval.shelves.ShelfModel;
import java.io.IOException;
import java.util.List;

/** The channel of new items (新品). */
public final class Newest implements ChannelKind<NewestConfig> {
  /** The only one. */
  public static final Newest KIND = new Newest();

  private static final List<String> ALL = List.of("all");

  private Newest() {}

  @Override
  public String name() {
    return "new";
  }

  @Override
  public String summary() {
    return "what was published last, the better items first";
  }

  @Override
  public NewestConfig defaults() {
    return NewestConfig.DEFAULT;
  }

  @Override
  public NewestTrainer trainer(NewestConfig settings) {
    return new NewestTrainer(settings);
  }

  @Override
  public ShelfModel<NewestConfig> read(Bundle bundle) throws IOException {
    return ShelfModel.read(this, bundle, Newest::shelves, Newest::taste);
  }

  @Override
  public Estimate estimate(NewestConfig settings, TrainingData data) {
    long items = data.interests().items().size() + (long) data.catalog().itemCount();
    return new Estimate(200 * items, 24 * items, 2e-8 * data.interactions().size() + 2e-6 * items);
  }

  /** All items stand on one shelf. */
  static List<String> shelves(NewestConfig config, Item item) {
    return ALL;
  }

  /** Everybody likes it. */
  static ShelfChannel.Taste taste(NewestConfig config) {
    return (_, channel, likings) -> likings.add(channel.shelf("all"), 1f, -1);
  }
}
