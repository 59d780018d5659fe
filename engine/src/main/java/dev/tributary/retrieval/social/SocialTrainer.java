package dev.tributary.retrieval.social;

import dev.tributary.math.Job;
import dev.tributary.retrieval.Trainer;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.shelves.Shelves;

/**
 * Puts the items of each author in order, the newest first (see {@link Shelves}), and finds out which authors the same users like. {@code score(u,i) = (
 * Σ_{j of a} like(u,j)·2^{−p_j/h'} + f·[u follows a] + σ·Σ_b sim(b,a)·(the same of b) ) · 2^{−(now − t_i)/h}} with a the author of i, p_j how many
 * interests of u are newer than j, f what following is worth, σ what a similar author is. Whom a user follows is asked when a page is; items without an author are never found.
 *
 * <p>O(rows + items + Σ_u authors of u squared). Thread-safe.
 */
public final class SocialTrainer implements Trainer<SocialModel> {
  private final SocialConfig config;

  /** A trainer with these settings. */
  public SocialTrainer(SocialConfig config) {
    this.config = config;
  }

  @Override
  public SocialModel train(TrainingData data, Job job) {
    var shelves = Shelves.of(data, config, Social::shelves);
    return new SocialModel(config, shelves, SimilarAuthors.of(data, shelves, config, job), data.interests());
  }
}
