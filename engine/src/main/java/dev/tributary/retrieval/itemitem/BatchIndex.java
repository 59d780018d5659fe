package dev.tributary.retrieval.itemitem;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * An index laid out for many users at once. Candidates are numbered anew, those first that the most interests have in list or tail. While so many have one
 * that zeros cost less than places, it goes into a panel: what each interest adds to {@link #WIDTH} candidates, 0 where that is nothing, so that a user's
 * sums stay in registers. All others stay rows of places and values. Lists and tails are one here; which candidates a list has can be asked. Immutable; 12 bytes
 * a pair, or as many for each candidate of a panel as there are items, times 4.
 */
final class BatchIndex {
  /** Candidates of a panel. */
  static final int WIDTH = 128;

  /** A candidate of a panel has at least one in so many interests. */
  private static final int FULL = 24;

  /** With more items a panel's rows, of which each user reads others, would not stay near, and most of a user's sums would stay 0. */
  private static final int MOST_ITEMS = 8192;

  private final int[] candidates; // by place
  private final float[][] panels; // interest · WIDTH + column
  private final int[] starts; // by interest, of the rows
  private final int[] places; // beyond those of panels
  private final float[] values;
  private final int[] listStarts;
  private final int[] listed; // by interest: its list's candidates, ascending; none where tails are empty

  private BatchIndex(ItemItemIndex index, int[] candidates, int panelCount) {
    int items = candidates.length;
    this.candidates = candidates;
    panels = new float[panelCount][items * WIDTH];
    starts = new int[items + 1];
    listStarts = new int[items + 1];
    var place = new int[items];
    for (int n = 0; n < items; n++) {
      place[candidates[n]] = n;
    }
    int inPanels = panelCount * WIDTH;
    var rows = new ItemItemIndex.Rows[] {index.lists(), index.tails()};
    for (int interest = 0; interest < items; interest++) {
      starts[interest + 1] = starts[interest];
      for (var some : rows) {
        for (long entry = some.start(interest); entry < some.end(interest); entry++) {
          starts[interest + 1] += place[some.items().get(entry)] < inPanels ? 0 : 1;
        }
      }
    }
    places = new int[starts[items]];
    values = new float[starts[items]];
    for (int interest = 0, at = 0; interest < items; interest++) {
      for (var some : rows) {
        for (long entry = some.start(interest); entry < some.end(interest); entry++) {
          int to = place[some.items().get(entry)];
          float value = some.similarities().get(entry);
          if (to < inPanels) {
            panels[to / WIDTH][interest * WIDTH + to % WIDTH] = value;
          } else {
            places[at] = to - inPanels;
            values[at++] = value;
          }
        }
      }
    }
    listed = index.tails().items().size() == 0 ? new int[0] : sortedLists(index.lists());
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
    for (var some : new ItemItemIndex.Rows[] {index.lists(), index.tails()}) {
      for (long entry = 0; entry < some.items().size(); entry++) {
        having[some.items().get(entry)]++;
      }
    }
    int[] candidates = IntStream.range(0, items).boxed().sorted((a, b) -> having[b] - having[a]).mapToInt(item -> item).toArray();
    int full = (int) Arrays.stream(having).filter(count -> (long) count * FULL >= items).count();
    return new BatchIndex(index, candidates, (full + WIDTH - 1) / WIDTH);
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

  /** How many candidates come after the panels. */
  int rest() {
    return Math.max(0, candidates.length - panels.length * WIDTH);
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
