package dev.tributary.retrieval.fm;

import dev.tributary.catalog.Item;
import dev.tributary.data.Interests;
import dev.tributary.math.Kernels;
import dev.tributary.math.Matrix;
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
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A factorisation machine as vectors. Its files are the tables {@code items} and {@code users} (of all interests of training), both with one value more than the factors; {@code attributes}, a vector and a
 * weight for each; {@code profiles}, what each user is beside interests; and {@code fm.safetensors} with {@code interests} (float32, a row for each item: what it says as an interest). Immutable.
 */
public final class FmModel extends VectorModel {
  private static final String LOSS = "loss";

  private final FmConfig config;
  private final VectorTable users;
  private final Matrix interests;
  private final VectorTable attributes;
  private final VectorTable profiles;
  private final double loss;

  FmModel(FmConfig config, VectorTable items, VectorTable users, Matrix interests, VectorTable attributes, VectorTable profiles, Interests history, double loss) {
    super(items, history);
    this.config = config;
    this.users = users;
    this.interests = interests;
    this.attributes = attributes;
    this.profiles = profiles;
    this.loss = loss;
  }

  static FmModel read(Bundle bundle) throws IOException {
    var config = Settings.of(FmConfig.DEFAULT).parse(bundle.settings());
    int factors = config.factors();
    var items = VectorTable.read(bundle, "items", factors + 1);
    var file = bundle.tensors("fm");
    int rows = config.history() > 0 ? items.ids().size() : 0;
    if (!file.shape("interests").equals(List.of((long) rows, (long) factors))) {
      throw new CorruptFileException(bundle.folder().resolve("fm.safetensors"), -1, "column 'interests' has the shape " + file.shape("interests") + ", must be [" + rows + ", " + factors + "]");
    }
    return new FmModel(
        config,
        items,
        VectorTable.read(bundle, "users", factors + 1),
        Matrix.of(rows, factors, file.floats("interests")),
        VectorTable.read(bundle, "attributes", factors + 1),
        VectorTable.read(bundle, "profiles", factors),
        ChannelModel.historyIn(bundle, items.ids()),
        bundle.figure(LOSS).doubleValue());
  }

  @Override
  public void write(BundleWriter bundle) {
    bundle.settings(Settings.of(FmConfig.DEFAULT).toMap(config));
    bundle.figure(LOSS, loss);
    itemVectors().write(bundle, "items");
    users.write(bundle, "users");
    attributes.write(bundle, "attributes");
    profiles.write(bundle, "profiles");
    bundle.tensors("fm", Tensors.builder().floats("interests", interests.values(), interests.columns()).build());
  }

  /** The settings it was trained with. */
  public FmConfig config() {
    return config;
  }

  @Override
  public String kind() {
    return Fm.KIND.name();
  }

  /** The mean loss of a lesson of the last epoch. */
  public double loss() {
    return loss;
  }

  /** {@code V_user} of the users of the log, out of all that training knew of them; {@link #open} makes others, out of what is known now. */
  public VectorTable userVectors() {
    return users;
  }

  /** The score of a pair but for what the user has alone; empty where either is unknown. */
  public Optional<Float> score(String user, String item) {
    return product(users, user, item);
  }

  /** An item of which nothing is known but the id, and that nobody took, is never found. One that came after training is found by its attributes. */
  @Override
  public VectorChannel open(int[] toCatalog) {
    var vectors = itemVectors().vectors();
    var found = toCatalog.clone();
    for (int item = 0; item < found.length; item++) {
      found[item] = Kernels.dot(vectors, item, vectors, item) > 0 ? found[item] : -1;
    }
    ItemEncoder encoder = this::encode;
    return new VectorChannel(kind(), itemVectors(), () -> new FmFoldIn(config, interests, attributes, profiles), encoder, found);
  }

  /** V_item of an item that training did not know; false for others, and where no attribute of it is known. */
  private boolean encode(Item item, int modelItem, float[] vector) {
    var features = Features.of(item, attributes.ids());
    if (modelItem >= 0 || features.count(0) == 0) {
      return false;
    }
    Arrays.fill(vector, 0f);
    int factors = config.factors();
    float squares = new Sums(attributes.vectors()).addAttributes(features, 0, vector, 0, factors + 1);
    vector[factors] += (Kernels.dot(vector, 0, vector, 0, factors) - squares) / 2;
    return true;
  }

  @Override
  protected FmModel with(VectorTable items) {
    return new FmModel(config, items, users, interests, attributes, profiles, history(), loss);
  }
}
