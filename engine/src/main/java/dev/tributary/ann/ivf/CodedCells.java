package dev.tributary.ann.ivf;

import dev.tributary.ann.Metric;
import dev.tributary.ann.RowFilter;
import dev.tributary.ann.Vectors;
import dev.tributary.math.ByteColumn;
import dev.tributary.math.FloatColumn;
import dev.tributary.math.Job;
import dev.tributary.math.Kernels;
import dev.tributary.math.TopK;

/**
 * The rows of all cells in 4-bit codes, cell after cell in blocks of 32, and their estimates for a query. Immutable.
 *
 * <p>A row is c + r̂, so its product with a query is q·c, the same for a cell, and q·r̂, a sum of one table entry for each place. The tables
 * depend on the query alone: they are made once, as bytes of 0..63 in steps of one size, and sums of them are compared with a bound before
 * anything else is done. Under {@link Metric#L2} rows are ordered by q·x − |x|²/2, with |x|² exact.
 */
final class CodedCells {
  private static final int BLOCK = 32;
  private static final int LARGEST = 63;

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
    int bytes = quantizer.places() * ProductQuantizer.VALUES;
    var codes = ByteColumn.allocate((long) blocks[cells.count()] * bytes);
    var biases = FloatColumn.allocate(vectors.metric() == Metric.L2 ? vectors.size() : 0);
    job.shards("coding cells", cells.count(), (_, from, to) -> {
      var coder = quantizer.coder();
      var row = new float[vectors.dimension()];
      for (int c = from; c < to; c++) {
        for (int position = cells.start(c); position < cells.start(c + 1); position++) {
          int place = position - cells.start(c);
          coder.code(vectors.values(), cells.row(position), cells.centroids(), c);
          long at = (long) (blocks[c] + place / BLOCK) * bytes + place % 16;
          for (int p = 0; p < coder.codes.length; p++) {
            int shifted = coder.codes[p] << (place % BLOCK < 16 ? 0 : 4);
            codes.set(at + 16L * p, (byte) (codes.get(at + 16L * p) | shifted));
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
    return (long) blocks[cells.count()] * quantizer.places() * ProductQuantizer.VALUES;
  }

  /** What a scan needs beside the tables of its query. Confined; may serve one query after another. */
  final class Room {
    private final float[] products = new float[quantizer.places() * ProductQuantizer.VALUES];
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
    private final byte[] tables = new byte[quantizer.places() * ProductQuantizer.VALUES];
    /** Size of a step, and what the sum 0 stands for. */
    private float scale;
    private float base;

    private Estimates(Room room) {
      this.room = room;
    }

    /** Prepares for a query, as the cells see it. */
    void begin(float[] query) {
      float[] products = room.products;
      quantizer.products(query, products);
      base = 0;
      float widest = 0;
      for (int p = 0; p < products.length; p += ProductQuantizer.VALUES) {
        float least = products[p];
        float most = products[p];
        for (int v = 1; v < ProductQuantizer.VALUES; v++) {
          least = Math.min(least, products[p + v]);
          most = Math.max(most, products[p + v]);
        }
        base += least;
        widest = Math.max(widest, most - least);
        for (int v = 0; v < ProductQuantizer.VALUES; v++) {
          products[p + v] -= least;
        }
      }
      scale = widest == 0 ? 1 : widest / LARGEST;
      float steps = 1 / scale;
      for (int n = 0; n < tables.length; n++) {
        tables[n] = (byte) (products[n] * steps + 0.5f);
      }
    }

    /**
     * Offers the rows of a cell that a filter allows, by their positions, with their estimates. What is selected in the end does not depend on
     * the order in which cells are scanned.
     *
     * @param product of the query with the cell's centroid
     */
    void scan(int cell, float product, RowFilter filter, TopK best) {
      int from = cells.start(cell);
      int count = cells.start(cell + 1) - from;
      int size = blocks[cell + 1] - blocks[cell];
      room.ensure(BLOCK * size);
      short[] sums = room.sums;
      int[] places = room.places;
      Kernels.tableSums(tables, codes, (long) blocks[cell] * tables.length, size, sums);
      float constant = product + base;
      float bound = best.lowest() - constant;
      int found =
          biases.size() == 0
              ? Kernels.select(sums, count, (int) Math.floor(bound / scale), places)
              : Kernels.select(sums, count, scale, biases, from, bound, places);
      for (int n = 0; n < found; n++) {
        int position = from + places[n];
        float estimate = constant + sums[places[n]] * scale + (biases.size() == 0 ? 0 : biases.get(position));
        if (best.accepts(estimate) && (filter == RowFilter.ALL || filter.allows(cells.row(position)))) {
          best.offer(estimate, position);
        }
      }
    }
  }

  Estimates estimates(Room room) {
    return new Estimates(room);
  }
}
