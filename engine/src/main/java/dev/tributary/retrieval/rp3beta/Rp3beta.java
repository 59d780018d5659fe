package dev.tributary.retrieval.rp3beta;

import dev.tributary.model.Bundle;
import dev.tributary.retrieval.ChannelKind;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.itemitem.CoOccurrence;
import dev.tributary.retrieval.itemitem.ItemItemModel;
import java.io.IOException;

/** The channel RP3beta (随机游走). */
public final class Rp3beta implements ChannelKind<Rp3betaConfig> {
  /** The only one. */
  public static final Rp3beta KIND = new Rp3beta();

  private Rp3beta() {}

  @Override
  public String name() {
    return "rp3beta";
  }

  @Override
  public String summary() {
    return "where two random steps lead from what the user liked, popular items held back";
  }

  @Override
  public Rp3betaConfig defaults() {
    return Rp3betaConfig.DEFAULT;
  }

  @Override
  public Rp3betaTrainer trainer(Rp3betaConfig settings) {
    return new Rp3betaTrainer(settings);
  }

  @Override
  public ItemItemModel<Rp3betaConfig> read(Bundle bundle) throws IOException {
    return ItemItemModel.read(this, bundle);
  }

  @Override
  public Estimate estimate(Rp3betaConfig settings, TrainingData data) {
    return CoOccurrence.estimate(data, settings.maxHistory(), settings.topK());
  }
}
