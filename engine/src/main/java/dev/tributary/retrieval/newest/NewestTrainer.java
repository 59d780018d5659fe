package dev.tributary.retrieval.newest;

import dev.tributary.math.Job;
import dev.tributary.retrieval.Trainer;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.shelves.ShelfModel;
import dev.tributary.retrieval.shelves.Shelves;

/**
 * Orders all items by freshness and quality: {@code score(i) = quality(i)^γ · 2^{−(now − t_i)/h}}, see {@link Shelves} for the time and the quality of
 * an item. O(rows + items). Thread-safe.
 */
public final class NewestTrainer implements Trainer<ShelfModel<NewestConfig>> {
  private final NewestConfig config;

  /** A trainer with these settings. */
  public NewestTrainer(NewestConfig config) {
    this.config = config;
  }

  @Override
  public ShelfModel<NewestConfig> train(TrainingData data, Job job) {
    job.progress().step("new items", 0, 1);
    var shelves = Shelves.of(data, config, item -> Newest.shelves(config, item));
    job.progress().step("new items", 1, 1);
    return new ShelfModel<>(Newest.KIND, config, shelves, data.interests(), Newest::shelves, Newest::taste);
  }
}
