package dev.tributary.ann.ivf;

import dev.tributary.ann.Labels;
import dev.tributary.ann.Metric;
import dev.tributary.ann.Vectors;
import dev.tributary.math.FloatColumn;
import dev.tributary.math.IntColumn;
import dev.tributary.math.LongColumn;
import dev.tributary.math.Matrix;
import dev.tributary.model.CorruptFileException;
import dev.tributary.model.Tensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Optional;

/**
 * An {@link IvfIndex} as safetensors, opened by mapping. Places count rows cell after cell; p is the number of pieces of a code, a multiple of four.
 *
 * <pre>
 * metadata   kind "ivf", vectorsBy "row" or "cell", metric, nprobe, rerank, alongWeight, codeLength (0: the columns for codes are missing)
 * vectors    float32  rows × dimension: by row with codes, cell after cell without; missing where they are kept elsewhere, as are labels
 * order      int32    the row number of each place
 * starts     int32    cells + 1: where each cell begins, and the number of rows
 * centroids  float32  cells × dimension
 * mean       float32  dimension: zeros but under L2
 * labels     int64    by row number; missing where they are the row numbers
 * values     float32  p × 16 × codeLength: what the codes of a place stand for
 * codes      uint8    for each cell, for each 64 of its rows, for each two places 64 bytes: byte 2·n is of row n, 2·n + 1 of row n + 32; the code of the
 *                     first place low, of the second high
 * biases     float32  rows, under L2: −|x − mean|²/2
 * </pre>
 */
final class IvfFile {
  private static final String KIND = "ivf";

  private final Path path;
  private final Tensors tensors;

  private IvfFile(Path path, Tensors tensors) {
    this.path = path;
    this.tensors = tensors;
  }

  static void write(Path path, IvfIndex.Parts parts) throws IOException {
    var columns = beside(parts).floats("vectors", parts.vectors().values().values(), parts.vectors().dimension());
    if (!parts.labels().areRowNumbers()) {
      var labels = LongColumn.allocate(parts.labels().size());
      for (int row = 0; row < parts.labels().size(); row++) {
        labels.set(row, parts.labels().label(row));
      }
      columns.longs("labels", labels);
    }
    columns.build().write(path);
  }

  static Tensors columns(IvfIndex.Parts parts) {
    if (!parts.byRow()) {
      throw new IllegalStateException("an inverted file without codes keeps its own vectors; write it as a file of its own");
    }
    return beside(parts).build();
  }

  /** All but vectors and labels. */
  private static Tensors.Builder beside(IvfIndex.Parts parts) {
    var config = parts.config();
    var vectors = parts.vectors();
    var columns =
        Tensors.builder()
            .metadata("kind", KIND)
            .metadata("vectorsBy", vectorsBy(parts.byRow()))
            .metadata("metric", vectors.metric().shortName())
            .metadata("nprobe", Integer.toString(config.nprobe()))
            .metadata("rerank", Integer.toString(config.rerank()))
            .metadata("alongWeight", Double.toString(config.alongWeight()))
            .metadata("codeLength", Integer.toString(parts.codes().isEmpty() ? 0 : config.codeLength()))
            .ints("order", IntColumn.copyOf(parts.cells().order()))
            .ints("starts", IntColumn.copyOf(parts.cells().starts()))
            .floats("centroids", parts.cells().centroids().values(), vectors.dimension())
            .floats("mean", FloatColumn.copyOf(parts.cells().mean()));
    parts.codes().ifPresent(codes -> {
      columns.floats("values", FloatColumn.copyOf(codes.quantizer().values()), config.codeLength()).bytes("codes", codes.codes());
      if (vectors.metric() == Metric.L2) {
        columns.floats("biases", codes.biases());
      }
    });
    return columns;
  }

  private static String vectorsBy(boolean row) {
    return row ? "row" : "cell";
  }

  static boolean isIn(Path path) throws IOException {
    return KIND.equals(Tensors.open(path).metadata().get("kind"));
  }

  static IvfIndex.Parts read(Path path) throws IOException {
    try {
      var file = new IvfFile(path, Tensors.open(path));
      file.checkKind();
      var metric = Metric.named(file.text("metric"));
      boolean byRow = file.number("codeLength") > 0;
      file.check(vectorsBy(byRow).equals(file.text("vectorsBy")), "has its vectors by %s, must be by %s", file.text("vectorsBy"), vectorsBy(byRow));
      var values = file.matrix("vectors");
      var labels = file.tensors.names().contains("labels") ? Labels.of(file.tensors.longs("labels")) : Labels.rows(values.rows());
      file.check(labels.size() == values.rows(), "has %d labels for %d rows", labels.size(), values.rows());
      return file.read(byRow ? Vectors.of(metric, values, labels) : Vectors.of(metric, values), labels);
    } catch (IllegalArgumentException e) { // an unknown metric, NaN, one label twice, a setting out of its range
      throw new CorruptFileException(path, -1, "holds what no index can: " + e.getMessage());
    }
  }

  static IvfIndex.Parts over(Vectors vectors, Tensors columns, Path path) throws IOException {
    try {
      var file = new IvfFile(path, columns);
      file.checkKind();
      file.check(vectors.metric().shortName().equals(file.text("metric")), "has the metric %s, the vectors have %s", file.text("metric"), vectors.metric().shortName());
      file.check(vectorsBy(true).equals(file.text("vectorsBy")) && file.number("codeLength") > 0, "has no codes: its vectors are not those of another file");
      return file.read(vectors, vectors.labels());
    } catch (IllegalArgumentException e) {
      throw new CorruptFileException(path, -1, "holds what no index can: " + e.getMessage());
    }
  }

  private void checkKind() throws CorruptFileException {
    String kind = tensors.metadata().get("kind");
    check(KIND.equals(kind), "is no inverted file: its metadata says kind '%s'", kind);
  }

  private IvfIndex.Parts read(Vectors vectors, Labels labels) throws CorruptFileException {
    var metric = vectors.metric();
    var centroids = matrix("centroids");
    check(centroids.columns() == vectors.dimension(), "has centroids of %d values for vectors of %d", centroids.columns(), vectors.dimension());
    int rows = vectors.size();
    int[] starts = tensors.ints("starts").toArray();
    check(starts.length == centroids.rows() + 1 && starts[0] == 0 && starts[starts.length - 1] == rows, "has %d starts of cells, must be %d from 0 to %d", starts.length, centroids.rows() + 1, rows);
    for (int c = 1; c < starts.length; c++) {
      check(starts[c] >= starts[c - 1], "begins cell %d at row %d, before the one in front of it", c, starts[c]);
    }
    int[] order = tensors.ints("order").toArray();
    var met = new BitSet(rows);
    check(order.length == rows, "has %d row numbers for %d rows", order.length, rows);
    for (int row : order) {
      check(row >= 0 && row < rows && !met.get(row), "names row %d twice or beyond %d rows", row, rows);
      met.set(row);
    }
    float[] mean = tensors.floats("mean").toArray();
    check(mean.length == vectors.dimension(), "has a mean of %d values for vectors of %d", mean.length, vectors.dimension());
    var cells = new Cells(metric, centroids, mean, starts, order);
    int codeLength = number("codeLength");
    var config = new IvfConfig(centroids.rows(), number("nprobe"), codeLength, Double.parseDouble(text("alongWeight")), number("rerank"));
    return new IvfIndex.Parts(labels, cells, vectors, codeLength == 0 ? Optional.empty() : Optional.of(codes(metric, cells, vectors.dimension(), config)), config);
  }

  private CodedCells codes(Metric metric, Cells cells, int dimension, IvfConfig config) throws CorruptFileException {
    var quantizer = new ProductQuantizer(dimension, config.codeLength(), (float) config.alongWeight());
    float[] values = tensors.floats("values").toArray();
    check(values.length == quantizer.values().length, "has %d values of codes, must be %d", values.length, quantizer.values().length);
    for (float value : values) {
      check(Float.isFinite(value), "has the value %s of a code, must be finite", value);
    }
    System.arraycopy(values, 0, quantizer.values(), 0, values.length);
    var codes = tensors.bytes("codes");
    var biases = metric == Metric.L2 ? tensors.floats("biases") : FloatColumn.allocate(0);
    check(biases.size() == (metric == Metric.L2 ? cells.size() : 0), "has %d biases for %d rows", biases.size(), cells.size());
    for (long position = 0; position < biases.size(); position++) {
      check(Float.isFinite(biases.get(position)), "has the bias %s, must be finite", biases.get(position));
    }
    var coded = new CodedCells(quantizer, cells, codes, biases);
    check(codes.size() == coded.bytes(), "has %d bytes of codes, must be %d", codes.size(), coded.bytes());
    return coded;
  }

  private Matrix matrix(String name) throws CorruptFileException {
    var shape = tensors.shape(name);
    check(shape.size() == 2 && shape.get(0) <= Integer.MAX_VALUE && shape.get(1) >= 1 && shape.get(1) <= Integer.MAX_VALUE, "'%s' has shape %s, must be rows × dimension", name, shape);
    return Matrix.of(Math.toIntExact(shape.get(0)), Math.toIntExact(shape.get(1)), tensors.floats(name));
  }

  private String text(String name) throws CorruptFileException {
    String text = tensors.metadata().getOrDefault(name, "");
    check(!text.isEmpty(), "does not say its %s", name);
    return text;
  }

  private int number(String name) throws CorruptFileException {
    return Integer.parseInt(text(name)); // NumberFormatException is an IllegalArgumentException
  }

  private void check(boolean holds, String reason, Object... values) throws CorruptFileException {
    if (!holds) {
      throw new CorruptFileException(path, -1, String.format(java.util.Locale.ROOT, reason, values));
    }
  }
}
