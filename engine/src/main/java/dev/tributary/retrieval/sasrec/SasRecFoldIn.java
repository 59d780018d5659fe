package dev.tributary.retrieval.sasrec;

import dev.tributary.math.Matrix;
import dev.tributary.retrieval.vectors.FoldIn;

/** What a user with these interests looks for: the tower at the end of their sequence. Likes do not count. */
final class SasRecFoldIn implements FoldIn {
  private final Tower tower;
  private final Matrix items;
  private final Tower.Activations activations = new Tower.Activations();
  private final float[] sequence;

  SasRecFoldIn(Tower tower, Matrix items) {
    this.tower = tower;
    this.items = items;
    sequence = new float[tower.length() * tower.width()];
  }

  @Override
  public int most() {
    return tower.length();
  }

  @Override
  public void vector(int[] interests, float[] likes, int count, float[] vector) {
    int width = tower.width();
    for (int n = 0; n < count; n++) { // newest first becomes oldest first
      long row = interests[count - 1 - n];
      items.values().copyTo(row * width, (row + 1) * width, sequence, n * width);
    }
    tower.last(sequence, count, activations, vector);
  }
}
