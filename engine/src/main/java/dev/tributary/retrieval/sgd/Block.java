package dev.tributary.retrieval.sgd;

import dev.tributary.math.AliasTable;
import java.util.SplittableRandom;

/**
 * Some users' entries with some items, and the items to draw negatives from: the same ones, of which a user's own are left out, so that two
 * blocks of a round share neither a user nor an item. Confined: one thread.
 */
public final class Block {
  /** After so many draws a user who took nearly everything has no negative. */
  private static final int DRAWS = 32;

  private final Entries entries;
  private final int from;
  private final int to;
  private final AliasTable negatives;
  private final SplittableRandom random;
  private final double rate;
  private double loss;
  private long losses;

  Block(Entries entries, int from, int to, AliasTable negatives, SplittableRandom random, double rate) {
    this.entries = entries;
    this.from = from;
    this.to = to;
    this.negatives = negatives;
    this.random = random;
    this.rate = rate;
  }

  /** How many entries it has. */
  public int size() {
    return to - from;
  }

  public int user(int n) {
    return entries.users()[from + n];
  }

  public int item(int n) {
    return entries.items()[from + n];
  }

  /** The like, or whatever the entries came with. */
  public float value(int n) {
    return entries.values()[from + n];
  }

  /** How far a step goes; 0 when the block is only measured. */
  public float rate() {
    return (float) rate;
  }

  /** What a step leaves of the values it touches: 1 − rate · λ. */
  public float keep(double regularization) {
    return (float) (1 - rate * regularization);
  }

  /** Draws an item that the user does not have in train, or -1. */
  public int negative(int user) {
    for (int draw = 0; draw < DRAWS; draw++) {
      int item = negatives.draw(random);
      if (item < 0 || !entries.hasTaken(user, item)) {
        return item;
      }
    }
    return -1;
  }

  /** How an item scores with the user in hand. */
  @FunctionalInterface
  public interface ItemScore {
    float of(int item);
  }

  /**
   * Draws an item that the user does not have in train, or -1: of so many the one with the highest score, from which there is most to learn
   * (Zhang, Chen, Wang, Yu: "Optimizing top-n collaborative filtering via dynamic negative item sampling", SIGIR 2013).
   */
  public int negative(int user, int hardestOf, ItemScore score) {
    int hardest = negative(user);
    float highest = hardestOf == 1 || hardest < 0 ? 0 : score.of(hardest);
    for (int draw = 1; draw < hardestOf && hardest >= 0; draw++) {
      int item = negative(user);
      float of = item < 0 ? Float.NEGATIVE_INFINITY : score.of(item);
      if (of > highest) {
        highest = of;
        hardest = item;
      }
    }
    return hardest;
  }

  /** Adds one part of the loss. */
  public void lose(double part) {
    loss += part;
    losses++;
  }

  double loss() {
    return loss;
  }

  long losses() {
    return losses;
  }
}
