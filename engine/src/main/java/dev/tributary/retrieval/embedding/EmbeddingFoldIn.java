package dev.tributary.retrieval.embedding;

import dev.tributary.math.Kernels;
import dev.tributary.math.Matrix;
import dev.tributary.retrieval.Recency;
import dev.tributary.retrieval.vectors.LinearFoldIn;
import java.util.Arrays;

/**
 * The mean of the unit vectors of the interests, each times like and recency, brought to length 1: so the product with an item's unit vector is a cosine. Zeros where the interests cancel
 * each other. Confined: one thread.
 */
final class EmbeddingFoldIn implements LinearFoldIn {
  private static final double CANCELLED = 1e-6; // of the length that the interests would have if all pointed the same way

  private final EmbeddingConfig config;
  private final Matrix units;
  private final Recency recency;
  private int[] items = {};
  private float[] weights = {};
  private int count;

  EmbeddingFoldIn(EmbeddingConfig config, Matrix units) {
    this.config = config;
    this.units = units;
    recency = new Recency(config.halfLife());
  }

  @Override
  public int most() {
    return config.historyUsed() == 0 ? Integer.MAX_VALUE : config.historyUsed();
  }

  @Override
  public void vector(int[] items, float[] likes, int count, float[] vector) {
    if (weights.length < count) {
      weights = new float[2 * count];
      this.items = new int[2 * count];
    }
    this.count = count;
    System.arraycopy(items, 0, this.items, 0, count);
    Arrays.fill(vector, 0f);
    double all = 0;
    for (int n = 0; n < count; n++) {
      weights[n] = (float) (likes[n] * recency.of(n));
      all += weights[n];
      Kernels.addScaled(weights[n], units.values(), (long) items[n] * vector.length, vector);
    }
    double length = Math.sqrt(Kernels.dot(vector, vector));
    float scale = length > CANCELLED * all ? (float) (1 / length) : 0;
    for (int i = 0; i < vector.length; i++) {
      vector[i] *= scale;
    }
    for (int n = 0; n < count; n++) {
      weights[n] *= scale;
    }
  }

  @Override
  public void parts(float[] parts) {
    int width = units.columns();
    for (int n = 0; n < count; n++) {
      for (int i = 0; i < width; i++) {
        parts[n * width + i] = weights[n] * units.get(items[n], i);
      }
    }
  }
}
