package dev.tributary.ranking.fm;

import static dev.tributary.math.Require.require;

import dev.tributary.math.FloatColumn;
import dev.tributary.math.Kernels;
import dev.tributary.math.Matrix;
import dev.tributary.math.SparseMatrix;
import dev.tributary.model.Bundle;
import dev.tributary.model.BundleWriter;
import dev.tributary.model.CorruptFileException;
import dev.tributary.model.Tensors;
import dev.tributary.settings.Settings;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * A factorisation machine of order 2 (Rendle: "Factorization machines", ICDM 2010): {@code s = w0 + Σ w_i·x_i + Σ_{i<j} ⟨v_i, v_j⟩·x_i·x_j} of a row's features x. Immutable, thread-safe.
 */
public final class FmRanker {
  /** The kind of its bundles. */
  public static final String KIND = "fmranker";

  private final FmRankerConfig config;
  private final float bias;
  private final Matrix features; // of each its vector and, behind it, its weight
  private final double loss;

  FmRanker(FmRankerConfig config, float bias, Matrix features, double loss) {
    this.config = config;
    this.bias = bias;
    this.features = features;
    this.loss = loss;
  }

  /** The settings it was trained with. */
  public FmRankerConfig config() {
    return config;
  }

  /** How many features it knows: their numbers are below. */
  public int features() {
    return features.rows();
  }

  /** The mean loss of a row of training without what regularization adds: with these parameters by {@code als}, as it was met in the last epoch by gradients. */
  public double loss() {
    return loss;
  }

  /**
   * The score of a row: the log of its odds under logistic loss, the number itself under squared. The pairs of all features in O(count · factors), by
   * {@code ½·Σ_f((Σ v_f·x)² − Σ v_f²·x²)}.
   *
   * @param numbers of its features, each below {@link #features} and once; the first {@code count} places hold them
   * @param values x of each
   */
  public float score(int[] numbers, float[] values, int count) {
    int factors = config.factors();
    var sum = new float[factors + 1];
    var row = new float[factors + 1];
    double squares = 0;
    for (int n = 0; n < count; n++) {
      features.copyRow(numbers[n], row);
      Kernels.addScaled(values[n], row, 0, sum, 0, factors + 1);
      squares += (double) values[n] * values[n] * Kernels.dot(row, 0, row, 0, factors);
    }
    return (float) (bias + sum[factors] + (Kernels.dot(sum, 0, sum, 0, factors) - squares) / 2);
  }

  /** The scores of all rows of a matrix whose columns are the features. */
  public float[] scores(SparseMatrix rows) {
    require(rows.columns() <= features(), "rows of %d features for a machine that knows %d", rows.columns(), features());
    var scores = new float[rows.rows()];
    var numbers = new int[16];
    var values = new float[16];
    for (int row = 0; row < scores.length; row++) {
      int count = rows.size(row);
      if (count > numbers.length) {
        numbers = new int[2 * count];
        values = new float[2 * count];
      }
      for (int n = 0; n < count; n++) {
        numbers[n] = rows.column(rows.start(row) + n);
        values[n] = rows.value(rows.start(row) + n);
      }
      scores[row] = score(numbers, values, count);
    }
    return scores;
  }

  /** What a score foretells: a probability under logistic loss, the number itself under squared. */
  public float prediction(float score) {
    return config.loss() == FmRankerConfig.Loss.LOGISTIC ? (float) FmRankerConfig.sigmoid(score) : score;
  }

  /** Puts it into a bundle: {@code fm.safetensors} with {@code features} (float32, features × (factors + 1)) and {@code bias}. */
  public void write(BundleWriter bundle) {
    var one = FloatColumn.allocate(1);
    one.set(0, bias);
    bundle.settings(Settings.of(FmRankerConfig.DEFAULT).toMap(config));
    bundle.figure("loss", loss);
    bundle.tensors("fm", Tensors.builder().floats("bias", one).floats("features", features.values(), features.columns()).build());
  }

  /** Reads one back. */
  public static FmRanker read(Bundle bundle) throws IOException {
    var config = Settings.of(FmRankerConfig.DEFAULT).parse(bundle.settings());
    var file = bundle.tensors("fm");
    var shape = file.shape("features");
    var values = file.floats("features");
    int width = config.factors() + 1;
    if (shape.size() != 2 || shape.get(1) != width || shape.get(0) > Integer.MAX_VALUE || !file.shape("bias").equals(List.of(1L))) {
      throw new CorruptFileException(bundle.folder().resolve("fm.safetensors"), -1, "has 'features' of the shape " + shape + " and 'bias' of " + file.shape("bias") + ", must be [features, " + width + "] and [1]");
    }
    return new FmRanker(config, file.floats("bias").get(0), Matrix.of(Math.toIntExact(shape.get(0)), width, values), bundle.figure("loss").doubleValue());
  }

  @Override
  public String toString() {
    return KIND + " of " + features() + " features, " + Arrays.asList(config.loss(), config.method());
  }
}
