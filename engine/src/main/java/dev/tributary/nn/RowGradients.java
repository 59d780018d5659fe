package dev.tributary.nn;

import dev.tributary.math.IntIndex;
import dev.tributary.math.Job;
import dev.tributary.math.Kernels;
import java.util.Arrays;
import java.util.List;

/**
 * Gradients of some rows of a table, summed: a place for each row that was met, in order of first appearance, or for every row of a small table. Reused from
 * batch to batch. Confined.
 */
public final class RowGradients {
  private final int width;
  private final int all; // how many rows there are where each has its place, else -1
  private final IntIndex index = new IntIndex(256);
  private float[] sums;

  private RowGradients(int width, int all) {
    this.width = width;
    this.all = all;
    sums = new float[Math.max(0, all) * width];
  }

  /** No rows yet, of a table of any size. */
  public static RowGradients sparse(int width) {
    return new RowGradients(width, -1);
  }

  /** All rows of a table, zeros: place and row are the same. */
  public static RowGradients dense(int rows, int width) {
    return new RowGradients(width, rows);
  }

  /** Forgets everything and keeps the memory. */
  public void clear() {
    Arrays.fill(sums, 0, size() * width, 0f);
    index.clear();
  }

  /** How many rows have a place. */
  public int size() {
    return all >= 0 ? all : index.size();
  }

  public int width() {
    return width;
  }

  /** The row at a place below {@link #size}. */
  public int row(int place) {
    return all >= 0 ? place : index.key(place);
  }

  /** The sums, by place; another array after a row was met. */
  public float[] sums() {
    return sums;
  }

  /** Adds to a row's gradient. */
  public void add(int row, float[] gradient, int from) {
    int at = place(row) * width;
    Kernels.addScaled(1, gradient, from, sums, at, width);
  }

  /** The row's place, a new one of zeros where it was not met. */
  public int place(int row) {
    if (all >= 0) {
      return row;
    }
    int place = index.add(row);
    if ((place + 1) * width > sums.length) {
      sums = Arrays.copyOf(sums, Math.max(256 * width, 2 * sums.length)); // new places hold zeros
    }
    return place;
  }

  /** The sum over several, added in their order: of all rows that one of them met, in the order of their first appearance. */
  public RowGradients sum(List<RowGradients> parts, Job job) {
    clear();
    if (all < 0) {
      for (var part : parts) {
        for (int place = 0; place < part.size(); place++) {
          place(part.row(place));
        }
      }
    }
    job.shards(
        "adding gradients",
        size(),
        (_, from, to) -> {
          for (var part : parts) {
            for (int place = from; place < to; place++) {
              int other = part.find(row(place));
              if (other >= 0) {
                Kernels.addScaled(1, part.sums, other * width, sums, place * width, width);
              }
            }
          }
        });
    return this;
  }

  private int find(int row) {
    return all >= 0 ? row : index.find(row);
  }

  /** Σ of the squares of all values. */
  public double squares() {
    return Slices.squares(sums, size() * width);
  }
}
