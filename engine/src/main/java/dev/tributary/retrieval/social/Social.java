package dev.tributary.retrieval.social;

import dev.tributary.catalog.Item;
import dev.tributary.model.Bundle;
import dev.tributary.retrieval.ChannelKind;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.itemitem.CoOccurrence;
import java.io.IOException;
import java.util.List;

/** The channel of authors (关注). */
public final class Social implements ChannelKind<SocialConfig> {
  /** The only one. */
  public static final Social KIND = new Social();

  private Social() {}

  @Override
  public String name() {
    return "social";
  }

  @Override
  public String summary() {
    return "the newest of the authors the user follows or likes, and of authors like them";
  }

  @Override
  public SocialConfig defaults() {
    return SocialConfig.DEFAULT;
  }

  @Override
  public SocialTrainer trainer(SocialConfig settings) {
    return new SocialTrainer(settings);
  }

  @Override
  public SocialModel read(Bundle bundle) throws IOException {
    return SocialModel.read(bundle);
  }

  @Override
  public Estimate estimate(SocialConfig settings, TrainingData data) {
    var authors = CoOccurrence.estimate(data, 0, settings.similarAuthors());
    long items = data.interests().items().size() + (long) data.catalog().itemCount();
    return new Estimate(authors.heapBytes() + 200 * items, authors.offHeapBytes() + 24 * items, authors.seconds() + 2e-6 * items);
  }

  /** The shelf of its author. */
  static List<String> shelves(Item item) {
    return item.author().isEmpty() ? List.of() : List.of(item.author());
  }
}
