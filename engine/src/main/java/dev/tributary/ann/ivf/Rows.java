package dev.tributary.ann.ivf;

import dev.tributary.ann.Metric;
import dev.tributary.ann.Vectors;
import dev.tributary.ann.codes.PlaneCodes;
import dev.tributary.math.FloatColumn;
import dev.tributary.math.Job;
import dev.tributary.math.Kernels;
import dev.tributary.math.Matrix;
import java.util.BitSet;

/** What an inverted file has of its vectors to compare in the end: themselves, or codes that stand in for them. Immutable. */
sealed interface Rows {
  Metric metric();

  int dimension();

  /** Number of rows. */
  int size();

  /** Bytes they take. */
  long bytes();

  /** Copies a row as it is compared. */
  void copyRow(int row, float[] target);

  /** Compares one query after another with rows. Confined. */
  interface Scorer {
    /**
     * Prepares for a query.
     *
     * @param prepared as the metric wants it
     * @param seen as the cells see it
     * @param products of it with the centroids
     */
    void begin(float[] prepared, float[] seen, float[] products);

    /** Scores of rows, named by their positions. */
    void score(int[] positions, int count, float[] scores);
  }

  Scorer scorer();

  /** The vectors as they are compared, by row: where there are none, they are decoded. */
  Vectors byRow();

  /**
   * The vectors themselves.
   *
   * @param byRow whether they lie by row, since those that codes leave lie scattered in any order; else by position, so that a cell lies in one piece
   */
  record Floats(Vectors vectors, Cells cells, boolean areByRow) implements Rows {
    static Floats of(Vectors vectors, Cells cells, boolean byRow) {
      return new Floats(byRow ? vectors : sorted(vectors, cells), cells, byRow);
    }

    private static Vectors sorted(Vectors vectors, Cells cells) {
      var values = Matrix.zeros(vectors.size(), vectors.dimension());
      var row = new float[vectors.dimension()];
      for (int position = 0; position < vectors.size(); position++) {
        vectors.copyRow(cells.row(position), row);
        values.setRow(position, row);
      }
      return Vectors.of(vectors.metric(), values);
    }

    @Override
    public Metric metric() {
      return vectors.metric();
    }

    @Override
    public int dimension() {
      return vectors.dimension();
    }

    @Override
    public int size() {
      return vectors.size();
    }

    @Override
    public long bytes() {
      return vectors.bytes();
    }

    @Override
    public void copyRow(int row, float[] target) {
      vectors.copyRow(areByRow ? row : cells.position(row), target);
    }

    @Override
    public Vectors byRow() {
      return areByRow ? vectors : decoded(this);
    }

    @Override
    public Scorer scorer() {
      return new Scorer() {
        private float[] query = {};
        private int[] rows = new int[256];

        @Override
        public void begin(float[] prepared, float[] seen, float[] products) {
          query = prepared;
        }

        @Override
        public void score(int[] positions, int count, float[] scores) {
          if (!areByRow) {
            vectors.score(query, positions, count, scores);
            return;
          }
          rows = rows.length < count ? new int[count] : rows;
          for (int n = 0; n < count; n++) {
            rows[n] = cells.row(positions[n]);
          }
          vectors.score(query, rows, count, scores);
        }
      };
    }
  }

  /**
   * Codes by position of what the centroid leaves of a row.
   *
   * @param norms under L2 |x|² of what a row is decoded to, as the cells see it; empty under the others
   */
  record Coded(Metric metric, Cells cells, int bits, PlaneCodes codes, FloatColumn norms) implements Rows {
    static Coded of(Vectors vectors, Cells cells, int bits, Job job) {
      var codes = PlaneCodes.allocate(vectors.size(), vectors.dimension(), bits);
      var norms = FloatColumn.allocate(vectors.metric() == Metric.L2 ? vectors.size() : 0);
      job.shards("coding vectors", cells.count(), (_, from, to) -> {
        var coder = codes.coder();
        var row = new float[vectors.dimension()];
        var centroid = new float[row.length];
        for (int cell = from; cell < to; cell++) {
          cells.centroids().copyRow(cell, centroid);
          for (int position = cells.start(cell); position < cells.start(cell + 1); position++) {
            vectors.copyRow(cells.row(position), row);
            Kernels.addScaled(-1, centroid, row);
            coder.set(position, row);
            if (norms.size() > 0) {
              Kernels.addScaled(1, centroid, row);
              cells.center(row);
              norms.set(position, Kernels.dot(row, row));
            }
          }
        }
      });
      return new Coded(vectors.metric(), cells, bits, codes, norms);
    }

    /**
     * The same after an update: rows that stay keep their codes to the bit, those behind them are coded.
     *
     * @param gone rows that do not stay
     * @param after cells of what stays and what is new
     * @param vectors of these
     */
    Coded updated(BitSet gone, Cells after, Vectors vectors, Job job) {
      var all = of(vectors, after, bits, job);
      for (int row = gone.nextClearBit(0), kept = 0; row < size(); row = gone.nextClearBit(row + 1), kept++) {
        all.codes.copyFrom(codes, cells.position(row), after.position(kept));
        if (norms.size() > 0) {
          all.norms.set(after.position(kept), norms.get(cells.position(row)));
        }
      }
      return all;
    }

    @Override
    public int dimension() {
      return cells.centroids().columns();
    }

    @Override
    public int size() {
      return cells.size();
    }

    @Override
    public long bytes() {
      return codes.bytes().size() + norms.size() * Float.BYTES;
    }

    @Override
    public void copyRow(int row, float[] target) {
      var centroid = new float[dimension()];
      int position = cells.position(row);
      codes.copyRow(position, target);
      cells.centroids().copyRow(cells.cellAt(position), centroid);
      for (int i = 0; i < centroid.length; i++) {
        target[i] += centroid[i];
      }
    }

    @Override
    public Vectors byRow() {
      return decoded(this);
    }

    @Override
    public Scorer scorer() {
      return new Scorer() {
        private final PlaneCodes.Products rest = codes.products();
        private float[] ofCells = {};
        private float squares;

        @Override
        public void begin(float[] prepared, float[] seen, float[] products) {
          rest.begin(seen);
          ofCells = products;
          squares = metric == Metric.L2 ? Kernels.dot(seen, seen) : 0;
        }

        @Override
        public void score(int[] positions, int count, float[] scores) {
          rest.of(positions, count, scores);
          for (int n = 0; n < count; n++) {
            scores[n] += ofCells[cells.cellAt(positions[n])];
            if (metric == Metric.L2) { // −|q − x|²
              scores[n] = Math.min(0, 2 * scores[n] - norms.get(positions[n]) - squares);
            }
          }
        }
      };
    }
  }

  private static Vectors decoded(Rows rows) {
    var values = Matrix.zeros(rows.size(), rows.dimension());
    var row = new float[rows.dimension()];
    for (int n = 0; n < rows.size(); n++) {
      rows.copyRow(n, row);
      values.setRow(n, row);
    }
    return Vectors.of(rows.metric(), values);
  }
}
