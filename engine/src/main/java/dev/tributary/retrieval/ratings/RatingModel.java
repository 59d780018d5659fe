package dev.tributary.retrieval.ratings;

/** Foretells ratings. Immutable. */
public final class RatingModel {
  private final Ratings ratings;
  private final Predictor predictor;
  private final float mean;
  private final float least;
  private final float most;

  /** A model of what was learned from these ratings. */
  public RatingModel(Ratings ratings, Predictor predictor) {
    this.ratings = ratings;
    this.predictor = predictor;
    mean = ratings.mean();
    least = ratings.least();
    most = ratings.most();
  }

  /** The rating that this user would give, between the least and the largest of the log; of who or what is unknown only the other's bias counts. */
  public float predict(String user, String item) {
    return Math.clamp(mean + predictor.aboveMean(ratings.userIds().indexOf(user), ratings.itemIds().indexOf(item)), least, most);
  }
}
