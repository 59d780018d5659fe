package dev.tributary.funnel;

import java.util.List;

/**
 * An item's way through the funnel for one user, or where it fell out. Immutable.
 *
 * @param position place on the page, 1 = top; 0 when it is not on it
 * @param steps stage by stage, in order, in plain words
 */
public record Why(String user, String item, int position, List<Step> steps) {
  public Why {
    steps = List.copyOf(steps);
  }

  /**
   * What one stage did with the item.
   *
   * @param stage catalog, filter, a channel's name, merge, pre-ranking, ranking, re-ranking or page
   */
  public record Step(String stage, String what) {}
}
