package dev.tributary.feature;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How much one feature tells of another: {@code MI(U,V) = Σ p(u,v)·log(p(u,v) / (p(u)·p(v)))} in nats, over the places that their values have, so that a number counts by its
 * range. A feature with many values counts each: a row with three keywords and one author brings three pairs. What is missing is a value too. Stateless.
 */
public final class MutualInformation {
  private MutualInformation() {}

  /**
   * The information of all pairs of features in some rows; 0 of a feature with itself. O(rows · pairs of values).
   *
   * @return by feature, by feature, in the order of the schema; symmetric
   */
  public static double[][] of(FeatureTransform transform, List<? extends Row> rows) {
    int count = transform.schema().features().size();
    var joint = new Counts[count][count];
    for (int u = 0; u < count; u++) {
      for (int v = u + 1; v < count; v++) {
        joint[u][v] = new Counts();
      }
    }
    for (Row row : rows) {
      int[][] places = transform.places(row);
      for (int u = 0; u < count; u++) {
        for (int v = u + 1; v < count; v++) {
          joint[u][v].add(places[u], places[v]);
        }
      }
    }
    var information = new double[count][count];
    for (int u = 0; u < count; u++) {
      for (int v = u + 1; v < count; v++) {
        information[u][v] = joint[u][v].information();
        information[v][u] = information[u][v];
      }
    }
    return information;
  }

  /** How often two places came together. */
  private static final class Counts {
    private final Map<Long, int[]> pairs = new HashMap<>();

    void add(int[] left, int[] right) {
      for (int u : left) {
        for (int v : right) {
          pairs.computeIfAbsent((long) u << 32 | v, _ -> new int[1])[0]++;
        }
      }
    }

    double information() {
      Map<Integer, Long> ofLeft = new HashMap<>();
      Map<Integer, Long> ofRight = new HashMap<>();
      long all = 0;
      for (var pair : pairs.entrySet()) {
        ofLeft.merge((int) (pair.getKey() >>> 32), (long) pair.getValue()[0], Long::sum);
        ofRight.merge(pair.getKey().intValue(), (long) pair.getValue()[0], Long::sum);
        all += pair.getValue()[0];
      }
      // sorted: a sum of doubles depends on the order, which a hash map does not promise
      long[] keys = pairs.keySet().stream().mapToLong(key -> key).sorted().toArray();
      return Arrays.stream(keys).mapToDouble(term(ofLeft, ofRight, all)).reduce(0, Double::sum);
    }

    private java.util.function.LongToDoubleFunction term(Map<Integer, Long> ofLeft, Map<Integer, Long> ofRight, double all) {
      return key -> {
        double together = pairs.get(key)[0];
        return together / all * Math.log(together * all / ((double) ofLeft.get((int) (key >>> 32)) * ofRight.get((int) key)));
      };
    }
  }
}
