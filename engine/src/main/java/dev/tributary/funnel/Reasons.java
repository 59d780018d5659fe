package dev.tributary.funnel;

import dev.tributary.catalog.Catalog;
import dev.tributary.retrieval.Candidates;
import dev.tributary.retrieval.Channel;
import dev.tributary.retrieval.Query;
import java.util.ArrayList;
import java.util.List;

/**
 * For items and each channel the strongest interests behind the channel's score, at most two, with their shares of what all interests gave.
 * A channel is asked for all items of a page at once. Confined: one request; reused.
 */
final class Reasons {
  private static final float NAMED = 0.5f; // a second interest is a reason when it gave at least this part of the first one's share
  private static final int BLOCK = 32; // items a channel is asked for at once: bounds the memory of a long page and history

  private final List<List<Page.Because>> reasons = new ArrayList<>(); // by channel, then by place
  private final int[] items = new int[BLOCK];
  private float[] shares = new float[256];
  private int count;

  /**
   * Asks each channel about those of the first {@code count} items that it found; one that fails is named in {@code degraded} and gives no
   * reasons.
   */
  void ask(List<Channel> channels, Candidates candidates, Query query, int[] page, int count, Catalog catalog, List<String> degraded) {
    this.count = count;
    reasons.clear();
    for (int c = 0; c < channels.size(); c++) {
      var channel = channels.get(c);
      int end = reasons.size() + count;
      try {
        for (int from = 0; from < count; from += BLOCK) {
          ask(c, channel, candidates, query, page, from, Math.min(from + BLOCK, count), catalog);
        }
      } catch (RuntimeException e) { // one of many may fail: named on the page, which goes on without these reasons
        degraded.add(channel.name() + ": failed to give its reasons: " + e);
      }
      while (reasons.size() < end) {
        reasons.add(List.of());
      }
    }
  }

  private void ask(int c, Channel channel, Candidates candidates, Query query, int[] page, int from, int to, Catalog catalog) {
    int size = 0;
    for (int n = from; n < to; n++) {
      int row = candidates.find(page[n]);
      if (row >= 0 && candidates.rank(c, row) > 0) {
        items[size++] = page[n];
      }
    }
    int interests = query.historySize();
    if (shares.length < size * interests) {
      shares = new float[2 * size * interests];
    }
    if (size > 0) {
      channel.explain(query, items, size, shares);
    }
    for (int n = from, asked = 0; n < to; n++) {
      reasons.add(asked < size && items[asked] == page[n] ? strongest(query, asked++ * interests, catalog) : List.of());
    }
  }

  private List<Page.Because> strongest(Query query, int from, Catalog catalog) {
    float sum = 0;
    int first = -1;
    int second = -1;
    for (int position = 0; position < query.historySize(); position++) {
      float share = shares[from + position];
      if (share > 0) {
        sum += share;
        if (first < 0 || share > shares[from + first]) {
          second = first;
          first = position;
        } else if (second < 0 || share > shares[from + second]) {
          second = position;
        }
      }
    }
    if (first < 0) {
      return List.of();
    }
    var strongest = because(query, from, first, sum, catalog);
    boolean alone = second < 0 || shares[from + second] < NAMED * shares[from + first];
    return alone ? List.of(strongest) : List.of(strongest, because(query, from, second, sum, catalog));
  }

  private Page.Because because(Query query, int from, int position, float sum, Catalog catalog) {
    return new Page.Because(catalog.item(query.historyItem(position)).id(), shares[from + position] / sum);
  }

  /** What a channel said of the item at a place, strongest first; empty where interests play no part. */
  List<Page.Because> of(int channel, int place) {
    return reasons.get(channel * count + place);
  }
}
