package dev.tributary.retrieval;

import dev.tributary.data.Interests;
import java.util.Arrays;

/**
 * A half-life as settings give it: in days, or, where that is 0, as a multiple of the median age of what ages, so that one setting
 * serves a feed of a week and ratings of twenty years; the median is robust where the span from first to last is not.
 *
 * @param days 0: as {@code relative} says; ignored where there are no times
 * @param relative multiple of the median age; 0: nothing ages
 */
public record HalfLife(double days, double relative) {
  private static final double DAY = 86_400_000;

  /** In the unit of a log's times; 0 where nothing ages. Where the log has no times, its rows stand for them. */
  public double of(Interests interests) {
    return of(interests.timed(), interests.columns().time().toArray());
  }

  /**
   * The same for given times.
   *
   * @param timed whether they are epoch milliseconds
   * @param times put in order
   */
  public double of(boolean timed, long[] times) {
    if (times.length == 0) {
      return 0;
    }
    return timed && days > 0 ? days * DAY : relative * medianAge(times);
  }

  private static double medianAge(long[] times) {
    Arrays.sort(times);
    return (double) times[times.length - 1] - times[times.length / 2];
  }

  /** How much is left after an age: {@code 2^(−age/halfLife)}; all of it where nothing ages. */
  public static double left(double age, double halfLife) {
    return halfLife > 0 ? StrictMath.pow(2, -age / halfLife) : 1;
  }
}
