package dev.tributary.retrieval.wals;

import static dev.tributary.math.Require.require;

import dev.tributary.catalog.Item;
import dev.tributary.data.Interests;
import dev.tributary.data.Vocabulary;
import dev.tributary.math.FloatColumn;
import dev.tributary.model.Bundle;
import dev.tributary.model.BundleWriter;
import dev.tributary.model.CorruptFileException;
import dev.tributary.model.Tensors;
import dev.tributary.retrieval.ChannelModel;
import dev.tributary.retrieval.vectors.Features;
import dev.tributary.retrieval.vectors.ItemEncoder;
import dev.tributary.retrieval.vectors.VectorChannel;
import dev.tributary.retrieval.vectors.VectorModel;
import dev.tributary.retrieval.vectors.VectorTable;
import dev.tributary.settings.Settings;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * What WALS learned: a vector for each user and item. Its files are the tables {@code items} and {@code users}, and {@code
 * wals.safetensors} with {@code spectrum} (float32, the diagonal of the items' Gram matrix) and {@code item.weights} (float32, what
 * an entry of the item weighs beside its like); where attributes are read, also the table {@code attributes}. Immutable.
 */
public final class WalsModel extends VectorModel {
  private static final String LOSS = "loss";
  private static final String LEARNED = "items learned from";
  private static final String ATTRIBUTES = "attributes";

  private final WalsConfig config;
  private final VectorTable users;
  private final float[] spectrum;
  private final FloatColumn itemWeights;
  private final int learned;
  private final Optional<VectorTable> attributes;
  private final double loss;

  /**
   * @param learned how many items were learned from; others are known by their attributes
   * @param attributes w of each attribute of items, where these are read
   */
  WalsModel(
      WalsConfig config,
      VectorTable items,
      VectorTable users,
      float[] spectrum,
      FloatColumn itemWeights,
      int learned,
      Optional<VectorTable> attributes,
      Interests history,
      double loss) {
    super(items, history);
    this.config = config;
    this.users = users;
    this.spectrum = spectrum;
    this.itemWeights = itemWeights;
    this.learned = learned;
    this.attributes = attributes;
    this.loss = loss;
  }

  static WalsModel read(Bundle bundle) throws IOException {
    var config = Settings.of(WalsConfig.DEFAULT).parse(bundle.settings());
    var items = VectorTable.read(bundle, "items", config.factors());
    var file = bundle.tensors("wals");
    var spectrum = file.floats("spectrum");
    var weights = file.floats("item.weights");
    if (spectrum.size() != config.factors() || weights.size() != items.ids().size()) {
      throw new CorruptFileException(
          bundle.folder().resolve("wals.safetensors"), -1, "has " + spectrum.size() + " and " + weights.size() + " values for " + config.factors() + " factors and " + items.ids().size() + " items");
    }
    double loss = bundle.figure(LOSS).doubleValue();
    boolean leans = config.attributes() > 0;
    Optional<VectorTable> attributes = leans ? Optional.of(VectorTable.read(bundle, ATTRIBUTES, config.factors())) : Optional.empty();
    int learned = leans ? bundle.figure(LEARNED).intValue() : items.ids().size();
    var users = VectorTable.read(bundle, "users", config.factors());
    return new WalsModel(config, items, users, spectrum.toArray(), weights, learned, attributes, ChannelModel.historyIn(bundle, items.ids()), loss);
  }

  /** The settings it was trained with. */
  public WalsConfig config() {
    return config;
  }

  /** The loss at the end of training, see {@link WalsTrainer}. */
  public double loss() {
    return loss;
  }

  @Override
  public String kind() {
    return Wals.KIND.name();
  }

  /** The vectors that the users of the log had at the end of training: what {@link #open} makes of their histories again. */
  public VectorTable userVectors() {
    return users;
  }

  @Override
  public VectorChannel open(int[] toCatalog) {
    return new VectorChannel(kind(), itemVectors(), this::userFoldIn, attributes.isPresent() ? this::encode : ItemEncoder.NONE, toCatalog);
  }

  /** What the attributes of an item say that training did not know; false for others, and where none of them is known. */
  private boolean encode(Item item, int modelItem, float[] vector) {
    var table = attributes.orElseThrow();
    var features = Features.of(item, table.ids());
    if (modelItem >= 0 || features.count(0) == 0) {
      return false;
    }
    Leaning.mean(features, 0, table.vectors(), vector);
    return true;
  }

  private WalsFoldIn userFoldIn() {
    return new WalsFoldIn(config, itemVectors().vectors(), learned, spectrum, itemWeights);
  }

  @Override
  protected WalsModel with(VectorTable items) {
    return new WalsModel(config, items, users, spectrum, itemWeights, learned, attributes, history(), loss);
  }

  @Override
  public void write(BundleWriter bundle) {
    bundle.settings(Settings.of(WalsConfig.DEFAULT).toMap(config));
    bundle.figure(LOSS, loss);
    itemVectors().write(bundle, "items");
    users.write(bundle, "users");
    attributes.ifPresent(
        table -> {
          table.write(bundle, ATTRIBUTES);
          bundle.figure(LEARNED, learned);
        });
    bundle.tensors("wals", Tensors.builder().floats("spectrum", FloatColumn.copyOf(spectrum)).floats("item.weights", itemWeights).build());
  }

  /** ⟨a_u, b_i⟩ with the vector the user had at the end of training; empty where either is unknown. */
  public Optional<Float> score(String user, String item) {
    return product(users, user, item);
  }

  /**
   * The vector of a user with these likes, whether the log knows them or not: what a half step would give. Items that the model lacks are
   * left out; where none is left, it is 0.
   */
  public float[] userVector(Map<String, Float> likes) {
    return folded(userFoldIn(), items(), likes);
  }

  /**
   * A way to make vectors of items that are new since training: what a half step would give an item that these users like. Prepared in O(users · d² +
   * d³). Confined: one thread.
   */
  public ItemFoldIn itemFoldIn() {
    return new ItemFoldIn(config, users);
  }

  /** The vector of a new row out of entries of known ones. */
  static float[] folded(WalsFoldIn foldIn, Vocabulary ids, Map<String, Float> likes) {
    var rows = new int[likes.size()];
    var values = new float[likes.size()];
    int count = 0;
    for (int row : likes.keySet().stream().mapToInt(ids::indexOf).filter(row -> row >= 0).sorted().toArray()) { // the map's order may differ
      float like = likes.get(ids.id(row));
      require(like > 0 && like < Float.POSITIVE_INFINITY, "the like of '%s' is %s, must be above 0 and finite", ids.id(row), like);
      rows[count] = row;
      values[count++] = like;
    }
    var vector = new float[foldIn.width()];
    if (count > 0) {
      foldIn.vector(rows, values, count, vector);
    }
    return vector;
  }
}
