package dev.tributary.ann.files;

import dev.tributary.ann.Labels;
import dev.tributary.ann.Metric;
import dev.tributary.ann.Vectors;
import dev.tributary.ann.flat.FlatIndex;
import dev.tributary.math.LongColumn;
import dev.tributary.math.Matrix;
import dev.tributary.model.CorruptFileException;
import dev.tributary.model.Tensors;
import java.io.IOException;
import java.nio.file.Path;

/**
 * An exact index as safetensors: {@code vectors} (float32, rows × dimension), {@code labels} (int64) unless they are the row numbers, and the
 * metric in the metadata {@code metric}. Opened by mapping.
 */
final class FlatFile {
  private static final String VECTORS = "vectors";
  private static final String LABELS = "labels";
  private static final String METRIC = "metric";

  private FlatFile() {}

  /** Whether a file begins like safetensors. */
  static boolean matches(MappedFile file) throws CorruptFileException {
    return file.size() >= 10 && file.byteAt(8) == '{';
  }

  static FlatIndex read(Path path) throws IOException {
    var tensors = Tensors.open(path);
    var shape = tensors.shape(VECTORS);
    if (shape.size() != 2 || shape.get(0) > Integer.MAX_VALUE || shape.get(1) < 1 || shape.get(1) > Integer.MAX_VALUE) {
      throw new CorruptFileException(path, -1, "'vectors' has shape " + shape + ", must be rows × dimension");
    }
    String metric = tensors.metadata().getOrDefault(METRIC, "");
    if (metric.isEmpty()) {
      throw new CorruptFileException(path, -1, "holds vectors but is no index: its metadata names no metric; build one from it");
    }
    int rows = Math.toIntExact(shape.get(0));
    var values = Matrix.of(rows, Math.toIntExact(shape.get(1)), tensors.floats(VECTORS));
    try {
      var labels = tensors.names().contains(LABELS) ? Labels.of(tensors.longs(LABELS)) : Labels.rows(rows);
      return FlatIndex.of(Vectors.of(Metric.named(metric), values, labels));
    } catch (IllegalArgumentException e) { // an unknown metric, NaN, or one label twice
      throw new CorruptFileException(path, -1, "holds what no index can: " + e.getMessage());
    }
  }

  static void write(FlatIndex index, Path path) throws IOException {
    var columns = Tensors.builder().metadata(METRIC, index.metric().shortName());
    columns.floats(VECTORS, index.vectors().values().values(), index.dimension());
    if (!index.labels().areRowNumbers()) {
      var labels = LongColumn.allocate(index.labels().size());
      for (int row = 0; row < index.labels().size(); row++) {
        labels.set(row, index.labels().label(row));
      }
      columns.longs(LABELS, labels);
    }
    columns.build().write(path);
  }
}
