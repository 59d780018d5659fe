package dev.tributary.model;

import static dev.tributary.math.Require.require;

import dev.tributary.data.Interests;
import dev.tributary.data.Vocabulary;
import dev.tributary.disk.Disk;
import dev.tributary.math.ByteColumn;
import dev.tributary.math.FloatColumn;
import dev.tributary.math.IntColumn;
import dev.tributary.math.LongColumn;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * Named columns: the content of one safetensors file, which other programs read too. Opened by mapping: columns are read-only,
 * nothing is read before it is used, and the collector unmaps. Immutable.
 *
 * <p>What a file says is checked when it is opened (names, types, shapes, that the arrays fill the file exactly) and when a
 * vocabulary or interests are taken from it; the numbers in a column are the caller's to check.
 */
public final class Tensors {
  private static final String IDS_CRC = ".crc32c";
  private static final String CRC = "crc32c";
  private static final Path IN_MEMORY = Path.of("columns in memory");

  private final Path file;
  private final TensorFile.Header header;
  private final Map<String, Tensor> byName;

  private Tensors(Path file, TensorFile.Header header) {
    this.file = file;
    this.header = header;
    byName = new LinkedHashMap<>();
    header.tensors().forEach(t -> byName.put(t.name(), t));
  }

  public static Builder builder() {
    return new Builder();
  }

  /**
   * Maps a safetensors file and checks its header. O(arrays).
   *
   * @throws CorruptFileException when the file is damaged, cut short or not of this format
   */
  public static Tensors open(Path file) throws IOException {
    return new Tensors(file, TensorFile.open(file));
  }

  /** The names of all columns, in the order of the file. */
  public Set<String> names() {
    return Collections.unmodifiableSet(new LinkedHashSet<>(byName.keySet()));
  }

  /** What the file says of itself beside its columns: texts by name. */
  public Map<String, String> metadata() {
    return header.metadata();
  }

  /** Writes a safetensors file beside, syncs and renames; a file of that name is replaced. */
  public void write(Path path) throws IOException {
    Disk.REAL.replaceFile(path, beside -> TensorFile.write(Disk.REAL, beside, header, Manifest.sha256()));
  }

  /**
   * The length of each dimension, rows first; a matrix of rows × dim has two.
   *
   * @throws CorruptFileException when there is no such column
   */
  public List<Long> shape(String name) throws CorruptFileException {
    return find(name).shape();
  }

  /**
   * The ints of this name.
   *
   * @throws CorruptFileException when there is no such column or it is of another type
   */
  public IntColumn ints(String name) throws CorruptFileException {
    return IntColumn.of(find(name, Tensor.Type.I32).data());
  }

  public LongColumn longs(String name) throws CorruptFileException {
    return LongColumn.of(find(name, Tensor.Type.I64).data());
  }

  /** The floats of this name, row-major when they are a matrix; see {@link #shape}. */
  public FloatColumn floats(String name) throws CorruptFileException {
    return FloatColumn.of(find(name, Tensor.Type.F32).data());
  }

  public ByteColumn bytes(String name) throws CorruptFileException {
    var tensor = find(name);
    return ByteColumn.of(tensor.type() == Tensor.Type.I8 ? tensor.data() : find(name, Tensor.Type.U8).data());
  }

  private Tensor find(String name) throws CorruptFileException {
    var tensor = byName.get(name);
    if (tensor == null) {
      throw new CorruptFileException(file, -1, "has no column '" + name + "'; it has " + String.join(" ", byName.keySet()));
    }
    return tensor;
  }

  private Tensor find(String name, Tensor.Type type) throws CorruptFileException {
    var tensor = find(name);
    if (tensor.type() != type) {
      throw new CorruptFileException(file, -1, "column '" + name + "' is " + tensor.type() + ", must be " + type);
    }
    return tensor;
  }

  /** The vocabulary kept as NAME.offsets, NAME.bytes, NAME.ties. */
  public Vocabulary vocabulary(String name) throws CorruptFileException {
    try {
      return Vocabulary.of(longs(name + ".offsets"), bytes(name + ".bytes"), ints(name + ".ties"));
    } catch (IllegalArgumentException e) {
      throw new CorruptFileException(file, -1, "the ids '" + name + "' are damaged: " + e.getMessage());
    }
  }

  /** The interests kept with both vocabularies (users, items, starts, …, a timed flag). */
  public Interests interests() throws CorruptFileException {
    var timed = bytes("timed");
    if (timed.size() != 1 || (timed.get(0) & ~1) != 0) {
      throw new CorruptFileException(file, -1, "column 'timed' is not one 0 or 1");
    }
    try {
      return new Interests(
          vocabulary("users"), vocabulary("items"), longs("starts"), ints("item"), floats("like"), longs("time"), longs("metStarts"),
              ints("met"), timed.get(0) == 1);
    } catch (IllegalArgumentException e) {
      throw new CorruptFileException(file, -1, "the interests are damaged: " + e.getMessage());
    }
  }

  TensorFile.Header header() {
    return header;
  }

  /** Compares the CRC32C of every vocabulary with what was kept when it was written. */
  void checkIds() throws CorruptFileException {
    for (var entry : header.metadata().entrySet()) {
      if (entry.getKey().endsWith(IDS_CRC)) {
        String name = entry.getKey().substring(0, entry.getKey().length() - IDS_CRC.length());
        if (!crc(find(name + ".offsets").data(), find(name + ".bytes").data(), find(name + ".ties").data())
            .equals(entry.getValue())) {
          throw new CorruptFileException(file, -1, "the ids '" + name + "' differ from their checksum");
        }
      }
    }
  }

  /**
   * Compares all arrays with the checksum that {@link Builder#checksum} put into the metadata: finds damage at the speed of memory from a process's first moment on,
   * while a SHA-256 ({@link Bundle#verify}) waits for the compiler.
   *
   * @return false where there is no checksum
   * @throws CorruptFileException when an array differs from it
   */
  public boolean check() throws CorruptFileException {
    String said = header.metadata().get(CRC);
    if (said != null && !said.equals(crc(arrays(header)))) {
      throw new CorruptFileException(file, -1, "its arrays differ from their checksum");
    }
    return said != null;
  }

  private static MemorySegment[] arrays(TensorFile.Header header) {
    return header.tensors().stream().map(Tensor::data).toArray(MemorySegment[]::new);
  }

  private static String crc(MemorySegment... parts) {
    var crc = new CRC32C();
    for (var part : parts) {
      TensorFile.blocks(part).forEach(crc::update);
    }
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }

  /** Collects columns, which must not change any more. Confined: one thread. */
  public static final class Builder {
    private final Map<String, Tensor> tensors = new TreeMap<>();
    private final Map<String, String> metadata = new TreeMap<>();
    private boolean checksum;

    private Builder() {}

    public Builder ints(String name, IntColumn column) {
      return add(name, Tensor.Type.I32, List.of(column.size()), column.bytes());
    }

    public Builder longs(String name, LongColumn column) {
      return add(name, Tensor.Type.I64, List.of(column.size()), column.bytes());
    }

    public Builder floats(String name, FloatColumn column) {
      return add(name, Tensor.Type.F32, List.of(column.size()), column.bytes());
    }

    /** A matrix, row-major, whose rows have {@code dim} floats. */
    public Builder floats(String name, FloatColumn column, int dim) {
      require(dim >= 1 && column.size() % dim == 0, "%d floats are no whole number of rows of %d", column.size(), dim);
      return add(name, Tensor.Type.F32, List.of(column.size() / dim, (long) dim), column.bytes());
    }

    public Builder bytes(String name, ByteColumn column) {
      return add(name, Tensor.Type.U8, List.of(column.size()), column.bytes());
    }

    public Builder vocabulary(String name, Vocabulary vocabulary) {
      longs(name + ".offsets", vocabulary.offsets());
      bytes(name + ".bytes", vocabulary.bytes());
      ints(name + ".ties", vocabulary.tieRanks());
      metadata.put(name + IDS_CRC, crc(vocabulary.offsets().bytes(), vocabulary.bytes().bytes(), vocabulary.tieRanks().bytes()));
      return this;
    }

    public Builder interests(Interests interests) {
      var columns = interests.columns();
      vocabulary("users", interests.users());
      vocabulary("items", interests.items());
      longs("starts", columns.starts());
      ints("item", columns.item());
      floats("like", columns.like());
      longs("time", columns.time());
      longs("metStarts", columns.metStarts());
      ints("met", columns.met());
      return bytes("timed", ByteColumn.copyOf(new byte[] {(byte) (interests.timed() ? 1 : 0)}));
    }

    /** A text that the file says of itself. */
    public Builder metadata(String name, String text) {
      require(!name.endsWith(IDS_CRC) && !name.equals(CRC), "metadata is named '%s', %s and names that end in %s are taken", name, CRC, IDS_CRC);
      metadata.put(name, text);
      return this;
    }

    /** Has a CRC32C of all columns, end to end, put into the metadata as {@code crc32c}; see {@link Tensors#check}. */
    public Builder checksum() {
      checksum = true;
      return this;
    }

    private Builder add(String name, Tensor.Type type, List<Long> shape, MemorySegment data) {
      require(!name.isEmpty() && name.length() <= 200 && !name.equals(TensorFile.METADATA),
          "a column's name is '%s', must have 1..200 chars", name);
      require(!tensors.containsKey(name), "there are two columns '%s'", name);
      tensors.put(name, new Tensor(name, type, shape, data));
      return this;
    }

    /** The columns given so far. */
    public Tensors build() {
      var header = TensorFile.header(tensors.values(), metadata);
      if (checksum) {
        var more = new TreeMap<>(metadata);
        more.put(CRC, crc(arrays(header))); // in the order in which they lie
        header = TensorFile.header(tensors.values(), more);
      }
      return new Tensors(IN_MEMORY, header);
    }
  }
}
