package dev.tributary.data;

import static dev.tributary.math.Require.require;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How signals become the interest score like(u,i) (spec §0): the sum of the weights of the distinct signals that
 * are in force, so that a repeated signal counts once and a taken-back one not at all.
 *
 * <p>The default is exactly 0..4: click, like, collect and share count 1 each. Ratings count 1 where the data has
 * nothing but ratings (every rating is an interaction), else 0, unless a weight is given; {@link #positive} says
 * which ratings count.
 */
public final class InterestRule {
  private static final Pattern POSITIVE = Pattern.compile("\\s*rating\\s*(>=|>)\\s*([0-9]+(?:\\.[0-9]+)?)\\s*");

  /** click, like, collect, share = 1; ratings only where there is nothing else. */
  public static final InterestRule DEFAULT =
      new InterestRule(
          new EnumMap<>(Map.of(Signal.CLICK, 1f, Signal.LIKE, 1f, Signal.COLLECT, 1f, Signal.SHARE, 1f)), false, "");

  private final float[] weights = new float[Signal.values().length];
  private final boolean ratingGiven;
  private final String positive;
  private final double threshold;
  private final boolean strict;

  private InterestRule(Map<Signal, Float> weights, boolean ratingGiven, String positive) {
    weights.forEach((signal, weight) -> this.weights[signal.ordinal()] = weight);
    this.ratingGiven = ratingGiven;
    this.positive = positive;
    var match = POSITIVE.matcher(positive);
    boolean matches = match.matches();
    threshold = matches ? Double.parseDouble(match.group(2)) : Double.NEGATIVE_INFINITY;
    strict = matches && match.group(1).equals(">");
  }

  /**
   * The default with other weights.
   *
   * @param text {@code click=1,like=2,comment=0.5}: signals not named keep their default weight
   */
  public InterestRule withWeights(String text) {
    var changed = weights();
    boolean rating = ratingGiven;
    for (String part : text.split(",")) {
      if (part.isBlank()) {
        continue;
      }
      String[] pair = part.split("=", -1);
      require(pair.length == 2, "weight '%s' is not signal=number; write for example click=1,like=2", part.strip());
      var signal = Signal.named(pair[0].strip());
      require(signal.isPresent(), "weight of unknown signal '%s'; the signals are %s", pair[0].strip(), Signal.names());
      require(signal.get().takesBack().isEmpty(), "%s takes %s back and has no weight of its own", pair[0].strip(), signal.get().takesBack().map(Signal::wireName).orElse(""));
      float weight;
      try {
        weight = Float.parseFloat(pair[1].strip());
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("weight of " + pair[0].strip() + " is '" + pair[1].strip() + "', must be a number of 0 or more", e);
      }
      require(weight >= 0 && weight <= 1000, "weight of %s is %s, allowed 0..1000", pair[0].strip(), pair[1].strip());
      changed.put(signal.get(), weight);
      rating |= signal.get() == Signal.RATING;
    }
    return new InterestRule(changed, rating, positive);
  }

  /**
   * The same rule with a condition on ratings.
   *
   * @param condition {@code rating >= 4} or {@code rating > 3.5}; a rating that does not meet it is a mere exposure
   */
  public InterestRule withPositive(String condition) {
    require(POSITIVE.matcher(condition).matches(), "positive is '%s'; write for example \"rating >= 4\"", condition);
    return new InterestRule(weights(), ratingGiven, condition.strip());
  }

  /**
   * The rule as a log settles it, the same from then on for any other log: train and test are judged alike, even when ratings
   * are all that one of them holds. O(rows).
   */
  public InterestRule in(Interactions log) {
    var settled = forSignals(log.signalsPresent());
    return new InterestRule(settled.weights(), true, settled.positive);
  }

  /**
   * This rule for data with these signals: ratings count 1 when nothing else in it is more than an exposure.
   *
   * @param present whether each signal occurs, by {@link Signal#ordinal}
   */
  public InterestRule forSignals(boolean[] present) {
    if (ratingGiven || !present[Signal.RATING.ordinal()]) {
      return this;
    }
    boolean others = false;
    for (Signal signal : Signal.values()) {
      others |= present[signal.ordinal()] && signal != Signal.RATING && weights[signal.ordinal()] > 0;
    }
    if (others && positive.isEmpty()) {
      return this;
    }
    var changed = weights();
    changed.put(Signal.RATING, 1f);
    return new InterestRule(changed, true, positive);
  }

  /** The weight of a signal, 0 or more. */
  public float weight(Signal signal) {
    return weights[signal.ordinal()];
  }

  /** Whether a rating of so many stars counts. */
  public boolean counts(float stars) {
    return strict ? stars > threshold : stars >= threshold;
  }

  /** The condition on ratings, or empty when every rating counts. */
  public String positive() {
    return positive;
  }

  private Map<Signal, Float> weights() {
    var map = new EnumMap<Signal, Float>(Signal.class);
    for (Signal signal : Signal.values()) {
      map.put(signal, weights[signal.ordinal()]);
    }
    return map;
  }

  /** The rule in words, as results record it: {@code click=1 like=1 collect=1 share=1}. */
  @Override
  public String toString() {
    String text =
        Arrays.stream(Signal.values())
            .filter(s -> weight(s) > 0)
            .map(s -> s.wireName() + "=" + (weight(s) == Math.rint(weight(s)) ? Integer.toString((int) weight(s)) : Float.toString(weight(s))))
            .collect(Collectors.joining(" "));
    return positive.isEmpty() ? text : text + " where " + positive;
  }

  /** The threshold on stars, when there is one. */
  public OptionalDouble threshold() {
    return positive.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(threshold);
  }
}
