package dev.tributary.retrieval.sasrec;

import dev.tributary.math.ArrayProduct;
import dev.tributary.math.Seeds;
import dev.tributary.nn.Dropout;
import dev.tributary.nn.LayerNorm;
import dev.tributary.nn.Weights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The network: an item's vector times √dim plus the vector of its position, blocks of attention, a layer norm. A position counts from the newest interest
 * backwards, so that the newest is always 0, however long the history. Items' vectors come from outside. Thread-safe: stateless beside its weights.
 */
final class Tower {
  private final SasRecConfig config;
  private final Weights weights;
  private final int width;
  private final int positions;
  private final List<Block> blocks = new ArrayList<>();
  private final LayerNorm norm;
  private final Dropout dropout;

  /** A tower whose weights are random from a seed. */
  Tower(SasRecConfig config, long seed) {
    this.config = config;
    width = config.dim();
    weights = new Weights(seed);
    positions = weights.addNormal("positions", config.length(), width, 0.02);
    for (int n = 0; n < config.blocks(); n++) {
      blocks.add(new Block(weights, "block" + n, config));
    }
    norm = new LayerNorm(weights, "norm", width);
    dropout = new Dropout(config.dropout());
  }

  Weights weights() {
    return weights;
  }

  /** Sequences end to end, and all that the tower makes of them. Confined; reused. */
  static final class Activations {
    private final ArrayProduct product = new ArrayProduct();
    private final List<Block.Kept> kept = new ArrayList<>();
    private float[] x = {};
    private float[] normal = {};
    private float[] inverse = {};
    private float[] one = {};
    private float[] two = {};
    private float[] three = {};

    private void ensure(Tower tower, int rows) {
      while (kept.size() < tower.blocks.size()) {
        kept.add(new Block.Kept());
      }
      if (inverse.length < rows) {
        int size = rows * tower.width;
        x = new float[size];
        normal = new float[size];
        inverse = new float[rows];
        one = new float[size];
        two = new float[size];
        three = new float[3 * size];
      }
    }

    ArrayProduct product() {
      return product;
    }
  }

  /**
   * The way forwards.
   *
   * @param items vectors of the sequences' items, row by row, oldest first
   * @param starts first row of each sequence, and the end; none is longer than the settings say
   * @param y overwritten: what the user at each row looks for
   */
  void forward(float[] items, int[] starts, int sequences, boolean training, long seed, Activations made, float[] y) {
    int rows = starts[sequences];
    made.ensure(this, rows);
    input(items, starts, sequences, made.x);
    if (training) {
      dropout.apply(made.x, rows * width, Seeds.of(seed, -1));
    }
    for (int n = 0; n < blocks.size(); n++) {
      blocks.get(n).forward(made.x, starts, sequences, training, Seeds.of(seed, n), made.kept.get(n), made.one, made.product);
    }
    norm.forward(made.x, rows, made.normal, made.inverse, y);
  }

  private void input(float[] items, int[] starts, int sequences, float[] x) {
    float scale = (float) Math.sqrt(width);
    var values = weights.values();
    for (int n = 0; n < sequences; n++) {
      for (int row = starts[n]; row < starts[n + 1]; row++) {
        int position = positions + (starts[n + 1] - 1 - row) * width;
        for (int i = 0; i < width; i++) {
          x[row * width + i] = scale * items[row * width + i] + values[position + i];
        }
      }
    }
  }

  /**
   * The way back.
   *
   * @param dy the gradient by y; overwritten
   * @param dItems overwritten: the gradient by the items' vectors
   * @param gradient of the weights: added to
   */
  void backward(int[] starts, int sequences, long seed, Activations made, float[] dy, float[] dItems, float[] gradient) {
    int rows = starts[sequences];
    Arrays.fill(dItems, 0, rows * width, 0f);
    norm.backward(made.normal, made.inverse, dy, rows, dItems, gradient);
    for (int n = blocks.size() - 1; n >= 0; n--) {
      blocks.get(n).backward(dItems, starts, sequences, Seeds.of(seed, n), made.kept.get(n), made.one, made.two, made.three, gradient, made.product);
    }
    dropout.apply(dItems, rows * width, Seeds.of(seed, -1));
    float scale = (float) Math.sqrt(width);
    for (int n = 0; n < sequences; n++) {
      for (int row = starts[n]; row < starts[n + 1]; row++) {
        int position = positions + (starts[n + 1] - 1 - row) * width;
        for (int i = 0; i < width; i++) {
          gradient[position + i] += dItems[row * width + i];
          dItems[row * width + i] *= scale;
        }
      }
    }
  }

  /**
   * What the user at the end of one sequence looks for: the last row of {@link #forward} without the others of the last block.
   *
   * @param items vectors of the sequence's items, oldest first
   * @param y overwritten: one row
   */
  void last(float[] items, int rows, Activations made, float[] y) {
    made.ensure(this, rows);
    int[] starts = {0, rows};
    input(items, starts, 1, made.x);
    for (int n = 0; n + 1 < blocks.size(); n++) {
      blocks.get(n).forward(made.x, starts, 1, false, 0, made.kept.get(n), made.one, made.product);
    }
    blocks.getLast().last(made.x, rows, made.kept.getLast(), made.two, made.three, made.product);
    System.arraycopy(made.x, (rows - 1) * width, made.two, 0, width);
    norm.forward(made.two, 1, made.normal, made.inverse, y);
  }

  int width() {
    return width;
  }

  /** The longest sequence. */
  int length() {
    return config.length();
  }
}
