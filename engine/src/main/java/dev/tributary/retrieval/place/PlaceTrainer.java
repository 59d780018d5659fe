package dev.tributary.retrieval.place;

import dev.tributary.math.Job;
import dev.tributary.retrieval.Trainer;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.shelves.ShelfModel;
import dev.tributary.retrieval.shelves.Shelves;

/**
 * Puts the items of each place in the order of freshness and quality, see {@link Shelves}: an item stands in the geohash cell of its location, and in its
 * city. {@code score(u,i) = near(u,i) · quality(i)^γ · 2^{−(now − t_i)/h}}, near being 1 in the user's cell and city, less in the cells around.
 * Items without a place are never found. O(rows + items). Thread-safe.
 */
public final class PlaceTrainer implements Trainer<ShelfModel<PlaceConfig>> {
  private final PlaceConfig config;

  /** A trainer with these settings. */
  public PlaceTrainer(PlaceConfig config) {
    this.config = config;
  }

  @Override
  public ShelfModel<PlaceConfig> train(TrainingData data, Job job) {
    job.progress().step("places", 0, 1);
    var shelves = Shelves.of(data, config, item -> Place.shelves(config, item));
    job.progress().step("places", 1, 1);
    return new ShelfModel<>(Place.KIND, config, shelves, data.interests(), Place::shelves, Whereabouts::new);
  }
}
