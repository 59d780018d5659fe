package dev.tributary.simulation;

import java.util.Arrays;

/**
 * What one user has seen, follows and has banned so far. About 8 bytes an item seen. Confined: one thread at a time.
 */
final class Reader {
  private final Publications items;
  private int[] seen = new int[64]; // open addressing, item + 1, 0 is free
  private int seenCount;
  private int[] followed;
  private int followedCount;
  private int[] banned = {};
  boolean arrived;

  Reader(Publications items, int[] followed) {
    this.items = items;
    this.followed = followed.clone();
    followedCount = followed.length;
  }

  boolean mayBeShown(int item) {
    if (seen[slot(item)] != 0) {
      return false;
    }
    for (int author : banned) {
      if (author == items.author[item]) {
        return false;
      }
    }
    return true;
  }

  /** Marks an item as seen. */
  void see(int item) {
    int slot = slot(item);
    if (seen[slot] == 0) {
      seen[slot] = item + 1;
      if (++seenCount * 2 > seen.length) {
        int[] old = seen;
        seen = new int[old.length * 2];
        for (int entry : old) {
          if (entry != 0) {
            seen[slot(entry - 1)] = entry;
          }
        }
      }
    }
  }

  private int slot(int item) {
    int mask = seen.length - 1;
    int slot = (item * 0x9E3779B9 >>> 12) & mask;
    while (seen[slot] != 0 && seen[slot] != item + 1) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  void ban(int author) {
    banned = Arrays.copyOf(banned, banned.length + 1);
    banned[banned.length - 1] = author;
  }

  boolean follows(int author) {
    for (int n = 0; n < followedCount; n++) {
      if (followed[n] == author) {
        return true;
      }
    }
    return false;
  }

  void follow(int author) {
    if (followedCount == followed.length) {
      followed = Arrays.copyOf(followed, followedCount * 2 + 2);
    }
    followed[followedCount++] = author;
  }

  void unfollow(int author) {
    for (int n = 0; n < followedCount; n++) {
      if (followed[n] == author) {
        followed[n] = followed[--followedCount];
        return;
      }
    }
  }

  /** A followed author, or -1. */
  int anyFollowed(Dice dice) {
    return followedCount == 0 ? -1 : followed[dice.below(followedCount)];
  }
}
