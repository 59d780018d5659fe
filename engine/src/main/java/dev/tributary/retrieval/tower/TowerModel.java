package dev.tributary.retrieval.tower;

import dev.tributary.catalog.Item;
import dev.tributary.catalog.User;
import dev.tributary.data.Interests;
import dev.tributary.feature.FeatureDrift;
import dev.tributary.math.ArrayProduct;
import dev.tributary.math.ByteColumn;
import dev.tributary.model.Bundle;
import dev.tributary.model.BundleWriter;
import dev.tributary.model.CorruptFileException;
import dev.tributary.model.Tensors;
import dev.tributary.retrieval.ChannelModel;
import dev.tributary.retrieval.vectors.VectorChannel;
import dev.tributary.retrieval.vectors.VectorModel;
import dev.tributary.retrieval.vectors.VectorTable;
import dev.tributary.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Two trained towers and the unit vectors of items that one of them made. Its files are the table {@code items}, {@code known} (uint8: 1 for an item with a row of its own in the tables of ids), {@code
 * towers} (all parameters), {@code itemFeatures}, {@code userFeatures} and {@code users} (what training knew of them), and where rates are read {@code itemRates}, {@code
 * authorRates} and {@code userRates}. Immutable.
 */
public final class TowerModel extends VectorModel {
  private static final String ITEMS = "items";
  private static final String KNOWN = "known";
  private static final String LOSS = "loss";

  private final TowerKind kind;
  private final Towers towers;
  private final boolean[] known;
  private final UserFeatures users;
  private final LatestRates latest;
  private final double loss;

  TowerModel(TowerKind kind, Towers towers, VectorTable items, boolean[] known, Interests history, UserFeatures users, LatestRates latest, double loss) {
    super(items, history);
    this.kind = kind;
    this.towers = towers;
    this.known = known;
    this.users = users;
    this.latest = latest;
    this.loss = loss;
  }

  static TowerModel read(TowerKind kind, Bundle bundle) throws IOException {
    var config = Settings.of(kind.defaults()).parse(bundle.settings());
    var items = VectorTable.read(bundle, ITEMS, config.dim());
    var flags = bundle.tensors(KNOWN).bytes(KNOWN);
    if (flags.size() != items.ids().size()) {
      throw new CorruptFileException(bundle.folder().resolve(KNOWN + ".safetensors"), -1, "has " + flags.size() + " flags for " + items.ids().size() + " items");
    }
    var known = new boolean[items.ids().size()];
    for (int item = 0; item < known.length; item++) {
      known[item] = flags.get(item) == 1;
    }
    var history = ChannelModel.historyIn(bundle, items.ids());
    var userIds = UserFeatures.ids(bundle);
    var towers = Towers.read(bundle, config, userIds.size(), items.ids().size());
    double loss = bundle.figure(LOSS).doubleValue();
    return new TowerModel(kind, towers, items, known, history, UserFeatures.read(bundle, userIds, towers.userFeatures), LatestRates.read(bundle), loss);
  }

  @Override
  public String kind() {
    return kind.name();
  }

  /** The mean loss of the epoch that was kept. */
  public double loss() {
    return loss;
  }

  /** An item without interests and without features is never found: nothing is known of it. */
  @Override
  public VectorChannel open(int[] toCatalog) {
    var found = toCatalog.clone();
    for (int item = 0; item < found.length; item++) {
      found[item] = known[item] || readsFeatures() ? found[item] : -1;
    }
    return new VectorChannel(kind.name(), itemVectors(), () -> new TowerFoldIn(this), this::encode, found);
  }

  /** How far the features of these items have moved from those of training, the rates as serving reads them; those that moved most first. */
  public List<FeatureDrift> itemDrift(Iterable<Item> items) {
    var profile = towers.itemFeatures.profile();
    items.forEach(item -> profile.add(latest.of(item)));
    return FeatureDrift.between(towers.itemFeatures.training(), profile);
  }

  /** The same of users. */
  public List<FeatureDrift> userDrift(Iterable<User> users) {
    var profile = towers.userFeatures.profile();
    users.forEach(user -> profile.add(latest.of(user)));
    return FeatureDrift.between(towers.userFeatures.training(), profile);
  }

  private boolean readsFeatures() {
    return !towers.itemFeatures.schema().features().isEmpty();
  }

  /** See {@link dev.tributary.retrieval.vectors.ItemEncoder}. */
  private boolean encode(Item item, int modelItem, float[] vector) {
    if (!readsFeatures()) {
      return false;
    }
    var features = towers.itemFeatures.batch();
    towers.itemFeatures.encode(latest.of(item), features);
    var pass = towers.item.new Pass();
    pass.reset(1);
    towers.addItem(modelItem < 0 ? towers.items : id(modelItem), features, 0, pass);
    towers.item.forward(pass, false, 0, new ArrayProduct());
    System.arraycopy(pass.out, 0, vector, 0, vector.length);
    return true;
  }

  @Override
  protected TowerModel with(VectorTable items) {
    return new TowerModel(kind, towers, items, known, history(), users, latest, loss);
  }

  @Override
  public void write(BundleWriter bundle) {
    bundle.settings(Settings.of(kind.defaults()).toMap(towers.config));
    bundle.figure(LOSS, loss);
    itemVectors().write(bundle, ITEMS);
    var flags = new byte[known.length];
    for (int item = 0; item < flags.length; item++) {
      flags[item] = (byte) (known[item] ? 1 : 0);
    }
    bundle.tensors(KNOWN, Tensors.builder().bytes(KNOWN, ByteColumn.copyOf(flags)).build());
    towers.write(bundle);
    users.write(bundle, towers.userFeatures);
    latest.write(bundle);
  }

  /**
   * Writes both towers for other programs, as {@code user.onnx} and {@code item.onnx} (ONNX, operator set 20). Each has the output {@code vector}, float [batch, dim], of length 1, or zeros.
   *
   * <p>Inputs are what {@link dev.tributary.feature.FeatureTransform} makes of a row: the slots of each feature that has them, under the name of its field, and {@code floats}, float [batch, width], of
   * the others in the order of their fields. The item tower also has {@code id}, a place in {@link #items()}; the user tower {@code id} where it reads who the user is, and {@code history}, places of items, where
   * it pools one. All but {@code floats} are int64 [batch, length], with -1 behind the last of a shorter row. The model's metadata has {@code features}, the schema;
   * {@code unknownId}, for an id that training did not know or an item without interests; and {@code unknownItem}, the same in a history.
   *
   * @param folder made where it is missing
   * @throws IllegalArgumentException when a tower is too large for the format, 2 GB
   */
  public void exportOnnx(Path folder) throws IOException {
    Files.createDirectories(folder);
    towers.userGraph().write(folder.resolve("user.onnx"));
    towers.itemGraph().write(folder.resolve("item.onnx"));
  }

  Towers towers() {
    return towers;
  }

  LatestRates latest() {
    return latest;
  }

  UserFeatures users() {
    return users;
  }

  /** The row of an item in tables of ids: one that had no interests in training is as good as unknown. */
  int id(int item) {
    return known[item] ? item : towers.items;
  }
}
