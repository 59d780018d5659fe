package dev.tributary.retrieval.tower;

import static dev.tributary.math.Require.require;

import dev.tributary.math.ArrayProduct;
import dev.tributary.math.Kernels;
import dev.tributary.math.Seeds;
import dev.tributary.model.CorruptFileException;
import dev.tributary.model.Tensors;
import dev.tributary.nn.Activation;
import dev.tributary.nn.BagGradients;
import dev.tributary.nn.BatchNorm;
import dev.tributary.nn.Checkpointed;
import dev.tributary.nn.Dense;
import dev.tributary.nn.Dropout;
import dev.tributary.nn.EmbeddingTable;
import dev.tributary.nn.UnitLength;
import dev.tributary.nn.Weights;
import dev.tributary.onnx.OnnxGraph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The network of one side: for each table the mean of a bag of its rows, and floats beside them, one behind the other; hidden layers; a linear layer; mostly length 1. Thread-safe but
 * for {@link #absorb}; what a pass makes lies in a {@link Pass}.
 */
final class Tower implements Checkpointed {
  private final List<EmbeddingTable> tables;
  private final int denseWidth;
  private final int in;
  private final int dim;
  private final List<Dense> hidden = new ArrayList<>();
  private final List<BatchNorm> norms = new ArrayList<>(); // of the hidden layers, or none
  private final Dense last;
  private final boolean residual;
  private final boolean unit;
  private final Dropout dropout;

  /**
   * A network whose weights are added under a name.
   *
   * @param tables in the order of a row's bags; the same may stand in several towers
   * @param denseWidth floats beside them
   */
  Tower(Weights weights, String name, List<EmbeddingTable> tables, int denseWidth, TowerShape shape) {
    this.tables = List.copyOf(tables);
    this.denseWidth = denseWidth;
    in = tables.stream().mapToInt(EmbeddingTable::width).sum() + denseWidth;
    dim = shape.dim();
    residual = shape.residual();
    unit = shape.unit();
    require(!residual || tables.getFirst().width() == dim, "a first bag of %d values is added to vectors of %d", tables.getFirst().width(), dim);
    int width = in;
    for (int layer : shape.widths()) {
      hidden.add(new Dense(weights, name + "." + hidden.size(), width, layer, Activation.valueOf(shape.activation().name())));
      if (shape.batchNorm()) {
        norms.add(new BatchNorm(weights, name + ".norm." + norms.size(), layer));
      }
      width = layer;
    }
    int before = weights.size();
    last = new Dense(weights, name + ".last", width, dim, Activation.NONE);
    if (residual) {
      Arrays.fill(weights.values(), before, weights.size(), 0f);
    }
    dropout = new Dropout(shape.dropout());
  }

  /** What one pass over some rows makes, and leaves for the way back. Confined; reused. */
  final class Pass {
    final Bags[] bags = new Bags[tables.size()];
    float[] floats = {};
    int rows; // that have been added
    private float[] x = {};
    private final float[][] sums = new float[hidden.size()][0]; // z, where the activation needs it
    private final float[][] active = new float[hidden.size()][0];
    private final float[][] normal = new float[norms.size()][0];
    private final float[][] moments = new float[norms.size()][];
    private final float[][] passed = new float[hidden.size()][0]; // into the next layer
    float[] out = {};
    private float[] lengths = {};
    float[] dOut = {};
    private final float[][] gradients = new float[hidden.size()][0];
    float[] dx = {};

    Pass() {
      for (int table = 0; table < bags.length; table++) {
        bags[table] = new Bags();
      }
      for (int layer = 0; layer < moments.length; layer++) {
        moments[layer] = new float[2 * hidden.get(layer).out()];
      }
    }

    /** How many floats a row has beside its bags. */
    int floatsPerRow() {
      return denseWidth;
    }

    /** Forgets all rows, and makes room for the floats of so many. */
    void reset(int room) {
      rows = 0;
      for (var bag : bags) {
        bag.clear();
      }
      if (floats.length < room * denseWidth) {
        floats = new float[room * denseWidth];
      }
    }

    private void ensure(int rows) {
      if (out.length >= rows * dim && x.length >= rows * in) {
        return;
      }
      x = new float[rows * in];
      dx = new float[rows * in];
      out = new float[rows * dim];
      dOut = new float[rows * dim];
      lengths = new float[rows];
      for (int layer = 0; layer < hidden.size(); layer++) {
        int size = rows * hidden.get(layer).out();
        active[layer] = new float[size];
        sums[layer] = hidden.get(layer).activation().needsSums() ? new float[size] : active[layer];
        gradients[layer] = new float[size];
        boolean changes = !norms.isEmpty() || dropout.rate() > 0;
        passed[layer] = changes ? new float[size] : active[layer];
        if (!norms.isEmpty()) {
          normal[layer] = new float[size];
        }
      }
    }
  }

  /** How many bags a row has. */
  int bags() {
    return tables.size();
  }

  List<EmbeddingTable> tables() {
    return tables;
  }

  int in() {
    return in;
  }

  /** Where a table's part of a row's input begins. */
  int place(int table) {
    return tables.subList(0, table).stream().mapToInt(EmbeddingTable::width).sum();
  }

  /** The vectors of the rows that were added, into {@code pass.out}; a vector of zeros stays so. */
  void forward(Pass pass, boolean training, long seed, ArrayProduct product) {
    int rows = pass.rows;
    pass.ensure(rows);
    gather(pass, rows);
    float[] h = pass.x;
    for (int layer = 0; layer < hidden.size(); layer++) {
      var dense = hidden.get(layer);
      int size = rows * dense.out();
      dense.forward(h, rows, pass.sums[layer], pass.active[layer], product);
      h = pass.passed[layer];
      if (norms.isEmpty()) {
        if (h != pass.active[layer]) {
          System.arraycopy(pass.active[layer], 0, h, 0, size);
        }
      } else if (training) {
        norms.get(layer).forward(pass.active[layer], rows, pass.normal[layer], pass.moments[layer], h);
      } else {
        System.arraycopy(pass.active[layer], 0, h, 0, size);
        norms.get(layer).serve(h, rows);
      }
      if (training) {
        dropout.apply(h, size, Seeds.of(seed, layer));
      }
    }
    last.forward(h, rows, pass.out, pass.out, product);
    for (int row = 0; row < rows && residual; row++) {
      for (int i = 0; i < dim; i++) {
        pass.out[row * dim + i] += pass.x[row * in + i];
      }
    }
    if (unit) {
      UnitLength.forward(pass.out, rows, dim, pass.lengths, pass.out);
    }
  }

  /**
   * Adds the way forwards in serving to a graph.
   *
   * @param bags the names of the inputs, by table; the floats, where there are any, are the input {@code floats}
   */
  void export(List<String> bags, OnnxGraph graph) {
    var parts = new ArrayList<String>();
    for (int t = 0; t < tables.size(); t++) {
      parts.add(tables.get(t).exportMeans(graph.numbers(bags.get(t)), graph));
    }
    if (denseWidth > 0) {
      parts.add(graph.floats("floats", denseWidth));
    }
    String h = graph.apply("Concat", Map.of("axis", 1L), parts.toArray(String[]::new));
    for (int layer = 0; layer < hidden.size(); layer++) {
      h = hidden.get(layer).export(h, graph);
      h = norms.isEmpty() ? h : norms.get(layer).export(h, graph);
    }
    graph.output("vector", UnitLength.export(last.export(h, graph), graph), dim);
  }

  private void gather(Pass pass, int rows) {
    int at = 0;
    for (int t = 0; t < tables.size(); t++) {
      var values = tables.get(t).values();
      var bags = pass.bags[t];
      for (int row = 0; row < rows; row++) {
        int from = bags.start(row);
        int to = bags.end(row);
        Kernels.sumRows(1f / Math.max(1, to - from), bags.rows(), from, to, values, pass.x, row * in + at);
      }
      at += values.columns();
    }
    for (int row = 0; row < rows && denseWidth > 0; row++) {
      System.arraycopy(pass.floats, row * denseWidth, pass.x, row * in + at, denseWidth);
    }
  }

  /**
   * The way back from {@code pass.dOut}, which is used up: {@code pass.dx} has afterwards, in a table's part, the gradient by the mean of its bag.
   *
   * @param gradient of the weights: added to
   */
  void backward(Pass pass, long seed, float[] gradient, ArrayProduct product) {
    int rows = pass.rows;
    if (unit) {
      UnitLength.backward(pass.out, pass.lengths, rows, dim, pass.dOut);
    }
    float[] dy = pass.dOut;
    var above = last;
    float[] y = pass.out;
    float[] z = pass.out;
    for (int layer = hidden.size() - 1; layer >= 0; layer--) {
      float[] d = pass.gradients[layer];
      above.backward(pass.passed[layer], z, y, dy, rows, d, false, gradient, product);
      dropout.apply(d, rows * hidden.get(layer).out(), Seeds.of(seed, layer));
      if (!norms.isEmpty()) {
        norms.get(layer).backward(pass.normal[layer], pass.moments[layer], d, rows, d, gradient);
      }
      dy = d;
      above = hidden.get(layer);
      y = pass.active[layer];
      z = pass.sums[layer];
    }
    above.backward(pass.x, z, y, dy, rows, pass.dx, false, gradient, product);
    for (int row = 0; row < rows && residual; row++) {
      for (int i = 0; i < dim; i++) {
        pass.dx[row * in + i] += pass.dOut[row * dim + i];
      }
    }
  }

  /** Takes in what a pass asks of a table. */
  void collect(Pass pass, EmbeddingTable table, BagGradients gradients) {
    for (int t = 0, at = 0; t < tables.size(); at += tables.get(t).width(), t++) {
      var bags = pass.bags[t];
      for (int row = 0; row < pass.rows && tables.get(t) == table; row++) {
        gradients.add(pass.dx, row * in + at, bags.rows(), bags.start(row), bags.end(row));
      }
    }
  }

  /** Moves the running means of normalisation by a training pass; in the order of slices. */
  void absorb(Pass pass) {
    for (int layer = 0; layer < norms.size(); layer++) {
      norms.get(layer).absorb(pass.moments[layer]);
    }
  }

  /** The running means of its normalisation; weights and tables are kept by those who own them. */
  @Override
  public void save(String name, Tensors.Builder file) {
    for (int layer = 0; layer < norms.size(); layer++) {
      norms.get(layer).save(name + "." + layer, file);
    }
  }

  @Override
  public void load(String name, Tensors file) throws CorruptFileException {
    for (int layer = 0; layer < norms.size(); layer++) {
      norms.get(layer).load(name + "." + layer, file);
    }
  }
}
