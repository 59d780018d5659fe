package dev.tributary.retrieval.sasrec;

import dev.tributary.math.ArrayProduct;
import dev.tributary.math.Seeds;
import dev.tributary.nn.Activation;
import dev.tributary.nn.CausalAttention;
import dev.tributary.nn.Dense;
import dev.tributary.nn.Dropout;
import dev.tributary.nn.LayerNorm;
import dev.tributary.nn.Weights;

/**
 * Attention and then a feed-forward layer, each on what a layer norm gives, and each added to its input (pre-LN: Xiong and others, ICML 2020). Thread-safe:
 * stateless beside its weights.
 */
final class Block {
  private final int width;
  private final LayerNorm attentionNorm;
  private final Dense projections;
  private final CausalAttention attention;
  private final Dense mix;
  private final LayerNorm forwardNorm;
  private final Dense hidden;
  private final Dense out;
  private final Dropout dropout;

  Block(Weights weights, String name, SasRecConfig config) {
    width = config.dim();
    attentionNorm = new LayerNorm(weights, name + ".attention.norm", width);
    projections = new Dense(weights, name + ".attention.qkv", width, 3 * width, Activation.NONE);
    attention = new CausalAttention(width, config.heads());
    mix = new Dense(weights, name + ".attention.out", width, width, Activation.NONE);
    forwardNorm = new LayerNorm(weights, name + ".forward.norm", width);
    hidden = new Dense(weights, name + ".forward.hidden", width, width, Activation.RELU);
    out = new Dense(weights, name + ".forward.out", width, width, Activation.NONE);
    dropout = new Dropout(config.dropout());
  }

  /** What the way forwards leaves for the way back. */
  static final class Kept {
    float[] normal = {};
    float[] inverse = {};
    float[] normed = {};
    float[] projected = {};
    float[] attention = {};
    float[] attended = {};
    float[] forwardNormal = {};
    float[] forwardInverse = {};
    float[] forwardNormed = {};
    float[] hidden = {};
    float[] squares = {};

    /** Room for the square of the longest sequence. */
    float[] squares(int[] starts, int sequences) {
      int longest = 0;
      for (int n = 0; n < sequences; n++) {
        longest = Math.max(longest, starts[n + 1] - starts[n]);
      }
      if (squares.length < longest * longest) {
        squares = new float[longest * longest];
      }
      return squares;
    }

    void ensure(int rows, int width, int weights) {
      if (inverse.length < rows) {
        normal = new float[rows * width];
        inverse = new float[rows];
        normed = new float[rows * width];
        projected = new float[rows * width * 3];
        attended = new float[rows * width];
        forwardNormal = new float[rows * width];
        forwardInverse = new float[rows];
        forwardNormed = new float[rows * width];
        hidden = new float[rows * width];
      }
      if (attention.length < weights) {
        attention = new float[weights];
      }
    }
  }

  /**
   * The way forwards, in place.
   *
   * @param x a row for each position
   * @param scratch as long
   */
  void forward(float[] x, int[] starts, int sequences, boolean training, long seed, Kept kept, float[] scratch, ArrayProduct product) {
    int rows = starts[sequences];
    kept.ensure(rows, width, attention.kept(starts, sequences));
    attentionNorm.forward(x, rows, kept.normal, kept.inverse, kept.normed);
    projections.forward(kept.normed, rows, kept.projected, kept.projected, product);
    attention.forward(kept.projected, starts, sequences, kept.attention, kept.attended, product);
    mix.forward(kept.attended, rows, scratch, scratch, product);
    drop(scratch, rows, training, seed, 0);
    add(scratch, x, rows * width);
    forwardNorm.forward(x, rows, kept.forwardNormal, kept.forwardInverse, kept.forwardNormed);
    hidden.forward(kept.forwardNormed, rows, kept.hidden, kept.hidden, product);
    drop(kept.hidden, rows, training, seed, 1);
    out.forward(kept.hidden, rows, scratch, scratch, product);
    drop(scratch, rows, training, seed, 2);
    add(scratch, x, rows * width);
  }

  /**
   * The way back in training.
   *
   * @param dx the gradient by what {@link #forward} made of x becomes that by x
   * @param one scratch as long as dx, as is {@code two}
   * @param three three times as long
   */
  void backward(float[] dx, int[] starts, int sequences, long seed, Kept kept, float[] one, float[] two, float[] three, float[] gradient, ArrayProduct product) {
    int rows = starts[sequences];
    System.arraycopy(dx, 0, one, 0, rows * width);
    drop(one, rows, true, seed, 2);
    out.backward(kept.hidden, kept.hidden, kept.hidden, one, rows, two, false, gradient, product);
    drop(two, rows, true, seed, 1);
    hidden.backward(kept.forwardNormed, kept.hidden, kept.hidden, two, rows, one, false, gradient, product);
    forwardNorm.backward(kept.forwardNormal, kept.forwardInverse, one, rows, dx, gradient);
    System.arraycopy(dx, 0, one, 0, rows * width);
    drop(one, rows, true, seed, 0);
    mix.backward(kept.attended, kept.attended, kept.attended, one, rows, two, false, gradient, product);
    attention.backward(kept.projected, starts, sequences, kept.attention, two, three, kept.squares(starts, sequences), product);
    projections.backward(kept.normed, kept.projected, kept.projected, three, rows, one, false, gradient, product);
    attentionNorm.backward(kept.normal, kept.inverse, one, rows, dx, gradient);
  }

  /**
   * The last position of one sequence alone, for serving; the positions before it only lend their keys and values.
   *
   * @param x rows; the last one is overwritten with what the block makes of it
   * @param row scratch, one row
   * @param scratch a value for each position
   */
  void last(float[] x, int rows, Kept kept, float[] row, float[] scratch, ArrayProduct product) {
    kept.ensure(rows, width, 0);
    attentionNorm.forward(x, rows, kept.normal, kept.inverse, kept.normed);
    projections.forward(kept.normed, rows, kept.projected, kept.projected, product);
    attention.last(kept.projected, rows, scratch, kept.attended);
    mix.forward(kept.attended, 1, row, row, product);
    int at = (rows - 1) * width;
    for (int i = 0; i < width; i++) {
      row[i] += x[at + i];
    }
    System.arraycopy(row, 0, x, at, width);
    forwardNorm.forward(row, 1, kept.forwardNormal, kept.forwardInverse, kept.forwardNormed);
    hidden.forward(kept.forwardNormed, 1, kept.hidden, kept.hidden, product);
    out.forward(kept.hidden, 1, row, row, product);
    for (int i = 0; i < width; i++) {
      x[at + i] += row[i];
    }
  }

  private void drop(float[] x, int rows, boolean training, long seed, int place) {
    if (training) {
      dropout.apply(x, rows * width, Seeds.of(seed, place));
    }
  }

  private static void add(float[] x, float[] y, int count) {
    for (int i = 0; i < count; i++) {
      y[i] += x[i];
    }
  }
}
