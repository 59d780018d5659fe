package dev.tributary.connect.milvus;

import static dev.tributary.math.Require.require;

import dev.tributary.ann.Metric;
import java.util.Map;

/**
 * What a collection holds and how it is indexed: labels, which are its primary key, and a vector for each. A collection that is there must agree with it.
 *
 * @param collection its name: letters, digits and underscores, at most 255
 * @param metric how vectors are compared
 * @param dimension number of values of each vector, 2..32768
 * @param index how the server indexes them
 * @param build settings of that by the field's names; what is not named has its default
 */
public record MilvusSchema(String collection, Metric metric, int dimension, MilvusIndexType index, Map<String, Integer> build) {
  /** The name of the primary key, an Int64. */
  static final String LABEL = "label";

  /** The name of the field of float vectors. */
  static final String VECTOR = "vector";

  public MilvusSchema {
    require(collection.matches("[A-Za-z_][A-Za-z0-9_]{0,254}"), "collection is '%s', must be letters, digits and underscores, at most 255, not a digit first", collection);
    require(dimension >= 2 && dimension <= 32_768, "dimension is %d, Milvus allows 2..32768", dimension);
    build = Map.copyOf(index.build(build));
    int m = build.getOrDefault("m", 1);
    require(dimension % m == 0, "m is %d, must divide the dimension %d", m, dimension);
  }

  /** Indexed as the server thinks best. */
  public static MilvusSchema of(String collection, Metric metric, int dimension) {
    return new MilvusSchema(collection, metric, dimension, MilvusIndexType.AUTOINDEX, Map.of());
  }

  /** The same with another index. */
  public MilvusSchema withIndex(MilvusIndexType index, Map<String, Integer> build) {
    return new MilvusSchema(collection, metric, dimension, index, build);
  }
}
