package dev.tributary.retrieval.sgd;

import dev.tributary.data.Interests;
import dev.tributary.data.Vocabulary;
import dev.tributary.math.Job;
import dev.tributary.math.Matrix;
import dev.tributary.model.Bundle;
import dev.tributary.model.BundleWriter;
import dev.tributary.model.CorruptFileException;
import dev.tributary.retrieval.ChannelModel;
import dev.tributary.retrieval.vectors.VectorChannel;
import dev.tributary.retrieval.vectors.VectorModel;
import dev.tributary.retrieval.vectors.VectorTable;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * Vectors of users and items that were learned by stochastic gradient descent. Where items have a bias it is the last value of their vector, and
 * that of a user is 1. Its files are the tables {@code items} and {@code users}, and {@code foldin.safetensors} with {@code mean}, {@code
 * spectrum}, {@code coupling} and {@code surrogate} (float32), from which a user's vector is made out of the interests of the moment. Immutable.
 */
public final class FactorModel extends VectorModel {
  private static final String LOSS = "loss";
  private static final String FOLD_IN = "foldin";

  private final String kind;
  private final Map<String, Object> settings;
  private final VectorTable users;
  private final Background background;
  private final double loss;

  private FactorModel(String kind, Map<String, Object> settings, VectorTable items, VectorTable users, Background background, Interests history, double loss) {
    super(items, history);
    this.kind = kind;
    this.settings = settings;
    this.users = users;
    this.background = background;
    this.loss = loss;
  }

  /**
   * All that a training leaves.
   *
   * @param items of the rows of {@code itemVectors}; those of the history must be among them
   * @param itemBiases empty where items have none
   * @param itemWeights how likely each item was drawn as a negative, up to a factor
   * @param userVectors in the order of the history's users
   * @param surrogate stands for the loss in the fold-in
   */
  public record Parts(Vocabulary items, Matrix itemVectors, Optional<float[]> itemBiases, float[] itemWeights, Matrix userVectors, Surrogate surrogate, double loss) {}

  /**
   * A model of what was learned; the vectors are turned in place, and inner products stay.
   *
   * @param settings the channel's, as they are written
   */
  public static FactorModel of(String kind, Map<String, Object> settings, Parts parts, Interests history, Job job) {
    var biases = parts.itemBiases.orElseGet(() -> new float[parts.items.size()]);
    var background = Background.of(parts.itemVectors, biases, parts.itemWeights, parts.userVectors, parts.surrogate, job);
    boolean biased = parts.itemBiases.isPresent();
    var ones = new float[parts.userVectors.rows()];
    Arrays.fill(ones, 1);
    return new FactorModel(
        kind,
        settings,
        new VectorTable(parts.items, biased ? beside(parts.itemVectors, biases) : parts.itemVectors),
        new VectorTable(history.users(), biased ? beside(parts.userVectors, ones) : parts.userVectors),
        background,
        history,
        parts.loss);
  }

  private static Matrix beside(Matrix vectors, float[] last) {
    int width = vectors.columns();
    var wider = Matrix.zeros(vectors.rows(), width + 1);
    var row = new float[width + 1];
    for (int n = 0; n < vectors.rows(); n++) {
      vectors.copyRow(n, row);
      row[width] = last[n];
      wider.setRow(n, row);
    }
    return wider;
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param biased whether items have a bias behind their factors
   */
  public static FactorModel read(String kind, Bundle bundle, int factors, boolean biased) throws IOException {
    int width = factors + (biased ? 1 : 0);
    var items = VectorTable.read(bundle, "items", width);
    var background = Background.read(bundle.tensors(FOLD_IN));
    if (background.mean().length != factors + 1 || background.spectrum().length != factors || background.coupling().length != factors + 1) {
      throw new CorruptFileException(
          bundle.folder().resolve(FOLD_IN + ".safetensors"), -1, "has " + background.mean().length + ", " + background.spectrum().length + " and " + background.coupling().length + " values for " + factors + " factors");
    }
    double loss = bundle.figure(LOSS).doubleValue();
    return new FactorModel(
        kind, bundle.settings(), items, VectorTable.read(bundle, "users", width), background, ChannelModel.historyIn(bundle, items.ids()), loss);
  }

  @Override
  public String kind() {
    return kind;
  }

  /** The mean loss at the end of training, see {@link Descent#run}. */
  public double loss() {
    return loss;
  }

  /** The vectors that the users of the log had at the end of training; {@link #open} makes others, out of their histories. */
  public VectorTable userVectors() {
    return users;
  }

  @Override
  public VectorChannel open(int[] toCatalog) {
    var drawn = Highest.of(background.surrogate().hardestOf());
    return new VectorChannel(kind, itemVectors(), () -> new FactorFoldIn(itemVectors().vectors(), background, drawn), toCatalog);
  }

  @Override
  protected FactorModel with(VectorTable items) {
    return new FactorModel(kind, settings, items, users, background, history(), loss);
  }

  @Override
  public void write(BundleWriter bundle) {
    bundle.settings(settings);
    bundle.figure(LOSS, loss);
    itemVectors().write(bundle, "items");
    users.write(bundle, "users");
    bundle.tensors(FOLD_IN, background.tensors());
  }

  /** ⟨a_u, b_i⟩ with the vector the user had at the end of training, with the item's bias; empty where either is unknown. */
  public Optional<Float> score(String user, String item) {
    return product(users, user, item);
  }
}
