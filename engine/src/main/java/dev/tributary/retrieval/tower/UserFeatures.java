package dev.tributary.retrieval.tower;

import dev.tributary.data.Vocabulary;
import dev.tributary.feature.FeatureBatch;
import dev.tributary.model.Bundle;
import dev.tributary.model.BundleWriter;
import dev.tributary.model.CorruptFileException;
import dev.tributary.model.Tensors;
import java.io.IOException;
import java.util.List;

/**
 * What training knew of users beside their histories, for a request that brings nothing but an id. Nobody where the tower reads neither ids nor features. Immutable.
 *
 * @param ids in the order of the table of users
 * @param features of them
 */
record UserFeatures(Vocabulary ids, FeatureBatch features) {
  private static final String FILE = "users";

  static UserFeatures of(Vocabulary ids, Towers towers, FeatureBatch features) {
    boolean read = towers.config.userId() || !towers.userFeatures.schema().features().isEmpty();
    return read ? new UserFeatures(ids, features) : new UserFeatures(Vocabulary.of(List.of()), towers.userFeatures.batch());
  }

  void write(BundleWriter bundle, Towers towers) {
    var file = Tensors.builder().vocabulary(FILE, ids);
    towers.userFeatures.save(features, FILE, file);
    bundle.tensors(FILE, file.build());
  }

  static UserFeatures read(Bundle bundle, Vocabulary ids, Towers towers) throws IOException {
    try {
      return new UserFeatures(ids, towers.userFeatures.load(FILE, ids.size(), bundle.tensors(FILE)));
    } catch (IllegalArgumentException e) {
      throw new CorruptFileException(bundle.folder().resolve(FILE + ".safetensors"), -1, e.getMessage());
    }
  }

  /** The ids of the users of a bundle. */
  static Vocabulary ids(Bundle bundle) throws IOException {
    return bundle.tensors(FILE).vocabulary(FILE);
  }
}
