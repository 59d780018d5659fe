package dev.tributary.retrieval.embedding;

import dev.tributary.catalog.Item;
import dev.tributary.data.Vocabulary;
import dev.tributary.math.Job;
import dev.tributary.math.Matrix;
import dev.tributary.retrieval.SuppliedVectors;
import dev.tributary.retrieval.Trainer;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.vectors.VectorTable;
import java.util.ArrayList;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Takes the vectors that users supplied for the items of catalog and log, of the commonest dimension and with a direction, and brings them to length 1; other items are never found, and how many vectors could not
 * be used is counted and said. O(items · dimension). Thread-safe.
 */
public final class EmbeddingTrainer implements Trainer<EmbeddingModel> {
  private static final System.Logger LOG = System.getLogger(EmbeddingTrainer.class.getName());

  private final EmbeddingConfig config;

  /** A trainer with these settings. */
  public EmbeddingTrainer(EmbeddingConfig config) {
    this.config = config;
  }

  @Override
  public EmbeddingModel train(TrainingData data, Job job) {
    var known = new ArrayList<Optional<Item>>();
    for (int index = 0; index < data.catalog().itemCount(); index++) {
      known.add(Optional.of(data.catalog().item(index)));
    }
    var supplied = SuppliedVectors.of(known);
    var units = new TreeMap<String, float[]>();
    long given = 0;
    for (int index = 0; index < known.size(); index++) {
      job.progress().step("vectors of items", index, known.size());
      var item = known.get(index).orElseThrow();
      given += item.vector().isEmpty() ? 0 : 1;
      float[] unit = supplied.unit(item);
      if (unit.length > 0) {
        units.put(item.id(), unit);
      }
    }
    long ignored = given - units.size();
    if (ignored > 0) {
      LOG.log(System.Logger.Level.WARNING, ignored + " of " + given + " vectors of items have another length than " + supplied.dimension() + ", or no direction; their items are not found by vectors");
    }
    var ids = Vocabulary.of(units.keySet());
    var vectors = Matrix.zeros(ids.size(), Math.max(1, supplied.dimension()));
    for (int row = 0; row < ids.size(); row++) {
      vectors.setRow(row, units.get(ids.id(row)));
    }
    return new EmbeddingModel(config, supplied, new VectorTable(ids, vectors), data.interests(), ignored);
  }
}
