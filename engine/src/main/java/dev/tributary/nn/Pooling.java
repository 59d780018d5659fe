package dev.tributary.nn;

import java.util.Arrays;

/** One row out of a bag of rows; bags lie end to end, and an empty one gives zeros. */
public enum Pooling {
  /** Their sum. */
  SUM,
  /** Their mean. */
  MEAN;

  /**
   * The way forwards.
   *
   * @param x the rows of all bags
   * @param starts first row of each bag, and the end: bags + 1 numbers
   * @param y overwritten: a row for each bag
   */
  public void forward(float[] x, int[] starts, int bags, int width, float[] y) {
    Arrays.fill(y, 0, bags * width, 0f);
    for (int bag = 0; bag < bags; bag++) {
      float scale = scale(starts, bag);
      for (int row = starts[bag]; row < starts[bag + 1]; row++) {
        for (int i = 0; i < width; i++) {
          y[bag * width + i] += scale * x[row * width + i];
        }
      }
    }
  }

  /**
   * The way back.
   *
   * @param dx overwritten: the gradient of every row
   */
  public void backward(float[] dy, int[] starts, int bags, int width, float[] dx) {
    for (int bag = 0; bag < bags; bag++) {
      float scale = scale(starts, bag);
      for (int row = starts[bag]; row < starts[bag + 1]; row++) {
        for (int i = 0; i < width; i++) {
          dx[row * width + i] = scale * dy[bag * width + i];
        }
      }
    }
  }

  private float scale(int[] starts, int bag) {
    return this == SUM ? 1 : 1f / Math.max(1, starts[bag + 1] - starts[bag]);
  }
}
