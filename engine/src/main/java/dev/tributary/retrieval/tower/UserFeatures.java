package dev.tributary.retrieval.tower;

import dev.tributary.data.Vocabulary;
import dev.tributary.feature.FeatureBatch;
import dev.tributary.feature.FeatureTransform;
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

  /** @param byId whether the tower reads ids */
  static UserFeatures of(Vocabulary ids, boolean byId, FeatureTransform transform, FeatureBatch features) {
    boolean read = byId || !transform.schema().features().isEmpty();
    return read ? new UserFeatures(ids, features) : new UserFeatures(Vocabulary.of(List.of()), transform.batch());
  }

  void write(BundleWriter bundle, FeatureTransform transform) {
    var file = Tensors.builder().vocabulary(FILE, ids);
    transform.save(features, FILE, file);
    bundle.tensors(FILE, file.build());
  }

  static UserFeatures read(Bundle bundle, Vocabulary ids, FeatureTransform transform) throws IOException {
    try {
      return new UserFeatures(ids, transform.load(FILE, ids.size(), bundle.tensors(FILE)));
    } catch (IllegalArgumentException e) {
      throw new CorruptFileException(bundle.folder().resolve(FILE + ".safetensors"), -1, e.getMessage());
    }
  }

  /** The ids of the users of a bundle. */
  static Vocabulary ids(Bundle bundle) throws IOException {
    return bundle.tensors(FILE).vocabulary(FILE);
  }
}
