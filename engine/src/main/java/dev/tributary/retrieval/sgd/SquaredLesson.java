package dev.tributary.retrieval.sgd;

/**
 * Squared error on entries and on so many zeros drawn for each: {@code ½·(value − offset − s)²}. A lesson of several channels and of ratings.
 *
 * @param negatives how many zeros are drawn for each entry
 * @param offset what every score begins from: μ
 * @param ones whether entries are signs, 1, rather than grades, their value
 */
public record SquaredLesson(Factors factors, int negatives, float offset, boolean ones) implements Lesson {
  @Override
  public void learn(Block block) {
    for (int n = 0; n < block.size(); n++) {
      int user = block.user(n);
      fit(block, user, block.item(n), ones ? 1 : block.value(n));
      for (int draw = 0; draw < negatives; draw++) {
        int item = factors.negative(block, user);
        if (item >= 0) {
          fit(block, user, item, 0);
        }
      }
    }
  }

  private void fit(Block block, int user, int item, float target) {
    float error = target - offset - factors.score(user, item);
    block.lose(0.5 * error * error);
    factors.pull(block, user, item, error);
  }
}
