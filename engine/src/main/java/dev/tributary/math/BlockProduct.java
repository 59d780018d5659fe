package dev.tributary.math;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * C = α·op(A)·op(B) + β·C over blocks, where op may transpose: the one loop behind every dense routine of this package.
 *
 * <p>After Goto and van de Geijn: "Anatomy of High-Performance Matrix Multiplication", ACM TOMS 34(3), 2008, turned to row-major C:
 *
 * <ol>
 *   <li>C is cut into rectangles of up to 2,048 rows, made one after another, and the sum into passes of at most {@link Arithmetic#DEPTH}.
 *   <li>For each, all threads together pack op(A), whose rows keep their order because the kernel reads them value by value, and op(B), into
 *       panels of a tile's width, depth-major. Both stay in the shared cache, and nothing is packed twice.
 *   <li>Then all threads make C by groups of at most 512 rows and strips of at most 256 columns, both of which fit the L2 cache.
 *   <li>For each tile's height of rows (which then stay in the L1 cache) and each panel, the kernel makes one tile of C.
 * </ol>
 *
 * <p>Each value of C is the sum of its passes in order, each made in ascending order, so neither threads nor cuts change a bit.
 *
 * <p>C may be A or B itself where the sum fits one pass and C has at most {@link #ALIAS} columns (C is A) or rows (C is B): all that is
 * needed of a rectangle is packed before it is written. Blocks may not overlap in other ways. Thread-safe.
 */
final class BlockProduct {
  /** Which part of C is made. */
  enum Part {
    ALL,
    /** On and below the diagonal; the rest of C is not touched. */
    LOWER
  }

  /** No rectangle is narrower or lower than this, where C is not. */
  static final int ALIAS = 128;

  private static final int ROWS = 2048;
  /** So many values of op(B) are packed at once: 4 MB. */
  private static final int PANELS = ROWS * Arithmetic.DEPTH;
  private static final int STRIP = 256;
  /** Packed rows that one task reads, 1 MB: they stay in the L2 cache beside a strip, from one strip to the next. */
  private static final int GROUP = 512;
  /** Rows of op(A) that one task packs. */
  private static final int LOT = 256;
  /** So many rows are transposed at once, and lie so far apart then: not a power of two, which would fall on one cache set. */
  private static final int LINES = 8;
  private static final int LINE = Math.max(LOT, Arithmetic.DEPTH) + 16;

  /** Products of fewer multiplications are made by the calling thread: to start another costs as much. */
  private static final long SMALL = 4_000_000;

  private final Arithmetic arithmetic;
  private final Job job;
  private final String phase;
  private final Pool<Packed> packs;
  private final Pool<Scratch> scratches;

  /**
   * @param job how many threads; its listener hears of every product
   * @param phase what the listener is told
   */
  BlockProduct(Arithmetic arithmetic, Job job, String phase) {
    this(arithmetic, job, phase, new Pool<>(job.threads(), Packed::new), new Pool<>(job.threads(), () -> new Scratch(arithmetic)));
  }

  private BlockProduct(Arithmetic arithmetic, Job job, String phase, Pool<Packed> packs, Pool<Scratch> scratches) {
    this.arithmetic = arithmetic;
    this.job = job;
    this.phase = phase;
    this.packs = packs;
    this.scratches = scratches;
  }

  /** The same on the calling thread alone, for use inside a task; nobody listens. */
  BlockProduct alone() {
    return new BlockProduct(arithmetic, job.withThreads(1).withProgress(Progress.NONE), phase, packs, scratches);
  }

  /** What one product needs: packed rows and packed panels of one pass over one rectangle. */
  private static final class Packed {
    float[] left = {};
    float[] right = {};

    void reserve(int rows, int panels) {
      left = left.length >= rows ? left : new float[rows];
      right = right.length >= panels ? right : new float[panels];
    }
  }

  /** What one thread needs: a tile, and lines on their way into panels. */
  private static final class Scratch {
    final float[] tile;
    final float[] lines = new float[LINES * LINE];

    Scratch(Arithmetic arithmetic) {
      tile = new float[arithmetic.tileRows() * arithmetic.tileColumns()];
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
    if (c.rows() == 0 || c.columns() == 0) {
      return;
    }
    var packed = packs.take();
    var product = new Product(alpha, a, turnA, b, turnB, beta, c, part, packed);
    if ((long) c.rows() * c.columns() * product.depth <= SMALL) {
      for (int task = 0; task < product.tasks(); task++) {
        product.run(task);
      }
    } else {
      job.tasks(phase, product.tasks(), product::run);
    }
    packs.give(packed);
  }

  private static int parts(int length, int size) {
    return (length + size - 1) / size;
  }

  /** The length of each of so many nearly equal parts, a multiple of a tile's. */
  private static int evenly(int length, int parts, int tile) {
    return parts(parts(length, parts), tile) * tile;
  }

  /**
   * One product, cut into tasks that may run on many threads if they start in order: those of a stage, a pass over a rectangle, follow those of
   * the stage before; in each, those that pack go before those that make tiles.
   */
  private final class Product {
    private final float alpha;
    private final Block a;
    private final boolean turnA;
    private final Block b;
    private final boolean turnB;
    private final float beta;
    private final Block c;
    private final Part part;
    private final Packed packed;

    private final int depth;
    private final int passes;
    /** Rows and columns of a rectangle, and how many rectangles stand side by side. */
    private final int high;
    private final int wide;
    private final int across;
    private final int rectangles;
    /** How a rectangle is cut for the threads. */
    private final int lots;
    private final int strips;
    private final int strip;
    private final int groups;
    private final int group;

    private final AtomicInteger finished = new AtomicInteger();

    Product(float alpha, Block a, boolean turnA, Block b, boolean turnB, float beta, Block c, Part part, Packed packed) {
      this.alpha = alpha;
      this.a = a;
      this.turnA = turnA;
      this.b = b;
      this.turnB = turnB;
      this.beta = beta;
      this.c = c;
      this.part = part;
      this.packed = packed;
      int tileRows = arithmetic.tileRows();
      int tileColumns = arithmetic.tileColumns();
      depth = turnA ? a.rows() : a.columns();
      passes = Math.max(1, parts(depth, Arithmetic.DEPTH));
      int deepest = Math.max(1, parts(depth, passes));
      int down = parts(c.rows(), ROWS);
      high = evenly(c.rows(), down, tileRows);
      across = parts(c.columns(), Math.min(8 * ROWS, PANELS / deepest));
      wide = evenly(c.columns(), across, tileColumns);
      rectangles = down * across;
      lots = parts(high, LOT);
      strips = parts(wide, STRIP);
      strip = evenly(wide, strips, tileColumns);
      int wanted = job.threads() == 1 ? 1 : 8 * job.threads();
      groups = Math.clamp(parts(wanted, strips), parts(high, GROUP), parts(high, 8 * tileRows));
      group = evenly(high, groups, tileRows);
      packed.reserve(high * Arithmetic.PITCH, wide * deepest);
    }

    private int stage() {
      return lots + strips + strips * groups;
    }

    int tasks() {
      return Math.multiplyExact(rectangles * passes, stage());
    }

    void run(int task) {
      int stage = task / stage();
      int step = task % stage();
      int tiling = step - lots - strips;
      int rectangle = rectangles - 1 - stage / passes; // the last rows first: under a diagonal they are the longest
      int top = rectangle / across * high;
      int left = rectangle % across * wide;
      int bottom = Math.min(c.rows(), top + high);
      int right = Math.min(part == Part.LOWER ? Math.min(c.columns(), bottom) : c.columns(), left + wide);
      int pass = stage % passes;
      int from = (int) ((long) depth * pass / passes);
      int to = (int) ((long) depth * (pass + 1) / passes);
      await(stage * stage() + (tiling < 0 ? 0 : lots + strips));
      var scratch = scratches.take();
      try {
        if (top >= bottom || left >= right) {
          return;
        }
        if (step < lots) {
          int first = top + step * LOT;
          packRows(first, Math.min(bottom, first + LOT), (first - top) * Arithmetic.PITCH, from, to, scratch);
        } else if (tiling < 0) {
          int first = left + (step - lots) * strip;
          packPanels(first, Math.min(right, first + strip), (first - left) * (to - from), from, to, scratch);
        } else {
          int row = top + (groups - 1 - tiling / strips) * group;
          int column = left + tiling % strips * strip;
          tiles(row, Math.min(bottom, row + group), column, Math.min(right, column + strip), top, left, to - from, pass == 0 ? beta : 1, scratch.tile);
        }
      } finally {
        scratches.give(scratch);
        finished.incrementAndGet(); // also of one that failed: the others must not wait for it
      }
    }

    /** Until so many tasks are done: those before it, all of which have been started. */
    private void await(int tasks) {
      for (int tries = 0; finished.get() < tasks; tries++) {
        if (tries < 1000) {
          Thread.onSpinWait();
        } else {
          LockSupport.parkNanos(20_000);
        }
      }
    }

    /** The tiles of some rows and columns of the rectangle that begins at {@code top} and {@code left}. */
    private void tiles(int first, int bottom, int strip, int right, int top, int left, int depth, float beta, float[] tile) {
      int tileRows = arithmetic.tileRows();
      int tileColumns = arithmetic.tileColumns();
      if (depth == 0) {
        Arrays.fill(tile, 0);
      }
      for (int row = first; row < bottom; row += tileRows) {
        int rows = Math.min(tileRows, bottom - row);
        int end = part == Part.LOWER ? Math.min(right, row + rows) : right;
        for (int column = strip; column < end; column += tileColumns) {
          if (depth > 0) {
            arithmetic.tile(packed.left, (row - top) * Arithmetic.PITCH, packed.right, (column - left) * depth, depth, tile);
          }
          int below = part == Part.LOWER ? row - column + 1 : tileColumns;
          arithmetic.place(tile, rows, Math.min(tileColumns, right - column), below, alpha, beta, c.values(), c.at(row, column), c.stride() * 4);
        }
      }
    }

    /** Rows first..last and columns from..to of op(A), {@link Arithmetic#PITCH} apart; none where a rectangle lower than the others ends before its lot begins. */
    private void packRows(int first, int last, int at, int from, int to, Scratch scratch) {
      if (first >= last) {
        return;
      }
      float[] left = packed.left;
      if (!turnA) {
        for (int row = first; row < last; row++) {
          a.copy(row, from, to - from, left, at + (row - first) * Arithmetic.PITCH);
        }
        return;
      }
      for (int p = from; p < to; p += LINES) {
        for (int line = 0; line < Math.min(LINES, to - p); line++) {
          a.copy(p + line, first, last - first, scratch.lines, line * LINE);
        }
        turn(scratch.lines, last - first, left, at + p - from, Arithmetic.PITCH);
      }
    }

    /** Columns first..last and rows from..to of op(B): panels of a tile's width, in each row by row; none beyond the end, as of rows. */
    private void packPanels(int first, int last, int at, int from, int to, Scratch scratch) {
      if (first >= last) {
        return;
      }
      int depth = to - from;
      float[] right = packed.right;
      if (!turnB) {
        arithmetic.panels(b.values(), b.at(from, first), b.stride() * 4, depth, last - first, right, at);
        return;
      }
      int width = arithmetic.tileColumns();
      float[] lines = scratch.lines;
      for (int column = first; column < last; column += LINES) { // a panel's width is a multiple of LINES
        for (int line = 0; line < Math.min(LINES, last - column); line++) {
          b.copy(column + line, from, depth, lines, line * LINE);
        }
        int lane = (column - first) % width;
        turn(lines, depth, right, at + (column - first - lane) * depth + lane, width);
      }
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
}
