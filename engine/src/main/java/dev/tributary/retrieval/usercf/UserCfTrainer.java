package dev.tributary.retrieval.usercf;

import dev.tributary.math.Job;
import dev.tributary.math.Seeds;
import dev.tributary.retrieval.Trainer;
import dev.tributary.retrieval.TrainingData;

/**
 * Prepares user-to-user similarity (Resnick et al.: "GroupLens", CSCW 1994; damped by popularity: Breese, Heckerman, Kadie: "Empirical
 * analysis of predictive algorithms for collaborative filtering", UAI 1998). Between the asking user u, whoever they are, and a
 * user v of the log:
 *
 * <p>{@code sim(u,v) = Σ_{l∈J_u∩J_v} like(u,l)·like(v,l) / (‖u‖·‖v‖ + h)}, or damped {@code Σ 1/log(1+n_l) / (√(|J_u||J_v|) + h)};
 * {@code score(u,i) = Σ_v sim(u,v)^q · like(v,i) / n_i^β} over the K most similar users v.
 *
 * <p>Nothing is computed in advance but the matrix of likes in both directions, norms and weights: similar users are found when
 * asked, through the items of the asking user. So training is O(interests), and a click of a second ago counts.
 *
 * <p>Of an item with more users than the cap, those are looked at who have the smallest hash of (seed, user): the same users for
 * all items, so that a user who is looked at is seen with all they have in common. The manifest counts {@code historyCut} and {@code
 * usersCut} (interests beyond the caps). Memory 16 bytes an interest and 16 a user and an item off the heap. Thread-safe. The
 * same bits on any number of threads.
 */
public final class UserCfTrainer implements Trainer<UserCfModel> {
  private final UserCfConfig config;

  /** A trainer with these settings. */
  public UserCfTrainer(UserCfConfig config) {
    this.config = config;
  }

  @Override
  public UserCfModel train(TrainingData data, Job job) {
    var interests = data.interests();
    var build = new TasteBuild(interests, config, Seeds.of(job.seed(), "usercf"), job);
    return new UserCfModel(config, build.tastes(), interests, interests.timed(), build.historyCut(), build.usersCut());
  }
}
