package dev.tributary.retrieval.ratings;

import dev.tributary.data.Vocabulary;

/** Foretells ratings. Immutable. */
public final class RatingModel {
  private final Vocabulary users;
  private final Vocabulary items;
  private final Predictor predictor;
  private final float mean;
  private final float least;
  private final float most;

  /** A model of what was learned from these ratings, which it does not keep. */
  public RatingModel(Ratings ratings, Predictor predictor) {
    users = ratings.userIds();
    items = ratings.itemIds();
    this.predictor = predictor;
    mean = ratings.mean();
    least = ratings.least();
    most = ratings.most();
  }

  /** The rating that this user would give, between the least and the largest of the log; of who or what is unknown only the other's bias counts. */
  public float predict(String user, String item) {
    return Math.clamp(mean + predictor.aboveMean(users.indexOf(user), items.indexOf(item)), least, most);
  }
}
