package dev.tributary.ann.ivf;

import dev.tributary.ann.Labels;
import dev.tributary.ann.Metric;
import dev.tributary.ann.Vectors;
import dev.tributary.ann.codes.PlaneCodes;
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
 * metadata   kind "ivf", vectorsBy "row", "cell" or "code", metric, nprobe, rerank, alongWeight, codeLength (0: the columns for codes are missing),
 *            codesBy "64" (codes in blocks of so many rows), bits (missing or 0: the columns for planes are missing)
 * vectors    float32  rows × dimension: by row with codes, cell after cell without; missing where they are kept elsewhere, as are labels, and by code
 * planes     uint8    by code, as dev.tributary.ann.codes.PlaneCodes has them: place after place what the centroid leaves of a row
 * norms      float32  by code, under L2: place after place |x̂ − mean|² of what the row is decoded to
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
  private static final String CODES_BY = "64";

  private final Path path;
  private final Tensors tensors;

  private IvfFile(Path path, Tensors tensors) {
    this.path = path;
    this.tensors = tensors;
  }

  static void write(Path path, IvfIndex.Parts parts) throws IOException {
    var columns = beside(parts);
    switch (parts.rows()) {
      case Rows.Floats floats -> columns.floats("vectors", floats.vectors().values().values(), floats.dimension());
      case Rows.Coded coded -> {
        columns.bytes("planes", coded.codes().bytes());
        if (coded.norms().size() > 0) {
          columns.floats("norms", coded.norms());
        }
      }
    }
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
    if (!(parts.rows() instanceof Rows.Floats floats && floats.areByRow())) {
      throw new IllegalStateException("an inverted file without codes, or with codes in place of the vectors, keeps its own rows; write it as a file of its own");
    }
    return beside(parts).build();
  }

  /** All but vectors and labels. */
  private static Tensors.Builder beside(IvfIndex.Parts parts) {
    var config = parts.config();
    var metric = parts.rows().metric();
    int dimension = parts.rows().dimension();
    var columns =
        Tensors.builder()
            .metadata("kind", KIND)
            .metadata("vectorsBy", vectorsBy(parts.codes().isPresent(), config.bits()))
            .metadata("metric", metric.shortName())
            .metadata("nprobe", Integer.toString(config.nprobe()))
            .metadata("rerank", Integer.toString(config.rerank()))
            .metadata("alongWeight", Double.toString(config.alongWeight()))
            .metadata("codeLength", Integer.toString(parts.codes().isEmpty() ? 0 : config.codeLength()))
            .metadata("codesBy", CODES_BY)
            .metadata("bits", Integer.toString(config.bits()))
            .ints("order", IntColumn.copyOf(parts.cells().order()))
            .ints("starts", IntColumn.copyOf(parts.cells().starts()))
            .floats("centroids", parts.cells().centroids().values(), dimension)
            .floats("mean", FloatColumn.copyOf(parts.cells().mean()));
    parts.codes().ifPresent(codes -> {
      columns.floats("values", FloatColumn.copyOf(codes.quantizer().values()), config.codeLength()).bytes("codes", codes.codes());
      if (metric == Metric.L2) {
        columns.floats("biases", codes.biases());
      }
    });
    return columns;
  }

  private static String vectorsBy(boolean codes, int bits) {
    return bits > 0 ? "code" : codes ? "row" : "cell";
  }

  static boolean isIn(Path path) throws IOException {
    return KIND.equals(Tensors.open(path).metadata().get("kind"));
  }

  static IvfIndex.Parts read(Path path) throws IOException {
    try {
      var file = new IvfFile(path, Tensors.open(path));
      file.checkKind();
      var metric = Metric.named(file.text("metric"));
      int bits = file.bits();
      boolean coded = file.number("codeLength") > 0;
      file.check(vectorsBy(coded, bits).equals(file.text("vectorsBy")), "has its vectors by %s, must be by %s", file.text("vectorsBy"), vectorsBy(coded, bits));
      int rows = Math.toIntExact(file.tensors.ints("order").size());
      var labels = file.tensors.names().contains("labels") ? Labels.of(file.tensors.longs("labels")) : Labels.rows(rows);
      file.check(labels.size() == rows, "has %d labels for %d rows", labels.size(), rows);
      if (bits > 0) {
        return file.read(metric, file.matrix("centroids").columns(), labels, cells -> file.coded(metric, cells, bits));
      }
      var values = file.matrix("vectors");
      file.check(rows == values.rows(), "has %d row numbers for %d rows", rows, values.rows());
      var vectors = coded ? Vectors.of(metric, values, labels) : Vectors.of(metric, values);
      return file.read(metric, vectors.dimension(), labels, cells -> new Rows.Floats(vectors, cells, coded));
    } catch (IllegalArgumentException e) { // an unknown metric, NaN, one label twice, a setting out of its range
      throw new CorruptFileException(path, -1, "holds what no index can: " + e.getMessage());
    }
  }

  static IvfIndex.Parts over(Vectors vectors, Tensors columns, Path path) throws IOException {
    try {
      var file = new IvfFile(path, columns);
      file.checkKind();
      file.check(vectors.metric().shortName().equals(file.text("metric")), "has the metric %s, the vectors have %s", file.text("metric"), vectors.metric().shortName());
      file.check(vectorsBy(true, 0).equals(file.text("vectorsBy")) && file.number("codeLength") > 0, "has no codes: its vectors are not those of another file");
      return file.read(vectors.metric(), vectors.dimension(), vectors.labels(), cells -> new Rows.Floats(vectors, cells, true));
    } catch (IllegalArgumentException e) {
      throw new CorruptFileException(path, -1, "holds what no index can: " + e.getMessage());
    }
  }

  private void checkKind() throws CorruptFileException {
    String kind = tensors.metadata().get("kind");
    check(KIND.equals(kind), "is no inverted file: its metadata says kind '%s'", kind);
  }

  /** What an index compares, once its cells are known. */
  @FunctionalInterface
  private interface RowsOf {
    Rows cells(Cells cells) throws CorruptFileException;
  }

  private IvfIndex.Parts read(Metric metric, int dimension, Labels labels, RowsOf rowsOf) throws CorruptFileException {
    var centroids = matrix("centroids");
    check(centroids.columns() == dimension, "has centroids of %d values for vectors of %d", centroids.columns(), dimension);
    int rows = labels.size();
    int[] starts = tensors.ints("starts").toArray();
    check(starts.length == centroids.rows() + 1 && starts[0] == 0 && starts[starts.length - 1] == rows, "has %d starts of cells, must be %d from 0 to %d", starts.length, centroids.rows() + 1, rows);
    for (int c = 1; c < starts.length; c++) {
      check(starts[c] >= starts[c - 1], "begins cell %d at row %d, before the one in front of it", c, starts[c]);
    }
    int[] order = tensors.ints("order").toArray();
    var met = new BitSet(rows);
    check(order.length == rows, "has %d row numbers for %d rows", order.length, rows);
    for (int row : order) {
      if (row < 0 || row >= rows || met.get(row)) {
        throw corrupt("names row %d twice or beyond %d rows", row, rows);
      }
      met.set(row);
    }
    float[] mean = tensors.floats("mean").toArray();
    check(mean.length == dimension, "has a mean of %d values for vectors of %d", mean.length, dimension);
    var cells = new Cells(metric, centroids, mean, starts, order);
    int codeLength = number("codeLength");
    var config = new IvfConfig(centroids.rows(), number("nprobe"), codeLength, Double.parseDouble(text("alongWeight")), number("rerank"), bits());
    return new IvfIndex.Parts(labels, cells, rowsOf.cells(cells), codeLength == 0 ? Optional.empty() : Optional.of(codes(metric, cells, dimension, config)), config);
  }

  private int bits() throws CorruptFileException {
    return tensors.metadata().containsKey("bits") ? number("bits") : 0;
  }

  private Rows coded(Metric metric, Cells cells, int bits) throws CorruptFileException {
    var norms = metric == Metric.L2 ? tensors.floats("norms") : FloatColumn.allocate(0);
    check(norms.size() == (metric == Metric.L2 ? cells.size() : 0), "has %d norms for %d rows", norms.size(), cells.size());
    checkFinite("norm", norms);
    return new Rows.Coded(metric, cells, bits, PlaneCodes.of(tensors.bytes("planes"), cells.size(), cells.centroids().columns(), bits), norms);
  }

  private CodedCells codes(Metric metric, Cells cells, int dimension, IvfConfig config) throws CorruptFileException {
    check(CODES_BY.equals(tensors.metadata().get("codesBy")), "has its codes in blocks of another size than 64 rows, as versions before wrote them; build it again");
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
    checkFinite("bias", biases);
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

  private void checkFinite(String what, FloatColumn values) throws CorruptFileException {
    for (long position = 0; position < values.size(); position++) {
      if (!Float.isFinite(values.get(position))) {
        throw corrupt("has the %s %s, must be finite", what, values.get(position));
      }
    }
  }

  private void check(boolean holds, String reason, Object... values) throws CorruptFileException {
    if (!holds) {
      throw corrupt(reason, values);
    }
  }

  private CorruptFileException corrupt(String reason, Object... values) {
    return new CorruptFileException(path, -1, String.format(java.util.Locale.ROOT, reason, values));
  }
}
