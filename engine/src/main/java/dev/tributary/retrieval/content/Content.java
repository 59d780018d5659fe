package dev.tributary.retrieval.content;

import dev.tributary.model.Bundle;
import dev.tributary.retrieval.ChannelKind;
import dev.tributary.retrieval.TrainingData;
import java.io.IOException;

/** The channel of items by their own attributes (基于内容). */
public final class Content implements ChannelKind<ContentConfig> {
  /** The only one. */
  public static final Content KIND = new Content();

  private static final int BYTES_OF_AN_ITEM = 2000;

  private Content() {}

  @Override
  public String name() {
    return "content";
  }

  @Override
  public String summary() {
    return "what has the categories, keywords, authors and words of the things the user liked; knows new items";
  }

  @Override
  public ContentConfig defaults() {
    return ContentConfig.DEFAULT;
  }

  @Override
  public ContentTrainer trainer(ContentConfig settings) {
    return new ContentTrainer(settings);
  }

  @Override
  public ContentModel read(Bundle bundle) throws IOException {
    return ContentModel.read(bundle);
  }

  @Override
  public Estimate estimate(ContentConfig settings, TrainingData data) {
    long items = Math.max(data.catalog().itemCount(), data.interactions().items().size());
    return new Estimate(BYTES_OF_AN_ITEM * items, 28L * Math.min(settings.topTerms(), 30) * items, 3e-5 * items);
  }
}
