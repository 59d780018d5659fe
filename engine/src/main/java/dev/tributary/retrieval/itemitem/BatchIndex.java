package dev.tributary.retrieval.itemitem;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * An index laid out for many users at once. Candidates are numbered anew, those first to which all interests together add the most. Where so many have one
 * that zeros cost less than places, it goes into a panel: what each interest adds to {@link #WIDTH} candidates, 0 where that is nothing, so that a user's
 * sums stay in registers. All others stay rows of places and values. The greatest value of each interest in each panel is kept too: their sums bound those of
 * the panel. Lists and tails are one here; which candidates a list has can be asked. Immutable; 12 bytes
 * a pair, or as many for each candidate of a panel as there are items, times 4.
 */
final class BatchIndex {
  /** Candidates of a panel: the fewer, the nearer their bounds; all rows of one stay in the second cache. */
  static final int WIDTH = 32;

  /** A candidate of a panel has at least one in so many interests. */
  private static final int FULL = 24;

  /** Bounds of an interest are so many or a multiple, so that whole vectors add them up. */
  private static final int ALIGNED = 16;

  /** With more items a panel's rows, of which each user reads others, would not stay near, and most of a user's sums would stay 0. */
  private static final int MOST_ITEMS = 8192;

  private final int[] candidates; // by place
  private final float[][] panels; // interest · WIDTH + column
  private final float[] bounds; // interest · boundsWidth() + panel, that of the rest behind the last
  private final int[] starts; // by interest, of the rows
  private final int[] places; // beyond those of panels
  private final float[] values;
  private final int[] listStarts;
  private final int[] listed; // by interest: its list's candidates, ascending; none where tails are empty

  private BatchIndex(ItemItemIndex index, int[] candidates, int panelCount) {
    int items = candidates.length;
    this.candidates = candidates;
    panels = new float[panelCount][items * WIDTH];
    bounds = new float[items * boundsWidth()];
    starts = new int[items + 1];
    listStarts = new int[items + 1];
    var place = new int[items];
    for (int n = 0; n < items; n++) {
      place[candidates[n]] = n;
    }
    for (var rows : List.of(index.lists(), index.tails())) {
      count(rows, place);
    }
    for (int interest = 0; interest < items; interest++) {
      starts[interest + 1] += starts[interest];
    }
    places = new int[starts[items]];
    values = new float[starts[items]];
    int[] ends = starts.clone();
    for (var rows : List.of(index.lists(), index.tails())) {
      fill(rows, place, ends);
    }
    listed = index.tails().items().size() == 0 ? new int[0] : sortedLists(index.lists());
    for (int interest = 0; interest < items; interest++) {
      bound(interest);
    }
  }

  /** Finds the greatest of an interest's values in each panel and in the rest; at least 0, which is what the others add. */
  private void bound(int interest) {
    int at = interest * boundsWidth();
    for (float[] panel : panels) {
      bounds[at++] = greatest(panel, interest * WIDTH, (interest + 1) * WIDTH);
    }
    bounds[at] = greatest(values, starts[interest], starts[interest + 1]);
  }

  private static float greatest(float[] values, int from, int to) {
    float greatest = 0;
    for (int n = from; n < to; n++) {
      greatest = Math.max(greatest, values[n]);
    }
    return greatest;
  }

  /** Adds to starts[interest + 1] how many of an interest's candidates lie beyond the panels. */
  private void count(ItemItemIndex.Rows rows, int[] place) {
    for (int interest = 0; interest < candidates.length; interest++) {
      for (long entry = rows.start(interest); entry < rows.end(interest); entry++) {
        starts[interest + 1] += place[rows.items().get(entry)] < inPanels() ? 0 : 1;
      }
    }
  }

  private void fill(ItemItemIndex.Rows rows, int[] place, int[] ends) {
    for (int interest = 0; interest < candidates.length; interest++) {
      for (long entry = rows.start(interest); entry < rows.end(interest); entry++) {
        int to = place[rows.items().get(entry)];
        float value = rows.similarities().get(entry);
        if (to < inPanels()) {
          panels[to / WIDTH][interest * WIDTH + to % WIDTH] = value;
        } else {
          places[ends[interest]] = to - inPanels();
          values[ends[interest]++] = value;
        }
      }
    }
  }

  /** How many places panels have, which may be more than items. */
  private int inPanels() {
    return panels.length * WIDTH;
  }

  private int[] sortedLists(ItemItemIndex.Rows lists) {
    var sorted = new int[(int) lists.items().size()];
    for (int interest = 0; interest < candidates.length; interest++) {
      int from = (int) lists.start(interest);
      int to = (int) lists.end(interest);
      for (int entry = from; entry < to; entry++) {
        sorted[entry] = lists.items().get(entry);
      }
      Arrays.sort(sorted, from, to);
      listStarts[interest + 1] = to;
    }
    return sorted;
  }

  /** Whether many users are served faster so. */
  static boolean suits(ItemItemIndex index) {
    return index.items().size() <= MOST_ITEMS;
  }

  /** The same pairs as an index of rows. O(pairs + panels). */
  static BatchIndex of(ItemItemIndex index) {
    int items = index.items().size();
    var having = new int[items];
    var sums = new double[items];
    for (var rows : List.of(index.lists(), index.tails())) {
      for (long entry = 0; entry < rows.items().size(); entry++) {
        int item = rows.items().get(entry);
        having[item]++;
        sums[item] += rows.similarities().get(entry);
      }
    }
    Predicate<Integer> full = item -> (long) having[item] * FULL >= items;
    int panels = ((int) IntStream.range(0, items).boxed().filter(full).count() + WIDTH - 1) / WIDTH;
    Comparator<Integer> order = Comparator.comparing((Integer item) -> !full.test(item)).thenComparing(item -> -sums[item]);
    return new BatchIndex(index, IntStream.range(0, items).boxed().sorted(order).mapToInt(item -> item).toArray(), panels);
  }

  /** The item at a place. */
  int candidate(int place) {
    return candidates[place];
  }

  /** How many panels there are; the last may end beyond the items. */
  int panels() {
    return panels.length;
  }

  /** Rows by interest, {@link #WIDTH} values each, of the places from {@code panel · WIDTH} on. */
  float[] panel(int panel) {
    return panels[panel];
  }

  /** Rows by interest, {@link #boundsWidth} values each: the greatest of each panel, of all after the panels, and zeros; none is negative. */
  float[] bounds() {
    return bounds;
  }

  /** A multiple of what a vector holds. */
  int boundsWidth() {
    return (panels.length + ALIGNED) / ALIGNED * ALIGNED;
  }

  /** How many candidates come after the panels. */
  int rest() {
    return Math.max(0, candidates.length - inPanels());
  }

  /** Adds what an interest says of the candidates after the panels. */
  void addRest(int interest, float weight, float[] sums) {
    for (int entry = starts[interest], end = starts[interest + 1]; entry < end; entry++) {
      sums[places[entry]] += weight * values[entry];
    }
  }

  /** Whether a walk would find all that it adds to: there are no tails. */
  boolean listsAll() {
    return listed.length == 0;
  }

  /** Whether an item is in the list of at least one of these interests; only where there are tails. */
  boolean lists(int item, int[] interests, int from, int to) {
    for (int n = from; n < to; n++) {
      if (Arrays.binarySearch(listed, listStarts[interests[n]], listStarts[interests[n] + 1], item) >= 0) {
        return true;
      }
    }
    return false;
  }
}
