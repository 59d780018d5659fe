package dev.tributary.retrieval.rp3beta;

import dev.tributary.model.Bundle;
import dev.tributary.retrieval.ChannelKind;
import dev.tributary.retrieval.TrainingData;
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
    var interests = data.interests();
    double steps = 0;
    long kept = 0;
    for (int user = 0; user < interests.users().size(); user++) {
      long length = interests.end(user) - interests.start(user);
      length = settings.maxHistory() == 0 ? length : Math.min(settings.maxHistory(), length);
      steps += (double) length * length;
      kept += length;
    }
    long items = interests.items().size();
    double entries = Math.min(items * (double) settings.topK(), steps);
    long threads = Runtime.getRuntime().availableProcessors();
    return new Estimate(16 * kept + (12 * threads + 32) * items + (long) (12 * entries), (long) (20 * entries), 2e-9 * steps + 1e-7 * entries);
  }
}
