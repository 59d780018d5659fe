package dev.tributary.ann.files;

import static dev.tributary.math.Require.require;

import dev.tributary.ann.Metric;
import dev.tributary.ann.VectorIndex;
import dev.tributary.ann.flat.FlatIndex;
import dev.tributary.ann.hnsw.HnswIndex;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads and writes indexes, each kind in a format of the field: an exact index as safetensors, an HNSW index as hnswlib's {@code .bin}.
 * What a file is, is told from its content.
 */
public final class IndexFiles {
  private IndexFiles() {}

  /**
   * Opens an index.
   *
   * @param metric what the file may not say: hnswlib's does not; where it says another one, that is refused
   * @throws dev.tributary.model.CorruptFileException when it is damaged, cut short or of no format known
   * @throws IllegalArgumentException when the metric is missing or is not that of the file
   */
  public static VectorIndex open(Path path, Optional<Metric> metric) throws IOException {
    var file = MappedFile.open(path);
    if (HnswlibFile.matches(file)) {
      require(metric.isPresent(), "%s is an index of hnswlib, which does not say its metric; give it: l2, ip or cosine", path.getFileName());
      return HnswlibFile.read(file, metric.orElseThrow());
    }
    if (FlatFile.matches(file)) {
      var index = FlatFile.read(path);
      require(metric.isEmpty() || metric.orElseThrow() == index.metric(), "%s has the metric %s", path.getFileName(), index.metric().shortName());
      return index;
    }
    throw file.corrupt(-1, "is no index of a known format: hnswlib .bin, or safetensors of an exact index");
  }

  /** Writes an index beside, syncs and renames; a file of that name is replaced. */
  public static void write(VectorIndex index, Path path) throws IOException {
    switch (index) {
      case FlatIndex flat -> FlatFile.write(flat, path);
      case HnswIndex hnsw -> HnswlibFile.write(hnsw, path);
      default -> throw new IllegalArgumentException("there is no file format for a " + index.getClass().getSimpleName());
    }
  }
}
