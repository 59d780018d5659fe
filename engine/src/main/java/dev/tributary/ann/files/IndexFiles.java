package dev.tributary.ann.files;

import static dev.tributary.math.Require.require;

import dev.tributary.ann.Metric;
import dev.tributary.ann.VectorIndex;
import dev.tributary.ann.flat.FlatIndex;
import dev.tributary.ann.hnsw.HnswIndex;
import dev.tributary.ann.ivf.IvfIndex;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads and writes indexes, each kind in a format of the field: an exact index and an inverted file as safetensors, an HNSW index as hnswlib's
 * {@code .bin}; the first two also as Faiss writes them; Annoy's are read. What a file is, is told from its content.
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
    if (FaissFile.matches(file) || FlatFile.matches(file)) {
      var index = FaissFile.matches(file) ? FaissFile.read(file) : IvfIndex.isIn(path) ? IvfIndex.open(path) : FlatFile.read(path);
      require(metric.isEmpty() || metric.orElseThrow() == index.metric(), "%s has the metric %s", path.getFileName(), index.metric().shortName());
      return index;
    }
    throw file.corrupt(-1, "is no index of a known format: hnswlib .bin, Faiss, or safetensors of an exact index or an inverted file; Annoy's files do not say what they are");
  }

  /**
   * Opens the vectors of an Annoy index, searched exactly: its file says neither metric nor dimension.
   *
   * @param metric {@link Metric#COSINE} for what Annoy calls angular
   * @throws dev.tributary.model.CorruptFileException when it is damaged, cut short, or of another metric or dimension where that shows
   */
  public static FlatIndex openAnnoy(Path path, Metric metric, int dimension) throws IOException {
    require(dimension >= 1 && dimension <= 1 << 20, "dimension is %d, allowed 1..%d", dimension, 1 << 20);
    return AnnoyFile.read(MappedFile.open(path), metric, dimension);
  }

  /**
   * Writes an index beside, syncs and renames; a file of that name is replaced. Where the name ends in {@code .faiss}, an exact index and an
   * inverted file, this one without its codes, are written as Faiss reads them; under cosine as inner products of unit vectors.
   */
  public static void write(VectorIndex index, Path path) throws IOException {
    boolean faiss = path.getFileName().toString().endsWith(".faiss");
    switch (index) {
      case FlatIndex flat when faiss -> FaissFile.write(flat, path);
      case IvfIndex cells when faiss -> FaissFile.write(cells, path);
      case IvfIndex cells -> cells.write(path);
      case FlatIndex flat -> FlatFile.write(flat, path);
      case HnswIndex hnsw -> HnswlibFile.write(hnsw, path);
      default -> throw new IllegalArgumentException("there is no file format for a " + index.getClass().getSimpleName());
    }
  }
}
