package dev.tributary.retrieval;

import static dev.tributary.math.Require.require;

import dev.tributary.math.IntIndex;
import java.util.Arrays;

/**
 * What all channels found for one request, each item once, remembering every channel that found it: its rank there and its
 * score. Primitive columns over catalog ints. Confined: one request; reused, so that the number of
 * candidates costs no allocation.
 */
public final class Candidates {
  private int channels;
  private final IntIndex items = new IntIndex(2048);
  private int capacity = 2048;
  private int[][] ranks = {};
  private float[][] scores = {};
  private float[] topScores = {};
  private int[] found = {};
  private int[] kept = new int[1024];
  private int[] levels = new int[64];

  /** Starts an empty set for so many channels. */
  public Candidates clear(int channels) {
    if (ranks.length < channels) {
      ranks = new int[channels][capacity];
      scores = new float[channels][capacity];
      topScores = new float[channels];
      found = new int[channels];
    }
    this.channels = channels;
    items.clear();
    Arrays.fill(topScores, 0f);
    Arrays.fill(found, 0);
    return this;
  }

  /** Adds what a channel found, best first; an item that others found already gains a memory of this channel. */
  public void merge(int channel, Hits hits) {
    require(channel >= 0 && channel < channels, "channel is %d, allowed 0..%d", channel, channels - 1);
    found[channel] = hits.size();
    topScores[channel] = hits.size() == 0 ? 0f : hits.score(0);
    for (int n = 0; n < hits.size(); n++) {
      int row = row(hits.item(n));
      ranks[channel][row] = n + 1;
      scores[channel][row] = hits.score(n);
    }
  }

  /**
   * Adds what a channel found for the same user at another time; nothing for an item that is there already.
   *
   * @param found each channel's score was a share of the channel's best then, and becomes that share of its best now
   */
  public void restore(Remembered found) {
    require(found.ranks.length == channels, "an item is remembered of %d channels, there are %d", found.ranks.length, channels);
    if (items.find(found.item) < 0) {
      int row = row(found.item);
      for (int channel = 0; channel < channels; channel++) {
        ranks[channel][row] = found.ranks[channel];
        scores[channel][row] = found.shares[channel] * topScores[channel];
        this.found[channel] = Math.max(this.found[channel], found.ranks[channel]); // the deepest rank there is
      }
    }
  }

  /** What is to be remembered of a candidate. */
  public Remembered remember(int row) {
    var ranksOf = new int[channels];
    var shares = new float[channels];
    for (int channel = 0; channel < channels; channel++) {
      ranksOf[channel] = ranks[channel][row];
      shares[channel] = topScores[channel] == 0 ? 0 : scores[channel][row] / topScores[channel];
    }
    return new Remembered(item(row), ranksOf, shares);
  }

  /** A candidate of another time. Immutable. */
  public static final class Remembered {
    private final int item;
    private final int[] ranks;
    private final float[] shares;

    private Remembered(int item, int[] ranks, float[] shares) {
      this.item = item;
      this.ranks = ranks;
      this.shares = shares;
    }

    /** The catalog int. */
    public int item() {
      return item;
    }
  }

  private int row(int item) {
    int before = items.size();
    int row = items.add(item);
    if (row == before) {
      if (row == capacity) {
        grow();
      }
      for (int channel = 0; channel < channels; channel++) {
        ranks[channel][row] = 0;
        scores[channel][row] = 0f;
      }
    }
    return row;
  }

  private void grow() {
    capacity *= 2;
    for (int channel = 0; channel < ranks.length; channel++) {
      ranks[channel] = Arrays.copyOf(ranks[channel], capacity);
      scores[channel] = Arrays.copyOf(scores[channel], capacity);
    }
  }

  /**
   * Keeps so many candidates by fair interleaving: everybody's first, then everybody's second, and so on; within a round
   * in the order of the channels. The kept ones keep their order of arrival.
   */
  public void cut(int keep) {
    require(keep >= 0, "keep is %d, must be 0 or more", keep);
    int size = items.size();
    if (size <= keep) {
      return;
    }
    if (kept.length < size) {
      kept = new int[capacity];
    }
    int last = lastWholeRound(keep);
    int left = keep;
    for (int row = 0; row < size; row++) {
      kept[row] = kept[row] <= last ? 1 : 0;
      left -= kept[row];
    }
    for (int channel = 0; channel < channels && left > 0; channel++) {
      for (int row = 0; row < size && left > 0; row++) {
        if (kept[row] == 0 && ranks[channel][row] == last + 1) {
          kept[row] = 1;
          left--;
        }
      }
    }
    compact(size);
  }

  /** The last round that fits whole into so many places; leaves the best rank of each row in {@link #kept}. */
  private int lastWholeRound(int keep) {
    int deepest = 0;
    for (int channel = 0; channel < channels; channel++) {
      deepest = Math.max(deepest, found[channel]);
    }
    if (levels.length < deepest + 2) {
      levels = new int[deepest * 2 + 2];
    }
    Arrays.fill(levels, 0, deepest + 2, 0);
    for (int row = 0; row < items.size(); row++) {
      kept[row] = bestRank(row);
      levels[kept[row]]++;
    }
    int round = 0;
    for (int sum = 0; round <= deepest && sum + levels[round + 1] <= keep; sum += levels[++round]) {}
    return round;
  }

  private void compact(int size) {
    int target = 0;
    for (int row = 0; row < size; row++) {
      if (kept[row] != 0) {
        for (int channel = 0; channel < channels; channel++) {
          ranks[channel][target] = ranks[channel][row];
          scores[channel][target] = scores[channel][row];
        }
        kept[target++] = items.key(row);
      }
    }
    items.clear();
    for (int row = 0; row < target; row++) {
      items.add(kept[row]);
    }
  }

  /** Number of distinct items. */
  public int size() {
    return items.size();
  }

  /** Number of channels asked. */
  public int channels() {
    return channels;
  }

  /** The catalog int of a candidate. */
  public int item(int row) {
    return items.key(row);
  }

  /** The row of an item, or -1. */
  public int find(int item) {
    return items.find(item);
  }

  /** The rank a channel gave a candidate, 1 = best, or 0 when it did not find it. */
  public int rank(int channel, int row) {
    return ranks[channel][row];
  }

  /** The score a channel gave a candidate; 0 when it did not find it. */
  public float score(int channel, int row) {
    return scores[channel][row];
  }

  /** How many candidates a channel found in this request, before any cut. */
  public int found(int channel) {
    return found[channel];
  }

  /** The best score of a channel in this request; 0 when it found nothing. */
  public float topScore(int channel) {
    return topScores[channel];
  }

  /** The best rank that any channel gave a candidate. */
  public int bestRank(int row) {
    int best = Integer.MAX_VALUE;
    for (int channel = 0; channel < channels; channel++) {
      int rank = ranks[channel][row];
      best = rank > 0 && rank < best ? rank : best;
    }
    return best;
  }
}
