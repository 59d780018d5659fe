package dev.tributary.funnel;

import dev.tributary.catalog.Catalog;
import dev.tributary.math.Seeds;
import dev.tributary.retrieval.Candidates;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Draws a few of the candidates that each stage removes, by a seed alone: hard negatives for training, and examples for whoever wonders. What is drawn
 * twice counts once, so there may be fewer. Confined: one request; reused.
 */
final class CutSample {
  private static final int OF_EACH_STAGE = 4;
  private static final int DRAWS = 4 * OF_EACH_STAGE; // before pre-ranking it is not known which will go

  private final int[] drawn = new int[DRAWS];
  private final int[] ranks = new int[DRAWS];
  private int size;
  private long seed;

  /** Begins anew. */
  void begin(long seed) {
    this.seed = seed;
    size = 0;
  }

  /** Draws from all candidates, when pre-ranking is about to keep so many. */
  void draw(Candidates candidates, int keep) {
    size = 0;
    if (candidates.size() <= keep) {
      return;
    }
    for (int n = 0; n < DRAWS; n++) {
      int row = (int) Long.remainderUnsigned(Seeds.of(seed, n), candidates.size());
      drawn[size] = candidates.item(row);
      ranks[size++] = candidates.bestRank(row);
    }
  }

  /** What the stages removed of a page that is made. */
  List<Page.Cut> cuts(Passage passage, Catalog catalog) {
    var cuts = new ArrayList<Page.Cut>(3 * OF_EACH_STAGE);
    for (int n = 0; n < size && cuts.size() < OF_EACH_STAGE; n++) {
      if (passage.candidates.find(drawn[n]) < 0 && first(n)) {
        cuts.add(new Page.Cut("pre-ranking", catalog.item(drawn[n]).id(), ranks[n], 0f));
      }
    }
    add("ranking", passage, passage.rankedSize, passage.scored, catalog, cuts);
    add("re-ranking", passage, 0, passage.rankedSize, catalog, cuts);
    return cuts;
  }

  private boolean first(int n) {
    return Arrays.stream(drawn, 0, n).noneMatch(item -> item == drawn[n]);
  }

  /** Adds ranked candidates of the places {@code from} to {@code to}, but for what stands on the page. */
  private void add(String stage, Passage passage, int from, int to, Catalog catalog, List<Page.Cut> cuts) {
    var places = new int[OF_EACH_STAGE];
    int added = 0;
    for (int n = 0; n < DRAWS && added < OF_EACH_STAGE && to > from; n++) {
      int place = from + (int) Long.remainderUnsigned(Seeds.of(seed, DRAWS + n), to - from);
      boolean again = Arrays.stream(places, 0, added).anyMatch(other -> other == place);
      if (passage.ranked[place] >= 0 && !again) {
        places[added++] = place;
        cuts.add(new Page.Cut(stage, catalog.item(passage.ranked[place]).id(), place + 1, passage.rankedScores[place]));
      }
    }
  }
}
