package dev.tributary.retrieval.tower;

import dev.tributary.data.Interests;
import dev.tributary.math.Kernels;
import dev.tributary.model.Bundle;
import dev.tributary.model.BundleWriter;
import dev.tributary.retrieval.ChannelModel;
import dev.tributary.retrieval.vectors.VectorChannel;
import dev.tributary.retrieval.vectors.VectorModel;
import dev.tributary.retrieval.vectors.VectorTable;
import dev.tributary.settings.Settings;
import java.io.IOException;

/**
 * A trained network for users and the vectors of items, its classes. Its files are the table {@code items}, {@code network} (what the network reads), {@code userFeatures} and {@code users}
 * (what training knew of them). Immutable.
 */
public final class ClassifierModel extends VectorModel {
  private static final String ITEMS = "items";
  private static final String LOSS = "loss";

  private final ClassifierKind kind;
  private final Classifier network;
  private final UserFeatures users;
  private final double loss;

  ClassifierModel(ClassifierKind kind, Classifier network, VectorTable items, Interests history, UserFeatures users, double loss) {
    super(items, history);
    this.kind = kind;
    this.network = network;
    this.users = users;
    this.loss = loss;
  }

  static ClassifierModel read(ClassifierKind kind, Bundle bundle) throws IOException {
    var config = Settings.of(kind.defaults()).parse(bundle.settings());
    var items = VectorTable.read(bundle, ITEMS, config.dim());
    var network = Classifier.read(bundle, config, items.ids().size());
    double loss = bundle.figure(LOSS).doubleValue();
    var users = UserFeatures.read(bundle, UserFeatures.ids(bundle), network.userFeatures);
    return new ClassifierModel(kind, network, items, ChannelModel.historyIn(bundle, items.ids()), users, loss);
  }

  @Override
  public String kind() {
    return kind.name();
  }

  /** The mean loss of the epoch that was kept. */
  public double loss() {
    return loss;
  }

  /** An item without interests is never found, and says nothing in a history: it has no vector. */
  @Override
  public VectorChannel open(int[] toCatalog) {
    var vectors = itemVectors().vectors();
    var found = toCatalog.clone();
    for (int item = 0; item < found.length; item++) {
      found[item] = Kernels.dot(vectors, item, vectors, item) > 0 ? found[item] : -1;
    }
    return new VectorChannel(kind.name(), itemVectors(), () -> new ClassifierFoldIn(network, users), found);
  }

  @Override
  protected ClassifierModel with(VectorTable items) {
    return new ClassifierModel(kind, network, items, history(), users, loss);
  }

  @Override
  public void write(BundleWriter bundle) {
    bundle.settings(Settings.of(kind.defaults()).toMap(network.config));
    bundle.figure(LOSS, loss);
    itemVectors().write(bundle, ITEMS);
    network.write(bundle);
    users.write(bundle, network.userFeatures);
  }
}
