package dev.tributary.retrieval.embedding;

import dev.tributary.model.Bundle;
import dev.tributary.retrieval.ChannelKind;
import dev.tributary.retrieval.TrainingData;
import java.io.IOException;

/** The channel of items by vectors that the user supplies (自带向量). */
public final class Embedding implements ChannelKind<EmbeddingConfig> {
  /** The only one. */
  public static final Embedding KIND = new Embedding();

  private Embedding() {}

  @Override
  public String name() {
    return "embedding";
  }

  @Override
  public String summary() {
    return "what lies near the things the user liked by the vectors that came with the items; knows new items";
  }

  @Override
  public EmbeddingConfig defaults() {
    return EmbeddingConfig.DEFAULT;
  }

  @Override
  public EmbeddingTrainer trainer(EmbeddingConfig settings) {
    return new EmbeddingTrainer(settings);
  }

  @Override
  public EmbeddingModel read(Bundle bundle) throws IOException {
    return EmbeddingModel.read(bundle);
  }

  @Override
  public Estimate estimate(EmbeddingConfig settings, TrainingData data) {
    var catalog = data.catalog();
    double values = 0;
    for (int index = 0; index < catalog.itemCount(); index++) {
      values += catalog.item(index).vector().size();
    }
    return new Estimate((long) (4 * values + 100.0 * catalog.itemCount() + 4096), (long) (4 * values), 3e-9 * values + 1e-6 * catalog.itemCount() + 0.01);
  }
}
