package dev.tributary.feature;

import static dev.tributary.math.Require.require;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How far the values of one feature have moved between two sets of rows, mostly from training to serving.
 *
 * @param field whose
 * @param missingBefore share of values that were missing, 0..1
 * @param missingNow the same now
 * @param unknownBefore share of values that training does not know, 0..1
 * @param unknownNow the same now
 * @param stability the population stability index {@code Σ (q − p)·ln(q / p)} over missing, unknown, the 20 values or ranges that were most frequent before,
 *     and the rest, each share with half a value added; 0 where nothing moved. From 0.1 on a shift is usually called small, from 0.25 on large
 */
public record FeatureDrift(String field, double missingBefore, double missingNow, double unknownBefore, double unknownNow, double stability) {
  private static final int OWN_GROUPS = 20;

  /**
   * Compares two profiles of one transform, feature by feature, those that moved most first. A profile without rows compares as if nothing moved.
   *
   * @throws IllegalArgumentException when they are of transforms with other features or places
   */
  public static List<FeatureDrift> between(FeatureProfile before, FeatureProfile now) {
    require(before.features().size() == now.features().size(), "the profiles have %d and %d features; compare profiles of one transform", before.features().size(), now.features().size());
    var drifts = new ArrayList<FeatureDrift>();
    for (int n = 0; n < before.features().size(); n++) {
      String field = before.features().get(n).feature().field();
      long[] then = before.counts(n);
      long[] later = now.counts(n);
      require(field.equals(now.features().get(n).feature().field()) && then.length == later.length, "feature %s differs between the profiles; compare profiles of one transform", field);
      drifts.add(
          new FeatureDrift(
              field,
              share(then, FittedFeature.MISSING),
              share(later, FittedFeature.MISSING),
              share(then, FittedFeature.UNKNOWN),
              share(later, FittedFeature.UNKNOWN),
              movement(then, later)));
    }
    drifts.sort(Comparator.comparingDouble(FeatureDrift::stability).reversed().thenComparing(FeatureDrift::field));
    return List.copyOf(drifts);
  }

  private static double share(long[] counts, int place) {
    long all = Arrays.stream(counts).sum();
    return all == 0 ? 0 : (double) counts[place] / all;
  }

  private static double movement(long[] before, long[] now) {
    long allBefore = Arrays.stream(before).sum();
    long allNow = Arrays.stream(now).sum();
    if (allBefore == 0 || allNow == 0) {
      return 0;
    }
    int[] places = IntStream.range(2, before.length).boxed().sorted((a, b) -> Long.compare(before[b], before[a])).mapToInt(Integer::intValue).toArray();
    int own = Math.min(OWN_GROUPS, places.length);
    int groups = 2 + own + (places.length > own ? 1 : 0);
    var then = new long[groups];
    var later = new long[groups];
    for (int group = 0; group < 2; group++) { // missing and unknown
      then[group] = before[group];
      later[group] = now[group];
    }
    for (int n = 0; n < places.length; n++) {
      int group = 2 + Math.min(n, own);
      then[group] += before[places[n]];
      later[group] += now[places[n]];
    }
    double sum = 0;
    for (int group = 0; group < groups; group++) {
      double p = (then[group] + 0.5) / (allBefore + 0.5 * groups);
      double q = (later[group] + 0.5) / (allNow + 0.5 * groups);
      sum += (q - p) * Math.log(q / p);
    }
    return sum;
  }
}
