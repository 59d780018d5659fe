package dev.tributary.math;

import java.util.Arrays;

/**
 * C = α·op(A)·op(B) + β·C over blocks, where op may transpose: the one loop behind every dense routine of this package.
 *
 * <p>After Goto and van de Geijn: "Anatomy of High-Performance Matrix Multiplication", ACM TOMS 34(3), 2008, turned to row-major C:
 *
 * <ol>
 *   <li>C is cut into tasks, rectangles of up to 1,024 × 1,024; tasks run in parallel.
 *   <li>The sum is cut into passes of at most {@link Arithmetic#DEPTH}. For each, a task packs its rows of op(A), which stay in the
 *       shared cache; rows keep their order in memory, because the kernel reads them value by value.
 *   <li>For each 256 columns the task packs op(B) into panels of a tile's width, depth-major, which stay in the L2 cache.
 *   <li>For each tile's height of rows (which then stay in the L1 cache) and each panel, the kernel makes one tile of C.
 * </ol>
 *
 * <p>Each value of C is the sum of its passes in order, each made in ascending order, so neither threads nor tasks change a bit.
 *
 * <p>C may be A or B itself where the sum fits one pass and C has at most {@link #ALIAS} columns (C is A) or rows (C is B): a task
 * then packs all that it needs before it writes. Blocks may not overlap in other ways. Thread-safe.
 */
final class BlockProduct {
  /** Which part of C is made. */
  enum Part {
    ALL,
    /** On and below the diagonal; the rest of C is not touched. */
    LOWER
  }

  /** No task is narrower or lower than this. */
  static final int ALIAS = 128;

  private static final int TASK = 1024;
  private static final int STRIP = 256;
  /** So many rows are transposed at once, and lie so far apart then: not a power of two, which would fall on one cache set. */
  private static final int LINES = 8;
  private static final int LINE = TASK + 16;

  /** Products of fewer multiplications are one task: to start a thread costs as much. */
  private static final long SMALL = 4_000_000;

  private final Arithmetic arithmetic;
  private final Job job;
  private final String phase;
  private final Pool<Scratch> pool;

  /**
   * @param job how many threads; its listener hears of every product
   * @param phase what the listener is told
   */
  BlockProduct(Arithmetic arithmetic, Job job, String phase) {
    this(arithmetic, job, phase, new Pool<>(job.threads(), () -> new Scratch(arithmetic)));
  }

  private BlockProduct(Arithmetic arithmetic, Job job, String phase, Pool<Scratch> pool) {
    this.arithmetic = arithmetic;
    this.job = job;
    this.phase = phase;
    this.pool = pool;
  }

  /** The same on the calling thread alone, for use inside a task; nobody listens. */
  BlockProduct alone() {
    return new BlockProduct(arithmetic, job.withThreads(1).withProgress(Progress.NONE), phase, pool);
  }

  /** What one thread needs: packed rows, packed panels, a tile, and lines on their way into panels. */
  private static final class Scratch {
    final float[] left;
    final float[] right;
    final float[] tile;
    final float[] lines;

    Scratch(Arithmetic arithmetic) {
      left = new float[(TASK + arithmetic.tileRows()) * Arithmetic.PITCH];
      right = new float[(STRIP + arithmetic.tileColumns()) * Arithmetic.DEPTH];
      tile = new float[arithmetic.tileRows() * arithmetic.tileColumns()];
      lines = new float[LINES * LINE];
    }
  }

  /**
   * C = alpha·op(A)·op(B) + beta·C.
   *
   * @param turnA whether op transposes A
   * @param turnB whether op transposes B
   * @param beta where it is 0, C is not read
   */
  void multiply(float alpha, Block a, boolean turnA, Block b, boolean turnB, float beta, Block c, Part part) {
    int rows = c.rows();
    int columns = c.columns();
    int depth = turnA ? a.rows() : a.columns();
    if (rows == 0 || columns == 0) {
      return;
    }
    int height = Math.min(rows, TASK);
    int width = Math.min(columns, TASK);
    long wanted = job.threads() == 1 || (long) rows * columns * depth <= SMALL ? 1 : 4L * job.threads();
    while (tasks(rows, height) * tasks(columns, width) < wanted && (width > ALIAS || height > ALIAS)) {
      // to pack a row costs more where it is transposed: cut the side whose panels are cheaper to pack more often
      if (width > ALIAS && (height <= ALIAS || width >= (turnA && !turnB ? 2 : turnB && !turnA ? 0.5 : 1) * height)) {
        width = Math.max(ALIAS, width / 2);
      } else {
        height = Math.max(ALIAS, height / 2);
      }
    }
    int down = (int) tasks(rows, height);
    int across = (int) tasks(columns, width);
    int high = evenly(rows, down, arithmetic.tileRows());
    int wide = evenly(columns, across, arithmetic.tileColumns());
    if (down * across == 1) {
      task(alpha, a, turnA, b, turnB, beta, c, part, 0, rows, 0, columns);
      return;
    }
    inParallel(
        job,
        phase,
        down * across,
        task -> {
          // the last rows first: under a diagonal they are the longest
          int top = (down - 1 - task / across) * high;
          int left = (task % across) * wide;
          task(alpha, a, turnA, b, turnB, beta, c, part, top, Math.min(rows, top + high), left, Math.min(columns, left + wide));
        });
  }

  private static long tasks(int length, int size) {
    return (length + size - 1L) / size;
  }

  /** The length of each of so many nearly equal parts, a multiple of a tile's where that leaves no part over-long. */
  private static int evenly(int length, int parts, int tile) {
    int even = (length + parts - 1) / parts;
    int whole = (even + tile - 1) / tile * tile;
    return whole <= TASK ? whole : even;
  }

  /** Runs tasks 0..tasks-1 on the job's threads, in any order. */
  static void inParallel(Job job, String phase, int tasks, java.util.function.IntConsumer body) {
    job.shards(
        phase,
        Math.multiplyExact(tasks, 64),
        (_, from, to) -> {
          for (int task = (from + 63) / 64; task * 64 < to; task++) {
            body.accept(task);
          }
        });
  }

  private void task(
      float alpha, Block a, boolean turnA, Block b, boolean turnB, float beta, Block c, Part part, int top, int bottom, int left, int right) {
    int end = part == Part.LOWER ? Math.min(right, bottom) : right;
    if (top >= bottom || left >= end) {
      return;
    }
    var scratch = pool.take();
    int depth = turnA ? a.rows() : a.columns();
    int passes = Math.max(1, (depth + Arithmetic.DEPTH - 1) / Arithmetic.DEPTH);
    for (int pass = 0; pass < passes; pass++) {
      int from = (int) ((long) depth * pass / passes);
      int to = (int) ((long) depth * (pass + 1) / passes);
      float keep = pass == 0 ? beta : 1;
      packRows(a, turnA, top, bottom, from, to, scratch);
      for (int strip = left; strip < end; strip += STRIP) {
        int stop = Math.min(end, strip + STRIP);
        packPanels(b, turnB, strip, stop, from, to, scratch);
        tiles(alpha, keep, c, part, top, bottom, strip, stop, to - from, scratch);
      }
    }
    pool.give(scratch);
  }

  /** All tiles of one strip of columns. */
  private void tiles(float alpha, float beta, Block c, Part part, int top, int bottom, int left, int right, int depth, Scratch scratch) {
    int tileRows = arithmetic.tileRows();
    int tileColumns = arithmetic.tileColumns();
    float[] tile = scratch.tile;
    if (depth == 0) {
      Arrays.fill(tile, 0);
    }
    for (int row = top; row < bottom; row += tileRows) {
      int rows = Math.min(tileRows, bottom - row);
      int end = part == Part.LOWER ? Math.min(right, row + rows) : right;
      for (int column = left; column < end; column += tileColumns) {
        if (depth > 0) {
          arithmetic.tile(scratch.left, (row - top) * Arithmetic.PITCH, scratch.right, (column - left) * depth, depth, tile);
        }
        int first = part == Part.LOWER ? row - column + 1 : tileColumns;
        arithmetic.place(tile, rows, Math.min(tileColumns, right - column), first, alpha, beta, c.values(), c.at(row, column), c.stride() * 4);
      }
    }
  }

  /** Rows top..bottom and columns from..to of op(A), {@link Arithmetic#PITCH} apart. */
  private static void packRows(Block a, boolean turned, int top, int bottom, int from, int to, Scratch scratch) {
    float[] left = scratch.left;
    if (!turned) {
      for (int row = top; row < bottom; row++) {
        a.copy(row, from, to - from, left, (row - top) * Arithmetic.PITCH);
      }
      return;
    }
    for (int p = from; p < to; p += LINES) {
      for (int line = 0; line < Math.min(LINES, to - p); line++) {
        a.copy(p + line, top, bottom - top, scratch.lines, line * LINE);
      }
      turn(scratch.lines, bottom - top, left, p - from, Arithmetic.PITCH);
    }
  }

  /**
   * target[at + i·step + line] = lines[line·LINE + i] for all lines and i below count. Simple form: two loops; with the inner one
   * written out three times as fast, because the places are then constants.
   */
  private static void turn(float[] lines, int count, float[] target, int at, int step) {
    for (int i = 0, to = at; i < count; i++, to += step) {
      target[to] = lines[i];
      target[to + 1] = lines[LINE + i];
      target[to + 2] = lines[2 * LINE + i];
      target[to + 3] = lines[3 * LINE + i];
      target[to + 4] = lines[4 * LINE + i];
      target[to + 5] = lines[5 * LINE + i];
      target[to + 6] = lines[6 * LINE + i];
      target[to + 7] = lines[7 * LINE + i];
    }
  }

  /** Columns first..last and rows from..to of op(B): panels of a tile's width, in each row by row. */
  private void packPanels(Block b, boolean turned, int first, int last, int from, int to, Scratch scratch) {
    int width = arithmetic.tileColumns();
    int depth = to - from;
    float[] right = scratch.right;
    float[] lines = scratch.lines;
    if (turned) {
      for (int column = first; column < last; column += LINES) { // a panel's width is a multiple of LINES
        for (int line = 0; line < Math.min(LINES, last - column); line++) {
          b.copy(column + line, from, depth, lines, line * LINE);
        }
        int lane = (column - first) % width;
        turn(lines, depth, right, (column - first - lane) * depth + lane, width);
      }
      return;
    }
    for (int p = 0; p < depth; p++) {
      b.copy(from + p, first, last - first, lines, 0);
      for (int column = 0; column < last - first; column += width) {
        System.arraycopy(lines, column, right, column * depth + p * width, Math.min(width, last - first - column));
      }
    }
  }
}
