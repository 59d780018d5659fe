package dev.tributary.retrieval.sgd;

import dev.tributary.data.Vocabulary;

/** Foretells ratings. Immutable. */
public final class RatingModel {
  private final Vocabulary users;
  private final Vocabulary items;
  private final Factors factors;
  private final float mean;
  private final float least;
  private final float most;

  RatingModel(Vocabulary users, Vocabulary items, Factors factors, float mean, float least, float most) {
    this.users = users;
    this.items = items;
    this.factors = factors;
    this.mean = mean;
    this.least = least;
    this.most = most;
  }

  /** The rating that this user would give, between the least and the largest of the log; of who or what is unknown only the other's bias counts. */
  public float predict(String user, String item) {
    int row = users.indexOf(user);
    int column = items.indexOf(item);
    float score = row >= 0 && column >= 0 ? factors.score(row, column) : (row >= 0 ? factors.userBias(row) : 0) + (column >= 0 ? factors.itemBias(column) : 0);
    return Math.clamp(mean + score, least, most);
  }
}
