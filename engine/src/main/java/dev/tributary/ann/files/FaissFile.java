package dev.tributary.ann.files;

import dev.tributary.ann.Labels;
import dev.tributary.ann.Metric;
import dev.tributary.ann.VectorIndex;
import dev.tributary.ann.Vectors;
import dev.tributary.ann.flat.FlatIndex;
import dev.tributary.ann.hnsw.HnswConfig;
import dev.tributary.ann.hnsw.HnswGraph;
import dev.tributary.ann.hnsw.HnswIndex;
import dev.tributary.ann.ivf.IvfConfig;
import dev.tributary.ann.ivf.IvfIndex;
import dev.tributary.math.Matrix;
import dev.tributary.model.CorruptFileException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;

/**
 * The file of Faiss's {@code write_index}, read for the kinds below and written as Flat, IDMap over Flat, or IVFFlat. All little-endian; a
 * list is an int64 count and its elements.
 *
 * <pre>
 * index      4 letters that name the kind, int32 d, int64 n, 2 × int64 unused, uint8 trained, int32 metric (0 inner product, 1 L2)
 * IxFI IxF2 IxFl   index, list of float (n × d)
 * IxPq       index, quantiser, list of uint8 (n codes), int32, uint8, int32
 * IxSQ       index, scalar, list of uint8 (n codes)
 * IwFl       inverted, lists (codes are d floats)
 * IwPQ       inverted, uint8 residual, int64 code bytes, quantiser, lists
 * IwSq       inverted, scalar, int64 code bytes, uint8 residual, lists
 * IHNf       index, graph, storage (an index)
 * IxMp IxM2  index, index, list of int64 (the label of each row)
 *
 * inverted   index, int64 cells, int64 probes, centroids (an index), uint8 kind of direct map, list of int64, for kind 2 a list of 2 × int64
 * lists      "il00", or "ilar", int64 cells, int64 code bytes, "full" and a list of int64 (rows of each cell) or "sprs" and a list of int64
 *            (pairs of cell and rows); then for each cell its codes and its labels as int64
 * quantiser  int64 d, int64 pieces, int64 bits of a piece, list of float (pieces × 2^bits × d / pieces)
 * scalar     int32 kind (0 uint8 by dimension, 2 uint8 in one range, 4 float16), int32, float, int64 d, int64 code bytes,
 *            list of float (least values, ranges)
 * graph      list of double, list of int32 (room for links below each layer), list of int32 (layers of each row), list of int64 (where its
 *            links begin, and their end), list of int32 (links, −1 for none), int32 entry, int32 highest layer, 3 × int32 unused here
 * </pre>
 *
 * <p>Codes are decoded: what they stand for is searched, so that answers are those of Faiss, and memory is that of floats. Faiss keeps one
 * probe when nobody chose a number; such an index gets the probes of {@link IvfConfig#DEFAULT}.
 */
final class FaissFile {
  private static final Map<String, String> REFUSED =
      Map.of(
          "IxPT", "a pre-transform (IndexPreTransform); apply the transform to the vectors and index the result",
          "IxPf", "IndexPQFastScan",
          "IwPf", "IndexIVFPQFastScan",
          "IxRF", "a refined index (IndexRefineFlat)",
          "IHNs", "IndexHNSWSQ",
          "IHNp", "IndexHNSWPQ",
          "IxHe", "IndexLSH",
          "INSf", "IndexNSGFlat",
          "IBxF", "a binary index");
  private static final int DEPTH = 4; // of indexes inside indexes: more is a cycle or an attack

  /**
   * What an index holds.
   *
   * @param ids the label of each row
   */
  private record Content(Metric metric, Matrix values, long[] ids, Kind kind) {}

  private sealed interface Kind {
    record Flat() implements Kind {}

    record Cells(Matrix centroids, int[] cells, int probes) implements Kind {}

    record Graph(HnswGraph graph, int ef) implements Kind {}
  }

  private record Header(int dimension, int rows, Metric metric) {}

  private final MappedFile file;
  private long at;

  private FaissFile(MappedFile file) {
    this.file = file;
  }

  /** Whether a file begins with the name of one of Faiss's kinds. */
  static boolean matches(MappedFile file) throws CorruptFileException {
    if (file.size() < 4) {
      return false;
    }
    String kind = new String(file.bytesAt(0, 4), StandardCharsets.ISO_8859_1);
    return kind.matches("I[xwHNSB2v][A-Za-z0-9][A-Za-z0-9]");
  }

  /**
   * Reads an index.
   *
   * @throws CorruptFileException when it is damaged, cut short or of a kind that is not read
   */
  static VectorIndex read(MappedFile file) throws CorruptFileException {
    var reader = new FaissFile(file);
    var content = reader.index(0);
    file.check(reader.at == file.size(), reader.at, "goes on where it should end");
    try {
      var vectors = Vectors.of(content.metric, content.values, Labels.of(content.ids));
      return switch (content.kind) {
        case Kind.Flat() -> FlatIndex.of(vectors);
        case Kind.Cells(var centroids, var cells, int probes) -> IvfIndex.of(vectors, centroids, cells, probes);
        case Kind.Graph(var graph, int ef) -> HnswIndex.of(vectors, graph, new BitSet(), ef);
      };
    } catch (IllegalArgumentException e) { // NaN, or one label twice
      throw file.corrupt(-1, "holds what no index can: %s", e.getMessage());
    }
  }

  private Content index(int depth) throws CorruptFileException {
    long start = at;
    file.check(depth < DEPTH, start, "holds indexes inside indexes, more than %d deep", DEPTH);
    String kind = letters();
    return switch (kind) {
      case "IxF2", "IxFI", "IxFl" -> flat();
      case "IxPq" -> pieces();
      case "IxSQ" -> scalars();
      case "IwFl" -> inverted(depth, InvertedKind.FLAT);
      case "IwPQ" -> inverted(depth, InvertedKind.PIECES);
      case "IwSq" -> inverted(depth, InvertedKind.SCALARS);
      case "IHNf" -> graph(depth);
      case "IxMp", "IxM2" -> named(depth);
      default -> throw file.corrupt(start, "is a Faiss index of kind %s, which is not read%s; read are Flat, PQ and SQ, alone or in an IVF, HNSWFlat and IDMap of them",
          printable(kind), REFUSED.containsKey(kind) ? ": " + REFUSED.get(kind) : "");
    };
  }

  private static String printable(String letters) {
    return "'" + letters.replaceAll("[^ -~]", "?") + "'";
  }

  private Header header() throws CorruptFileException {
    int dimension = int32();
    file.check(dimension >= 1 && dimension <= 1 << 20, at - 4, "has vectors of %d values, allowed 1..%d", dimension, 1 << 20);
    long rows = int64();
    file.check(rows >= 0 && rows <= Integer.MAX_VALUE, at - 8, "names %d vectors, allowed 0..%d", rows, Integer.MAX_VALUE);
    skip(16);
    file.check(uint8() == 1, at - 1, "is not trained");
    int metric = int32();
    file.check(metric == 0 || metric == 1, at - 4, "has the metric %d, only 0 (inner product) and 1 (L2) are read", metric);
    return new Header(dimension, (int) rows, metric == 0 ? Metric.INNER_PRODUCT : Metric.L2);
  }

  private Content flat() throws CorruptFileException {
    var header = header();
    long count = count(4);
    file.check(count == (long) header.rows * header.dimension, at - 8, "has %d floats for %d vectors of %d", count, header.rows, header.dimension);
    return content(header, new RowCode.Floats(header.dimension), new Kind.Flat());
  }

  private Content pieces() throws CorruptFileException {
    var header = header();
    var code = productCode(header.dimension);
    checkCodes(header, code);
    var content = content(header, code, new Kind.Flat());
    skip(9);
    return content;
  }

  private Content scalars() throws CorruptFileException {
    var header = header();
    var code = scalarCode(header.dimension);
    checkCodes(header, code);
    return content(header, code, new Kind.Flat());
  }

  private void checkCodes(Header header, RowCode code) throws CorruptFileException {
    long count = count(1);
    file.check(count == (long) header.rows * code.bytes(), at - 8, "has %d bytes of codes for %d vectors of %d", count, header.rows, code.bytes());
  }

  /** Decodes rows that lie one after another. */
  private Content content(Header header, RowCode code, Kind kind) throws CorruptFileException {
    var part = file.part(at, (long) header.rows * code.bytes());
    at += part.byteSize();
    var values = Matrix.zeros(header.rows, header.dimension);
    var row = new float[header.dimension];
    var ids = new long[header.rows];
    for (int n = 0; n < header.rows; n++) {
      code.decode(part, (long) n * code.bytes(), row);
      values.setRow(n, row);
      ids[n] = n;
    }
    return new Content(header.metric, values, ids, kind);
  }

  private RowCode productCode(int dimension) throws CorruptFileException {
    long d = int64();
    long pieces = int64();
    long bits = int64();
    file.check(d == dimension, at - 24, "quantises vectors of %d values, has vectors of %d", d, dimension);
    file.check(pieces >= 1 && pieces <= d && d % pieces == 0, at - 16, "cuts vectors of %d values into %d pieces", d, pieces);
    file.check(bits >= 1 && bits <= 16, at - 8, "has codes of %d bits, allowed 1..16", bits);
    long count = count(4);
    file.check(count == d << bits, at - 8, "has %d values for codes of %d bits, must be %d", count, bits, d << bits);
    return new RowCode.Pieces((int) pieces, (int) bits, floats(count));
  }

  private RowCode scalarCode(int dimension) throws CorruptFileException {
    int kind = int32();
    skip(8);
    long d = int64();
    long bytes = int64();
    long start = at;
    var trained = floats(count(4));
    file.check(d == dimension, start - 16, "quantises vectors of %d values, has vectors of %d", d, dimension);
    var code =
        switch (kind) {
          case 0 -> new RowCode.Bytes(part(trained, 0, dimension, start), part(trained, dimension, dimension, start));
          case 2 -> new RowCode.Bytes(same(part(trained, 0, 1, start)[0], dimension), same(part(trained, 1, 1, start)[0], dimension));
          case 4 -> new RowCode.Halves(dimension);
          default -> throw file.corrupt(start - 28, "has a scalar quantiser of kind %d, only 0 and 2 (uint8) and 4 (float16) are read", kind);
        };
    file.check(bytes == code.bytes(), start - 8, "has codes of %d bytes, must be %d", bytes, code.bytes());
    return code;
  }

  private float[] part(float[] trained, int from, int count, long start) throws CorruptFileException {
    file.check(trained.length >= from + count, start, "has %d trained values, too few", trained.length);
    return Arrays.copyOfRange(trained, from, from + count);
  }

  private static float[] same(float value, int count) {
    var values = new float[count];
    Arrays.fill(values, value);
    return values;
  }

  private enum InvertedKind {
    FLAT,
    PIECES,
    SCALARS
  }

  private Content inverted(int depth, InvertedKind kind) throws CorruptFileException {
    var header = header();
    long start = at;
    long cells = int64();
    long probes = int64();
    var centroids = index(depth + 1).values;
    file.check(cells == centroids.rows() && cells >= 1, start, "has %d cells but %d centroids", cells, centroids.rows());
    file.check(centroids.columns() == header.dimension, start, "has centroids of %d values for vectors of %d", centroids.columns(), header.dimension);
    file.check(probes >= 1, start + 8, "looks into %d cells, must be 1 or more", probes);
    directMap();
    RowCode code;
    boolean residual = false;
    switch (kind) {
      case FLAT -> code = new RowCode.Floats(header.dimension);
      case PIECES -> {
        residual = flag();
        long bytes = int64();
        code = productCode(header.dimension);
        file.check(bytes == code.bytes(), -1, "has codes of %d bytes, must be %d", bytes, code.bytes());
      }
      case SCALARS -> {
        code = scalarCode(header.dimension);
        long bytes = int64();
        file.check(bytes == code.bytes(), at - 8, "has codes of %d bytes, must be %d", bytes, code.bytes());
        residual = flag();
      }
      default -> throw new AssertionError(kind);
    }
    int chosen = probes == 1 ? IvfConfig.DEFAULT.nprobe() : (int) Math.min(probes, 1_000_000);
    return lists(header, code, residual, centroids, chosen);
  }

  private boolean flag() throws CorruptFileException {
    int flag = uint8();
    file.check(flag <= 1, at - 1, "has %d where 0 or 1 is expected", flag);
    return flag == 1;
  }

  /** Where each label lies: not needed here. */
  private void directMap() throws CorruptFileException {
    int kind = uint8();
    file.check(kind <= 2, at - 1, "has a direct map of kind %d, allowed 0..2", kind);
    skip(8 * count(8));
    if (kind == 2) {
      skip(16 * count(16));
    }
  }

  private Content lists(Header header, RowCode code, boolean residual, Matrix centroids, int probes) throws CorruptFileException {
    int[] sizes = sizes(centroids.rows(), code);
    long rows = Arrays.stream(sizes).asLongStream().sum();
    file.check(rows == header.rows, at, "names %d vectors but has %d in its cells", header.rows, rows);
    file.check(rows * (code.bytes() + 8L) <= file.size() - at, at, "has %d bytes left for %d vectors of %d", file.size() - at, rows, code.bytes() + 8);
    var values = Matrix.zeros(header.rows, header.dimension);
    var ids = new long[header.rows];
    var cells = new int[header.rows];
    var row = new float[header.dimension];
    var centroid = new float[header.dimension];
    for (int cell = 0, n = 0; cell < sizes.length; cell++) {
      centroids.copyRow(cell, centroid);
      var part = file.part(at, (long) sizes[cell] * code.bytes());
      at += part.byteSize();
      for (int i = 0; i < sizes[cell]; i++, n++) {
        code.decode(part, (long) i * code.bytes(), row);
        for (int v = 0; v < row.length && residual; v++) {
          row[v] += centroid[v];
        }
        values.setRow(n, row);
        ids[n] = int64At(at + 8L * i);
        cells[n] = cell;
      }
      at += 8L * sizes[cell];
    }
    return new Content(header.metric, values, ids, new Kind.Cells(centroids, cells, probes));
  }

  private int[] sizes(int cells, RowCode code) throws CorruptFileException {
    long start = at;
    String kind = letters();
    var sizes = new int[cells];
    if (kind.equals("il00")) {
      return sizes;
    }
    file.check(kind.equals("ilar"), start, "keeps its cells as %s, only in the file itself (ilar) is read", printable(kind));
    long count = int64();
    file.check(count == cells, at - 8, "has %d lists for %d cells", count, cells);
    long bytes = int64();
    file.check(bytes == code.bytes(), at - 8, "has codes of %d bytes in its cells, must be %d", bytes, code.bytes());
    String form = letters();
    file.check(form.equals("full") || form.equals("sprs"), at - 4, "has lists of the form %s, must be full or sprs", printable(form));
    boolean full = form.equals("full");
    long entries = count(8);
    file.check(full ? entries == cells : entries % 2 == 0, at - 8, "has %d sizes for %d cells", entries, cells);
    for (long n = 0; n < entries; n++) {
      long cell = full ? n : int64();
      file.check(cell >= 0 && cell < cells, at - 8, "names cell %d of %d", cell, cells);
      n += full ? 0 : 1;
      long size = int64();
      file.check(size >= 0 && size <= file.size() / (bytes + 8), at - 8, "has %d vectors in cell %d, too many for a file of %d bytes", size, cell, file.size());
      sizes[(int) cell] = (int) size;
    }
    return sizes;
  }

  private Content graph(int depth) throws CorruptFileException {
    var header = header();
    long start = at;
    skip(8 * count(8)); // chances of the layers: only for inserts
    int[] room = ints();
    int[] layers = ints();
    long[] begins = longs();
    int[] links = ints();
    int entry = int32();
    int highest = int32();
    skip(4);
    int ef = int32();
    skip(4);
    var storage = index(depth + 1);
    file.check(storage.values.rows() == header.rows && storage.values.columns() == header.dimension, start, "has a graph of %d rows over %d vectors", header.rows, storage.values.rows());
    file.check(layers.length == header.rows && begins.length == header.rows + 1, start, "has %d layers and %d places of links for %d vectors", layers.length, begins.length, header.rows);
    file.check(room.length >= 2 && room[0] == 0 && room[1] >= 2 && room[1] % 2 == 0, start, "has no room for links");
    int m = room[1] / 2;
    var levels = new byte[header.rows];
    for (int row = 0; row < levels.length; row++) {
      file.check(layers[row] >= 1 && layers[row] <= 63 && layers[row] < room.length, start, "has row %d in %d layers, allowed 1..63", row, layers[row]);
      file.check(begins[row] >= 0 && begins[row] <= links.length - (long) room[layers[row]], start, "has the links of row %d at %d of %d", row, begins[row], links.length);
      levels[row] = (byte) (layers[row] - 1);
    }
    for (int layer = 1; layer < room.length; layer++) {
      file.check(room[layer] == (layer + 1) * (long) m, start, "has room for %d links below layer %d, must be %d", room[layer], layer, (layer + 1) * (long) m);
    }
    var graph = new HnswGraph(m, levels);
    if (header.rows > 0) {
      file.check(entry >= 0 && entry < header.rows && levels[entry] == highest, start, "begins its searches at row %d in layer %d", entry, highest);
      graph.enterAt(entry);
    }
    for (int row = 0; row < levels.length; row++) {
      for (int level = 0; level <= levels[row]; level++) {
        setLinks(graph, row, level, Arrays.copyOfRange(links, (int) begins[row] + room[level], (int) begins[row] + room[level + 1]), start);
      }
    }
    return new Content(header.metric, storage.values, storage.ids, new Kind.Graph(graph, Math.max(ef, HnswConfig.DEFAULT.ef())));
  }

  private void setLinks(HnswGraph graph, int row, int level, int[] links, long start) throws CorruptFileException {
    int count = 0;
    for (int link : links) {
      if (link == -1) {
        break;
      }
      file.check(link >= 0 && link < graph.rows(), start, "links row %d to row %d of %d", row, link, graph.rows());
      file.check(graph.level(link) >= level, start, "links row %d in layer %d to row %d, which is not in it", row, level, link);
      count++;
    }
    graph.setLinks(row, level, links, count);
  }

  private Content named(int depth) throws CorruptFileException {
    var header = header();
    var inner = index(depth + 1);
    long[] names = longs();
    file.check(names.length == inner.ids.length && names.length == header.rows, at, "has %d labels for %d vectors", names.length, inner.ids.length);
    var ids = new long[names.length];
    for (int row = 0; row < ids.length; row++) {
      long id = inner.ids[row];
      file.check(id >= 0 && id < names.length, at, "has row number %d of %d", id, names.length);
      ids[row] = names[(int) id];
    }
    return new Content(inner.metric, inner.values, ids, inner.kind);
  }

  // what stands at the place that is read, which moves on

  private String letters() throws CorruptFileException {
    var letters = new String(file.bytesAt(at, 4), StandardCharsets.ISO_8859_1);
    at += 4;
    return letters;
  }

  private int uint8() throws CorruptFileException {
    return file.byteAt(at++) & 0xFF;
  }

  private int int32() throws CorruptFileException {
    at += 4;
    return file.intAt(at - 4);
  }

  private long int64() throws CorruptFileException {
    at += 8;
    return file.longAt(at - 8);
  }

  private long int64At(long place) throws CorruptFileException {
    return file.longAt(place);
  }

  private void skip(long bytes) throws CorruptFileException {
    file.part(at, bytes);
    at += bytes;
  }

  /** The length of a list, which fits the rest of the file. */
  private long count(int bytes) throws CorruptFileException {
    long count = int64();
    file.check(count >= 0 && count <= (file.size() - at) / bytes, at - 8, "has a list of %d elements of %d bytes, %d bytes are left", count, bytes, file.size() - at);
    return count;
  }

  private float[] floats(long count) throws CorruptFileException {
    file.check(count <= 1 << 28, at - 8, "has a list of %d floats, allowed 0..%d", count, 1 << 28);
    var values = new float[(int) count];
    file.floatsAt(at, values);
    at += 4 * count;
    return values;
  }

  private int[] ints() throws CorruptFileException {
    long count = count(4);
    file.check(count <= Integer.MAX_VALUE - 8, at - 8, "has a list of %d elements, too long", count);
    var values = new int[(int) count];
    file.intsAt(at, values, values.length);
    at += 4 * count;
    return values;
  }

  private long[] longs() throws CorruptFileException {
    long count = count(8);
    file.check(count <= Integer.MAX_VALUE - 8, at - 8, "has a list of %d elements, too long", count);
    var values = new long[(int) count];
    for (int n = 0; n < values.length; n++) {
      values[n] = int64();
    }
    return values;
  }

  /** Writes an exact index: as Flat where labels are row numbers, else as IDMap over Flat. Under cosine: inner product of unit vectors. */
  static void write(FlatIndex index, Path path) throws IOException {
    var vectors = index.vectors();
    boolean named = !index.labels().areRowNumbers();
    NewFile.write(
        path,
        out -> {
          if (named) {
            putHeader(out, "IxMp", vectors.metric(), vectors.dimension(), vectors.size());
          }
          putFlat(out, vectors);
          if (named) {
            out.putLong(vectors.size());
            for (int row = 0; row < vectors.size(); row++) {
              out.putLong(index.labels().label(row));
            }
          }
        });
  }

  /** Writes an inverted file as IVFFlat, without codes. Under cosine: inner product of unit vectors. */
  static void write(IvfIndex index, Path path) throws IOException {
    NewFile.write(
        path,
        out -> {
          putHeader(out, "IwFl", index.metric(), index.dimension(), index.size());
          out.putLong(index.centroids().rows());
          out.putLong(index.config().nprobe());
          putFlat(out, Vectors.of(index.metric() == Metric.L2 ? Metric.L2 : Metric.INNER_PRODUCT, index.centroids()));
          out.putByte(0);
          out.putLong(0);
          putLetters(out, "ilar");
          out.putLong(index.centroids().rows());
          out.putLong(4L * index.dimension());
          putLetters(out, "full");
          out.putLong(index.centroids().rows());
          for (int cell = 0; cell < index.centroids().rows(); cell++) {
            out.putLong(index.cellStart(cell + 1) - index.cellStart(cell));
          }
          var row = new float[index.dimension()];
          for (int cell = 0; cell < index.centroids().rows(); cell++) {
            for (int n = index.cellStart(cell); n < index.cellStart(cell + 1); n++) {
              index.copyVector(index.row(n), row);
              out.putFloats(row);
            }
            for (int n = index.cellStart(cell); n < index.cellStart(cell + 1); n++) {
              out.putLong(index.labels().label(index.row(n)));
            }
          }
        });
  }

  private static void putLetters(NewFile out, String letters) throws IOException {
    out.putBytes(letters.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static void putHeader(NewFile out, String kind, Metric metric, int dimension, int size) throws IOException {
    putLetters(out, kind);
    out.putInt(dimension);
    out.putLong(size);
    out.putLong(1 << 20);
    out.putLong(1 << 20);
    out.putByte(1);
    out.putInt(metric == Metric.L2 ? 1 : 0);
  }

  private static void putFlat(NewFile out, Vectors vectors) throws IOException {
    putHeader(out, vectors.metric() == Metric.L2 ? "IxF2" : "IxFI", vectors.metric(), vectors.dimension(), vectors.size());
    out.putLong((long) vectors.size() * vectors.dimension());
    var row = new float[vectors.dimension()];
    for (int n = 0; n < vectors.size(); n++) {
      vectors.copyRow(n, row);
      out.putFloats(row);
    }
  }
}
