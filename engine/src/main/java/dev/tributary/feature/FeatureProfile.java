package dev.tributary.feature;

import static dev.tributary.math.Require.require;

import java.util.List;

/** How often each feature of a transform took each of its places: what rows are like. Confined: one thread. */
public final class FeatureProfile {
  private final List<FittedFeature> features;
  private final long[][] counts;

  FeatureProfile(List<FittedFeature> features) {
    this.features = features;
    counts = new long[features.size()][];
    for (int n = 0; n < counts.length; n++) {
      counts[n] = new long[features.get(n).places()];
    }
  }

  /** Counts a row. */
  public void add(Row row) {
    for (int n = 0; n < counts.length; n++) {
      long[] of = counts[n];
      var feature = features.get(n);
      feature.places(row.value(feature.feature().field()), place -> of[place]++);
    }
  }

  /** Values of a feature by place. Not copied. */
  long[] counts(int feature) {
    return counts[feature];
  }

  void counts(int feature, long[] values) {
    require(values.length == counts[feature].length, "feature %s has %d counts for %d places", features.get(feature).feature(), values.length, counts[feature].length);
    for (long value : values) {
      require(value >= 0, "a count of feature %s is %d", features.get(feature).feature(), value);
    }
    counts[feature] = values.clone();
  }

  /** The features, in order. */
  List<FittedFeature> features() {
    return features;
  }
}
