package dev.tributary.formats.tfrecord;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * A {@code tf.train.Example}: features by name, in the order in which they came. A feature without a kind is left out. Immutable.
 *
 * @param features by name
 */
public record Example(SequencedMap<String, Feature> features) {
  public Example {
    features = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(features));
  }

  /**
   * The example of a record.
   *
   * @throws IllegalArgumentException when the bytes are none, with the place and the reason
   */
  public static Example parse(byte[] record) {
    return new ExampleParser(record).example();
  }

  /** The bytes of a record, features in their order, numbers packed. */
  public byte[] encoded() {
    return ExampleEncoder.encode(this);
  }
}
