package dev.tributary.ann.ivf;

import dev.tributary.ann.Metric;
import dev.tributary.ann.RowFilter;
import dev.tributary.ann.Vectors;
import dev.tributary.math.ByteColumn;
import dev.tributary.math.FloatColumn;
import dev.tributary.math.Job;
import dev.tributary.math.Kernels;

/**
 * The rows of all cells in 4-bit codes, cell after cell in blocks of 64, and their estimates for a query. Immutable.
 *
 * <p>A row is c + r̂, so its product with a query is q·c, the same for a cell, and q·r̂, a sum of one table entry for each place. The tables
 * depend on the query alone: they are made once, as bytes of 0..63 in steps of one size, and sums of them are compared with a bound before
 * anything else is done. Under {@link Metric#L2} rows are ordered by q·x − |x|²/2, with |x|² exact.
 */
final class CodedCells {
  private static final int BLOCK = 64;

  private final ProductQuantizer quantizer;
  private final Cells cells;
  private final ByteColumn codes;
  /** The first block of each cell. */
  private final int[] blocks;
  /** Under L2, by position: −|x|²/2; empty under the others. */
  private final FloatColumn biases;

  CodedCells(ProductQuantizer quantizer, Cells cells, ByteColumn codes, FloatColumn biases) {
    this.quantizer = quantizer;
    this.cells = cells;
    this.codes = codes;
    this.biases = biases;
    blocks = blocks(cells);
  }

  private static int[] blocks(Cells cells) {
    var blocks = new int[cells.count() + 1];
    for (int c = 0; c < cells.count(); c++) {
      blocks[c + 1] = blocks[c] + (cells.start(c + 1) - cells.start(c) + BLOCK - 1) / BLOCK;
    }
    return blocks;
  }

  /** Codes all rows. */
  static CodedCells of(Vectors vectors, Cells cells, ProductQuantizer quantizer, Job job) {
    int[] blocks = blocks(cells);
    int bytes = bytesOfBlock(quantizer);
    var codes = ByteColumn.allocate((long) blocks[cells.count()] * bytes);
    var biases = FloatColumn.allocate(vectors.metric() == Metric.L2 ? vectors.size() : 0);
    job.shards("coding cells", cells.count(), (_, from, to) -> {
      var coder = quantizer.coder();
      var row = new float[vectors.dimension()];
      for (int c = from; c < to; c++) {
        for (int position = cells.start(c); position < cells.start(c + 1); position++) {
          int place = position - cells.start(c);
          coder.code(vectors.values(), cells.row(position), cells.centroids(), c);
          long at = (long) (blocks[c] + place / BLOCK) * bytes + place % 32 * 2 + place % BLOCK / 32; // as Kernels.tableSums reads them
          for (int p = 0; p < coder.codes.length; p += 2, at += BLOCK) {
            codes.set(at, (byte) (coder.codes[p] | coder.codes[p + 1] << 4));
          }
          if (biases.size() > 0) {
            vectors.copyRow(cells.row(position), row);
            cells.center(row);
            biases.set(position, -Kernels.dot(row, row) / 2);
          }
        }
      }
    });
    return new CodedCells(quantizer, cells, codes, biases);
  }

  private static int bytesOfBlock(ProductQuantizer quantizer) {
    return quantizer.places() * BLOCK / 2;
  }

  ProductQuantizer quantizer() {
    return quantizer;
  }

  ByteColumn codes() {
    return codes;
  }

  FloatColumn biases() {
    return biases;
  }

  /** How many bytes the codes of all cells take. */
  long bytes() {
    return (long) blocks[cells.count()] * bytesOfBlock(quantizer);
  }

  /** What a scan needs beside the tables of its query. Confined; may serve one query after another. */
  final class Room {
    private final float[] products = new float[quantizer.places() * ProductQuantizer.VALUES];
    private final float[] origin = new float[3];
    private short[] sums = new short[0];
    private int[] places = new int[0];

    private void ensure(int rows) {
      if (sums.length < rows) {
        sums = new short[rows];
        places = new int[rows];
      }
    }
  }

  Room room() {
    return new Room();
  }

  /** The tables of one query after another. Confined. */
  final class Estimates {
    private final Room room;
    private final byte[] tables = new byte[quantizer.places() * ProductQuantizer.VALUES * 4];
    /** Size of a step, and what the sum 0 stands for. */
    private float scale;
    private float base;

    private Estimates(Room room) {
      this.room = room;
    }

    /**
     * Prepares for a query, as the cells see it.
     *
     * @param wanted how many rows
     * @param probed the cells to look into
     */
    void begin(float[] query, int wanted, Cells.Choice probed, Shortlist list) {
      quantizer.tables(query, room.products, tables, room.origin);
      scale = room.origin[0];
      base = room.origin[1];
      double top = biases.size() == 0 ? probed.highest() + room.origin[2] : Kernels.dot(query, query) / 2;
      list.begin(wanted, (long) (probed.lowest() / scale), (long) (top / scale) + 1);
    }

    /**
     * Offers the rows of a cell that a filter allows, by their positions, with their estimates in steps. What is selected in the end does not depend on
     * the order in which cells are scanned.
     *
     * @param product of the query with the cell's centroid
     */
    void scan(int cell, float product, RowFilter filter, Shortlist list) {
      int from = cells.start(cell);
      int count = cells.start(cell + 1) - from;
      int size = blocks[cell + 1] - blocks[cell];
      room.ensure(BLOCK * size);
      short[] sums = room.sums;
      int[] places = room.places;
      Kernels.tableSums(tables, codes, (long) blocks[cell] * bytesOfBlock(quantizer), size, sums);
      float constant = (product + base) / scale;
      if (biases.size() == 0) {
        int offset = Math.round(constant);
        if (list.isFresh() && filter == RowFilter.ALL && count > list.wanted()) {
          list.expect(offset + reachedBy(list.wanted(), sums, count));
        } else if (list.isFresh()) {
          list.expectNothing();
        }
        int found = Kernels.select(sums, count, (int) Math.max((long) list.bar() - offset, Short.MIN_VALUE), places);
        for (int n = 0; n < found; n++) {
          if (filter == RowFilter.ALL || filter.allows(cells.row(from + places[n]))) {
            list.offer(offset + sums[places[n]], from + places[n]);
          }
        }
      } else {
        float bound = (list.bar() - constant - 1) * scale;
        int found = Kernels.select(sums, count, scale, biases, from, bound, places);
        for (int n = 0; n < found; n++) {
          int position = from + places[n];
          if (filter == RowFilter.ALL || filter.allows(cells.row(position))) {
            list.offer(Math.round(constant + biases.get(position) / scale) + sums[places[n]], position);
          }
        }
      }
    }
  }

  /**
   * A sum that at least the wanted number of a cell's rows have, and few more: the first cell, in which most of the best rows lie, gives a bar at once, where one row after
   * another would raise it by half of them.
   */
  private int reachedBy(int wanted, short[] sums, int count) {
    int low = 0; // which all reach
    for (int high = quantizer.places() * (Kernels.LARGEST_IN_TABLE + 1); high - low > 1; ) {
      int middle = (low + high) >>> 1;
      int reach = Kernels.reaching(sums, count, middle);
      if (reach < wanted) {
        high = middle;
      } else {
        low = middle;
        if (reach <= wanted + wanted / 8) {
          break;
        }
      }
    }
    return low;
  }

  Estimates estimates(Room room) {
    return new Estimates(room);
  }
}
