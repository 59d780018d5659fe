package dev.tributary.nn;

import static dev.tributary.math.Require.require;

import dev.tributary.math.FloatColumn;
import dev.tributary.math.Matrix;
import dev.tributary.math.Seeds;
import dev.tributary.model.CorruptFileException;
import dev.tributary.model.Tensors;
import dev.tributary.onnx.OnnxGraph;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A vector for each id, off the heap. Rows start normal around 0, each from a seed of its own, so that a table that {@link #grow grew} has what one made large
 * has. Many readers, or one writer of each row.
 */
public final class EmbeddingTable implements Checkpointed {
  private final long seed;
  private final double deviation;
  private final int width;
  private Matrix values;

  /** A table of random rows. */
  public EmbeddingTable(String name, int rows, int width, double deviation, long seed) {
    this.seed = Seeds.of(seed, name);
    this.deviation = deviation;
    this.width = width;
    values = Matrix.zeros(rows, width);
    fill(0);
  }

  private void fill(int from) {
    var row = new float[width];
    for (int n = from; n < values.rows(); n++) {
      var random = Seeds.random(Seeds.of(seed, n));
      for (int i = 0; i < width; i++) {
        row[i] = (float) (random.nextGaussian() * deviation);
      }
      values.setRow(n, row);
    }
  }

  /** Gives ids that are new rows behind the others; both tables lie in memory while it is copied. */
  public void grow(int rows) {
    require(rows >= values.rows(), "a table of %d rows cannot shrink to %d", values.rows(), rows);
    int before = values.rows();
    var grown = Matrix.zeros(rows, width);
    grown.values().part(0, (long) before * width).set(values.values());
    values = grown;
    fill(before);
  }

  public int rows() {
    return values.rows();
  }

  public int width() {
    return width;
  }

  /** The memory itself; another one after it has grown. */
  public Matrix values() {
    return values;
  }

  /** Copies the rows ids[from .. from + count) one behind the other. */
  public void gather(int[] ids, int from, int count, float[] target) {
    for (int n = 0; n < count; n++) {
      copy(ids[from + n], target, n * width);
    }
  }

  /** Copies one row. */
  public void copy(int row, float[] target, int at) {
    values.values().copyTo((long) row * width, (long) (row + 1) * width, target, at);
  }

  /**
   * Adds to a graph the mean of a bag of rows for each example; zeros for an empty one.
   *
   * @param bags an input of rows, with -1 behind the last of a shorter bag
   */
  public String exportMeans(String bags, OnnxGraph graph) {
    String rows = graph.parameters(values.values(), values.rows(), width);
    String vectors = graph.apply("Gather", rows, graph.apply("Max", bags, graph.constants(0)));
    String counts = graph.apply("Cast", Map.of("to", 1L), graph.apply("GreaterOrEqual", bags, graph.constants(0))); // 1: to float
    String sum = graph.apply("ReduceSum", Map.of("keepdims", 0L), graph.apply("Mul", vectors, graph.apply("Unsqueeze", counts, graph.constants(2))), graph.constants(1));
    return graph.apply("Div", sum, graph.apply("Max", graph.apply("ReduceSum", counts, graph.constants(1)), graph.constant(1)));
  }

  @Override
  public void save(String name, Tensors.Builder file) {
    file.floats(name + ".rows", values.values(), width);
  }

  /** Takes as many rows as were kept; the table becomes as long as it was. */
  @Override
  public void load(String name, Tensors file) throws CorruptFileException {
    List<Long> shape = file.shape(name + ".rows");
    long rows = shape.getFirst();
    FloatColumn kept = Checkpointed.floats(file, name + ".rows", rows * width);
    if (rows != values.rows()) {
      values = Matrix.zeros(Math.toIntExact(rows), width);
    }
    values.values().set(kept);
  }

  /** The first row with a value that is not finite. O(values). */
  public Optional<Integer> notFinite() {
    var row = new float[width];
    for (int n = 0; n < values.rows(); n++) {
      values.copyRow(n, row);
      float sum = 0;
      for (float value : row) {
        sum += value * 0; // no number and infinities give no number
      }
      if (sum != 0) {
        return Optional.of(n);
      }
    }
    return Optional.empty();
  }
}
