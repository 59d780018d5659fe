package dev.tributary.ann.files;

import dev.tributary.ann.Labels;
import dev.tributary.ann.Metric;
import dev.tributary.ann.Vectors;
import dev.tributary.ann.hnsw.HnswConfig;
import dev.tributary.ann.hnsw.HnswGraph;
import dev.tributary.ann.hnsw.HnswIndex;
import dev.tributary.math.Matrix;
import dev.tributary.model.CorruptFileException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;

/**
 * The file of hnswlib's {@code save_index}. It does not say its metric; under cosine it holds vectors of unit length. Byte by byte, all
 * little-endian, n vectors of d floats:
 *
 * <pre>
 * 0     int64    0
 * 8     int64    room for how many vectors, n or more
 * 16    int64    n
 * 24    int64    bytes of one element of the lowest layer: 4 + 8M + 4d + 8
 * 32    int64    where in it the label lies: 4 + 8M + 4d
 * 40    int64    where in it the vector lies: 4 + 8M
 * 48    int32    highest layer, −1 when n is 0
 * 52    int32    row where searches begin, −1 when n is 0
 * 56    int64    most links in upper layers: M
 * 64    int64    most links in the lowest layer: 2M
 * 72    int64    M
 * 80    double   1 / ln M
 * 88    int64    efConstruction
 * 96    n elements: { uint16 number of links, uint8 1 when deleted, uint8 0, 2M × int32 links, d × float, int64 label }
 * then  n lists:  int32 bytes that follow: level × (4 + 4M); for each layer from 1: { uint16 number of links, uint16 0, M × int32 links }
 * </pre>
 */
final class HnswlibFile {
  private static final int HEADER = 96;
  private static final int DELETED = 2; // byte of an element

  private final MappedFile file;
  private final int rows;
  private final int m;
  private final int dimension;
  private final long element;

  private HnswlibFile(MappedFile file) throws CorruptFileException {
    this.file = file;
    file.check(file.size() >= HEADER, -1, "holds %d bytes, too few for an hnswlib index", file.size());
    long count = file.longAt(16);
    long linksOfUpper = file.longAt(56);
    element = file.longAt(24);
    long label = file.longAt(32);
    long vector = file.longAt(40);
    file.check(file.longAt(0) == 0, 0, "is no hnswlib index: the lowest layer begins at %d, must be 0", file.longAt(0));
    file.check(count >= 0 && count <= Integer.MAX_VALUE, 16, "names %d vectors, allowed 0..%d", count, Integer.MAX_VALUE);
    file.check(file.longAt(8) >= count, 8, "has room for %d vectors but names %d", file.longAt(8), count);
    file.check(linksOfUpper >= 1 && linksOfUpper <= 1 << 16, 56, "has %d links in upper layers, allowed 1..65536", linksOfUpper);
    file.check(file.longAt(64) == 2 * linksOfUpper, 64, "has %d links in the lowest layer, must be twice the %d of the others", file.longAt(64), linksOfUpper);
    file.check(vector == 4 + 8 * linksOfUpper, 40, "has vectors at %d of an element, must be %d", vector, 4 + 8 * linksOfUpper);
    file.check(label > vector && label - vector <= 1 << 26 && (label - vector) % 4 == 0, 32, "has labels at %d of an element and vectors at %d, no whole number of floats between", label, vector);
    file.check(element == label + 8, 24, "has elements of %d bytes, must be %d", element, label + 8);
    file.check(count <= (file.size() - HEADER) / (element + 4), 16, "names %d vectors of %d bytes, too many for a file of %d", count, element + 4, file.size());
    rows = (int) count;
    m = (int) linksOfUpper;
    dimension = (int) ((label - vector) / 4);
  }

  /** Whether a file begins like an index of hnswlib. */
  static boolean matches(MappedFile file) throws CorruptFileException {
    return file.size() >= HEADER
        && file.longAt(0) == 0
        && file.longAt(64) == 2 * file.longAt(56)
        && file.longAt(40) == 4 + 4 * file.longAt(64)
        && file.longAt(24) == file.longAt(32) + 8;
  }

  /**
   * Reads an index; its ef is that of {@link HnswConfig#DEFAULT}.
   *
   * @throws CorruptFileException when it is damaged, cut short or of another format
   */
  static HnswIndex read(MappedFile file, Metric metric) throws CorruptFileException {
    return new HnswlibFile(file).read(metric);
  }

  private HnswIndex read(Metric metric) throws CorruptFileException {
    var graph = graph();
    var values = Matrix.zeros(rows, dimension);
    var labels = new long[rows];
    var deleted = new BitSet();
    var vector = new float[dimension];
    for (int row = 0; row < rows; row++) {
      long at = HEADER + row * element;
      file.floatsAt(at + 4 + 8L * m, vector);
      values.setRow(row, vector);
      labels[row] = file.longAt(at + element - 8);
      deleted.set(row, (file.byteAt(at + DELETED) & 1) != 0);
    }
    try {
      return HnswIndex.of(Vectors.of(metric, values, Labels.of(labels)), graph, deleted, HnswConfig.DEFAULT.ef());
    } catch (IllegalArgumentException e) { // NaN, or one label twice
      throw file.corrupt(-1, "holds what no index can: %s", e.getMessage());
    }
  }

  private HnswGraph graph() throws CorruptFileException {
    var levels = new byte[rows];
    var upper = new long[rows];
    long at = HEADER + rows * element;
    long list = 4 + 4L * m;
    for (int row = 0; row < rows; row++) {
      long bytes = file.intAt(at);
      file.check(bytes >= 0 && bytes % list == 0 && bytes / list <= 63, at, "has %d bytes of upper links for row %d, must be 0..63 times %d", bytes, row, list);
      levels[row] = (byte) (bytes / list);
      upper[row] = at + 4;
      at += 4 + bytes;
      file.check(at <= file.size(), file.size(), "ends within the upper links of row %d", row);
    }
    file.check(at == file.size(), at, "goes on where it should end");
    var graph = new HnswGraph(m, levels);
    if (rows > 0) {
      int entry = file.intAt(52);
      file.check(entry >= 0 && entry < rows, 52, "begins its searches at row %d of %d", entry, rows);
      file.check(levels[entry] == file.intAt(48), 48, "has %d as its highest layer, but row %d, where searches begin, has level %d", file.intAt(48), entry, levels[entry]);
      graph.enterAt(entry);
    }
    var links = new int[2 * m];
    for (int row = 0; row < rows; row++) {
      for (int level = 0; level <= levels[row]; level++) {
        copyLinks(graph, row, level, level == 0 ? HEADER + row * element : upper[row] + (level - 1) * list, links);
      }
    }
    return graph;
  }

  private void copyLinks(HnswGraph graph, int row, int level, long at, int[] links) throws CorruptFileException {
    int count = file.intAt(at) & 0xFFFF;
    file.check(count <= graph.capacity(level), at, "has %d links of row %d in layer %d, allowed %d", count, row, level, graph.capacity(level));
    file.intsAt(at + 4, links, count);
    for (int n = 0; n < count; n++) {
      int link = links[n];
      file.check(link >= 0 && link < rows, at + 4 + 4L * n, "links row %d to row %d of %d", row, link, rows);
      file.check(graph.level(link) >= level, at + 4 + 4L * n, "links row %d in layer %d to row %d, which is not in it", row, level, link);
    }
    graph.setLinks(row, level, links, count);
  }

  /** Writes an index; hnswlib's {@code load_index} opens it. Its efConstruction, which only later inserts use, is the default one. */
  static void write(HnswIndex index, Path path) throws IOException {
    var graph = index.graph();
    int rows = graph.rows();
    long vector = 4 + 8L * graph.m();
    long label = vector + 4L * index.dimension();
    NewFile.write(
        path,
        file -> {
          file.putLong(0);
          file.putLong(rows);
          file.putLong(rows);
          file.putLong(label + 8);
          file.putLong(label);
          file.putLong(vector);
          file.putInt(rows == 0 ? -1 : graph.level(graph.entry()));
          file.putInt(graph.entry());
          file.putLong(graph.m());
          file.putLong(2L * graph.m());
          file.putLong(graph.m());
          file.putDouble(1 / Math.log(graph.m()));
          file.putLong(HnswConfig.DEFAULT.efConstruction());
          var values = new float[index.dimension()];
          for (int row = 0; row < rows; row++) {
            putLinks(file, graph, row, 0, index.isDeleted(row) ? 1 << 16 : 0);
            index.vectors().copyRow(row, values);
            file.putFloats(values);
            file.putLong(index.labels().label(row));
          }
          for (int row = 0; row < rows; row++) {
            file.putInt(graph.level(row) * (4 + 4 * graph.m()));
            for (int level = 1; level <= graph.level(row); level++) {
              putLinks(file, graph, row, level, 0);
            }
          }
        });
  }

  private static void putLinks(NewFile file, HnswGraph graph, int row, int level, int mark) throws IOException {
    var links = new int[graph.capacity(level)];
    int count = graph.links(row, level, links);
    file.putInt(count | mark);
    for (int n = 0; n < links.length; n++) {
      file.putInt(n < count ? links[n] : 0);
    }
  }
}
