package dev.tributary.retrieval.sasrec;

import dev.tributary.model.Bundle;
import dev.tributary.retrieval.ChannelKind;
import dev.tributary.retrieval.TrainingData;
import java.io.IOException;

/** The channel SASRec (自注意力序列推荐). */
public final class SasRec implements ChannelKind<SasRecConfig> {
  /** The only one. */
  public static final SasRec KIND = new SasRec();

  private SasRec() {}

  @Override
  public String name() {
    return "sasrec";
  }

  @Override
  public String summary() {
    return "what comes next in a user's sequence, by causal self-attention";
  }

  @Override
  public SasRecConfig defaults() {
    return SasRecConfig.DEFAULT;
  }

  @Override
  public SasRecTrainer trainer(SasRecConfig settings) {
    return new SasRecTrainer(settings);
  }

  @Override
  public SasRecModel read(Bundle bundle) throws IOException {
    return SasRecModel.read(bundle);
  }

  @Override
  public Estimate estimate(SasRecConfig settings, TrainingData data) {
    var interests = data.interests();
    double items = interests.items().size();
    double users = interests.users().size();
    double dim = settings.dim();
    double positions = Math.min(interests.size(), users * settings.length());
    boolean full = settings.lossFor(interests.items().size()) == Loss.FULL;
    double weights = dim * settings.length() + settings.blocks() * dim * (6 * dim + 12);
    double mean = positions / Math.max(1, users);
    double perPosition = 6 * dim * (settings.blocks() * (6 * dim + mean) + (full ? items : settings.negatives()));
    double epochs = Math.min(settings.epochs(), settings.patience() > 0 ? 40 + settings.patience() : settings.epochs());
    double small = Math.max(1, 10 * settings.batch() / Math.max(1, users)); // few sequences are passed several times
    return new Estimate(
        (long) (4 * positions + 8 * 4 * weights + (full ? 11 * 4 * items * dim : 4e6) + 2e7),
        (long) (16 * items * dim + 4096),
        epochs * small * positions * perPosition / 5e10 + 1);
  }
}
