package dev.tributary.feature;

import dev.tributary.data.Vocabulary;
import dev.tributary.math.XxHash64;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * A feature with what was learned of its values. Each value has a place: {@link #MISSING}, {@link #UNKNOWN}, then the values that are known, the
 * slots of the hash, or the ranges of a number. Immutable.
 *
 * @param known a dictionary's values; else empty
 * @param edges where the ranges of a number begin, but for the first; ascending; else empty
 * @param mean of a number as it is scaled
 * @param deviation standard deviation of the same, above 0
 */
record FittedFeature(Feature feature, Vocabulary known, float[] edges, float mean, float deviation) {
  /** The place of what is not known of a row. */
  static final int MISSING = 0;

  /** The place of what the training rows never held, or too rarely. */
  static final int UNKNOWN = 1;

  private static final int FIRST = 2;
  private static final int RARE = 2; // a value of fewer rows is unknown
  private static final int ONES_AND_ZEROS = 4; // dictionaries up to this size
  private static final int DECILES = 10;
  private static final float FAR = 5; // standard deviations

  static FittedFeature of(Feature feature, List<? extends Row> rows) {
    var nothing = Vocabulary.of(List.of());
    return switch (feature.encoding()) {
      case CATEGORY -> new FittedFeature(feature, frequent(feature, rows), new float[0], 0, 1);
      case HASHED, VECTOR -> new FittedFeature(feature, nothing, new float[0], 0, 1);
      case BUCKETS, STANDARD, LOG -> {
        var numbers = new double[rows.size()];
        int count = 0;
        for (Row row : rows) {
          var number = Values.number(row.value(feature.field()));
          if (number.isPresent()) {
            numbers[count++] = scaled(feature, number.getAsDouble());
          }
        }
        var sorted = Arrays.copyOf(numbers, count);
        Arrays.sort(sorted);
        double mean = Arrays.stream(sorted).average().orElse(0);
        double variance = Arrays.stream(sorted).map(x -> (x - mean) * (x - mean)).average().orElse(0);
        float deviation = (float) Math.sqrt(variance);
        int ranges = feature.encoding() == Encoding.BUCKETS ? feature.size() : DECILES;
        yield new FittedFeature(feature, nothing, quantiles(sorted, ranges), (float) mean, deviation > 0 && Float.isFinite(deviation) ? deviation : 1);
      }
    };
  }

  private static double scaled(Feature feature, double number) {
    return feature.encoding() == Encoding.LOG ? Math.copySign(Math.log1p(Math.abs(number)), number) : number;
  }

  private static Vocabulary frequent(Feature feature, List<? extends Row> rows) {
    Map<String, int[]> counts = new HashMap<>();
    for (Row row : rows) {
      names(row.value(feature.field())).forEach(name -> counts.computeIfAbsent(name, _ -> new int[1])[0]++);
    }
    var names = new ArrayList<String>();
    counts.forEach(
        (name, count) -> {
          if (count[0] >= RARE) {
            names.add(name);
          }
        });
    if (names.size() > feature.size()) {
      names.sort((a, b) -> counts.get(a)[0] != counts.get(b)[0] ? counts.get(b)[0] - counts.get(a)[0] : a.compareTo(b));
      return Vocabulary.of(names.subList(0, feature.size()));
    }
    return Vocabulary.of(names);
  }

  /** The different names of a value; none when it is missing or a vector. */
  private static List<String> names(Object value) {
    if (Values.missing(value)) {
      return List.of();
    }
    if (value instanceof List<?> list) {
      return list.getFirst() instanceof Float ? List.of() : list.stream().map(Values::name).distinct().toList();
    }
    return List.of(Values.name(value));
  }

  /** The different edges between so many ranges of equally many values. */
  private static float[] quantiles(double[] sorted, int ranges) {
    var edges = new float[ranges - 1];
    int count = 0;
    for (int n = 1; n < ranges && sorted.length > 0; n++) {
      float edge = (float) sorted[(int) ((long) n * sorted.length / ranges)];
      if (edge > (float) sorted[0] && Float.isFinite(edge) && (count == 0 || edge > edges[count - 1])) {
        edges[count++] = edge;
      }
    }
    return Arrays.copyOf(edges, count);
  }

  /** Whether its places are slots of a table, rather than floats. */
  boolean slotted() {
    return switch (feature.encoding()) {
      case CATEGORY -> known.size() > ONES_AND_ZEROS;
      case HASHED, BUCKETS -> true;
      case STANDARD, LOG, VECTOR -> false;
    };
  }

  /** How many floats it needs in a row. */
  int width() {
    return switch (feature.encoding()) {
      case CATEGORY -> slotted() ? 0 : places();
      case HASHED, BUCKETS -> 0;
      case STANDARD, LOG -> 2;
      case VECTOR -> feature.size();
    };
  }

  /** How many places there are. */
  int places() {
    return FIRST
        + switch (feature.encoding()) {
          case CATEGORY -> known.size();
          case HASHED -> feature.size();
          case BUCKETS, STANDARD, LOG -> edges.length + 1;
          case VECTOR -> 1;
        };
  }

  /** Hands on the place of each value; one place at least. */
  void places(Object value, IntConsumer place) {
    switch (feature.encoding()) {
      case CATEGORY, HASHED -> {
        var names = names(value);
        if (names.isEmpty()) {
          place.accept(MISSING);
        }
        for (String name : names) {
          place.accept(feature.encoding() == Encoding.HASHED ? FIRST + (int) Long.remainderUnsigned(XxHash64.hash(name), feature.size()) : placeOf(name));
        }
      }
      case BUCKETS, STANDARD, LOG -> {
        var number = Values.number(value);
        place.accept(number.isEmpty() ? MISSING : FIRST + range((float) scaled(feature, number.getAsDouble())));
      }
      case VECTOR -> place.accept(Values.missing(value) ? MISSING : vector(value) ? FIRST : UNKNOWN);
    }
  }

  private int placeOf(String name) {
    int index = known.indexOf(name);
    return index < 0 ? UNKNOWN : FIRST + index;
  }

  private int range(float number) {
    int at = Arrays.binarySearch(edges, number);
    return at >= 0 ? at + 1 : -at - 1; // an edge begins the range above it
  }

  /** Whether a value is a vector of this feature's length with finite numbers. */
  private boolean vector(Object value) {
    return value instanceof List<?> list && list.size() == feature.size() && list.stream().allMatch(x -> x instanceof Float number && Float.isFinite(number));
  }

  /** Writes the floats of a value into the last row of a batch, from a column on. */
  void floats(Object value, FeatureBatch batch, int column) {
    switch (feature.encoding()) {
      case CATEGORY -> {
        int count = Math.max(1, names(value).size());
        places(value, place -> batch.addDense(column + place, 1f / count));
      }
      case STANDARD, LOG -> {
        var number = Values.number(value);
        if (number.isPresent()) {
          float far = (float) ((scaled(feature, number.getAsDouble()) - mean) / deviation);
          batch.addDense(column, Math.clamp(far, -FAR, FAR));
        } else {
          batch.addDense(column + 1, 1);
        }
      }
      case VECTOR -> {
        if (vector(value)) {
          var list = (List<?>) value;
          for (int n = 0; n < list.size(); n++) {
            batch.addDense(column + n, (Float) list.get(n));
          }
        }
      }
      case HASHED, BUCKETS -> throw new IllegalStateException(feature + " has slots");
    }
  }
}
