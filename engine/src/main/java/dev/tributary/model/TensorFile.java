package dev.tributary.model;

import dev.tributary.disk.Disk;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/**
 * The safetensors format. Byte by byte:
 *
 * <pre>
 * 0      8 bytes  N, length of the header, little-endian
 * 8      N bytes  JSON: {"__metadata__": {text: text}, NAME: {"dtype": "I32", "shape": [n], "data_offsets": [from, to]}, …}
 *                 and spaces; offsets count from byte 8 + N
 * 8 + N           the arrays end to end: no holes, nothing after the last
 * </pre>
 *
 * <p>Written so: arrays of wide elements first, then by name, so that every array starts at a multiple of its element; spaces
 * so that the first starts at a multiple of 64; the metadata in the order of its keys. The same content gives the same bytes.
 *
 * <p>Reading trusts nothing: every length is compared with the file's before anything follows from it. Names are at most 4,096
 * chars, headers at most 4 MiB, 8 dimensions.
 */
final class TensorFile {
  static final String METADATA = "__metadata__";
  static final int HEADER_LIMIT = 4 << 20;
  private static final int ALIGNMENT = 64;
  private static final int BLOCK = 1 << 22;

  private TensorFile() {}

  /** What a header says, and its bytes (length, JSON and spaces). */
  record Header(byte[] bytes, Map<String, String> metadata, List<Tensor> tensors) {
    /** CRC32C of the header, its length included. */
    long crc() {
      var crc = new CRC32C();
      crc.update(bytes);
      return crc.getValue();
    }
  }

  /** The header of these arrays, which then lie in the order of its list. */
  static Header header(java.util.Collection<Tensor> tensors, Map<String, String> metadata) {
    var ordered = new ArrayList<>(tensors);
    ordered.sort(Comparator.comparingInt((Tensor t) -> -t.type().bytes).thenComparing(Tensor::name));
    var text = new StringBuilder("{");
    if (!metadata.isEmpty()) {
      Json.quote(text, METADATA, METADATA);
      text.append(":{");
      new TreeMap<>(metadata)
          .forEach(
              (key, value) -> {
                Json.quote(text, key, METADATA);
                text.append(':');
                Json.quote(text, value, key);
                text.append(',');
              });
      text.setCharAt(text.length() - 1, '}');
      text.append(',');
    }
    long at = 0;
    for (Tensor tensor : ordered) {
      Json.quote(text, tensor.name(), "name");
      text.append(":{\"dtype\":\"").append(tensor.type()).append("\",\"shape\":").append(tensor.shape().toString().replace(" ", ""));
      text.append(",\"data_offsets\":[").append(at).append(',').append(at += tensor.data().byteSize()).append("]},");
    }
    if (text.length() > 1) {
      text.setLength(text.length() - 1);
    }
    byte[] json = text.append('}').toString().getBytes(StandardCharsets.UTF_8);
    int length = (8 + json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    var bytes = new byte[length];
    java.util.Arrays.fill(bytes, (byte) ' ');
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(length - 8L).put(json);
    return new Header(bytes, metadata, ordered);
  }

  /** Writes and syncs a file; the digest sees every byte. */
  static long write(Disk disk, Path file, Header header, MessageDigest digest) throws IOException {
    try (var sink = disk.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      digest.update(header.bytes());
      sink.write(ByteBuffer.wrap(header.bytes()));
      long size = header.bytes().length;
      for (Tensor tensor : header.tensors()) {
        for (ByteBuffer block : blocks(tensor.data())) {
          digest.update(block.duplicate());
          sink.write(block);
        }
        size += tensor.data().byteSize();
      }
      sink.force();
      return size;
    }
  }

  /** The bytes of a segment in blocks. */
  static Iterable<ByteBuffer> blocks(MemorySegment data) {
    return () ->
        java.util.stream.LongStream.range(0, (data.byteSize() + BLOCK - 1) / BLOCK)
            .mapToObj(b -> data.asSlice(b * BLOCK, Math.min(BLOCK, data.byteSize() - b * BLOCK)).asByteBuffer())
            .iterator();
  }

  /** Maps a file and reads its header. */
  static Header open(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw Files.exists(file)
          ? new CorruptFileException(file, -1, "is no regular file")
          : new NoSuchFileException(file.toString(), null, "there is no such file");
    }
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size < 10) {
        throw new CorruptFileException(file, -1, "holds " + size + " bytes, too few for a safetensors file");
      }
      var mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, size, Arena.ofAuto());
      long length = mapped.get(java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0);
      if (length < 2 || length > size - 8 || length > HEADER_LIMIT) {
        throw new CorruptFileException(file, 0, "names a header of " + Long.toUnsignedString(length) + " bytes in a file of " + size
            + ", allowed up to " + HEADER_LIMIT + ": it is cut short or no safetensors file");
      }
      var bytes = mapped.asSlice(0, 8 + length).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
      return new Reader(file, mapped.asSlice(8 + length)).read(bytes);
    }
  }

  /** Reads one header as a stream of tokens. Confined: one header. */
  private static final class Reader {
    private final Path file;
    private final MemorySegment data;
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final List<Entry> entries = new ArrayList<>();

    Reader(Path file, MemorySegment data) {
      this.file = file;
      this.data = data;
    }

    private record Entry(String name, Tensor.Type type, List<Long> shape, long from, long to) {}

    Header read(byte[] bytes) throws CorruptFileException {
      try (var parser = Json.FACTORY.createParser(ObjectReadContext.empty(), bytes, 8, bytes.length - 8)) {
        expect(parser.nextToken() == JsonToken.START_OBJECT, parser, "is no safetensors file: its header is not a JSON object");
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          expect(parser.nextToken() == JsonToken.START_OBJECT, parser, "'" + name + "' is not described by an object");
          if (name.equals(METADATA)) {
            readMetadata(parser);
          } else {
            readEntry(name, parser);
          }
        }
        expect(parser.nextToken() == null, parser, "has something after its header's end");
      } catch (JacksonException e) {
        throw Json.broken(file, e);
      }
      return new Header(bytes, Collections.unmodifiableMap(metadata), tensors());
    }

    private void readMetadata(JsonParser parser) throws CorruptFileException {
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String key = parser.currentName();
        expect(parser.nextToken() == JsonToken.VALUE_STRING, parser, "metadata '" + key + "' is not text");
        metadata.put(key, parser.getString());
      }
    }

    private void readEntry(String name, JsonParser parser) throws CorruptFileException {
      String type = "";
      List<Long> shape = List.of();
      List<Long> offsets = List.of();
      int met = 0;
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String key = parser.currentName();
        parser.nextToken();
        switch (key) {
          case "dtype" -> {
            expect(parser.currentToken() == JsonToken.VALUE_STRING, parser, "the dtype of '" + name + "' is not text");
            type = parser.getString();
            met |= 1;
          }
          case "shape" -> {
            shape = numbers(name, parser);
            met |= 2;
          }
          case "data_offsets" -> {
            offsets = numbers(name, parser);
            met |= 4;
          }
          default -> throw new CorruptFileException(file, Json.at(parser), "'" + name + "' has an unknown field '" + key + "'");
        }
      }
      expect(met == 7 && offsets.size() == 2, parser, "'" + name + "' needs dtype, shape and two data_offsets");
      var known = Tensor.Type.named(type);
      expect(known.isPresent(), parser, "'" + name + "' has the unknown dtype '" + type + "'");
      long from = offsets.get(0);
      long to = offsets.get(1);
      expect(from <= to && to <= data.byteSize(), parser, "'" + name + "' lies at " + from + ".." + to + " of " + data.byteSize()
          + " bytes");
      expect(bytesOf(shape, known.orElseThrow()) == to - from, parser, "'" + name + "' has shape " + shape + " of " + type + " but "
          + (to - from) + " bytes");
      entries.add(new Entry(name, known.orElseThrow(), shape, from, to));
    }

    /** Bytes of a shape, or -1 when they are more than a long counts. */
    private static long bytesOf(List<Long> shape, Tensor.Type type) {
      try {
        return Math.multiplyExact(Tensor.elements(shape), (long) type.bytes);
      } catch (ArithmeticException e) {
        return -1;
      }
    }

    private List<Long> numbers(String name, JsonParser parser) throws CorruptFileException {
      expect(parser.currentToken() == JsonToken.START_ARRAY, parser, "'" + name + "' has a shape or data_offsets that is no list");
      var numbers = new ArrayList<Long>(2);
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        expect(parser.currentToken() == JsonToken.VALUE_NUMBER_INT && numbers.size() < 8, parser, "'" + name
            + "' has a list that is not up to 8 whole numbers");
        long number = parser.getLongValue();
        expect(number >= 0, parser, "'" + name + "' has a negative number");
        numbers.add(number);
      }
      return Collections.unmodifiableList(numbers);
    }

    /** The arrays in the order of the file, checked to lie end to end. */
    private List<Tensor> tensors() throws CorruptFileException {
      entries.sort(Comparator.comparingLong(Entry::from).thenComparingLong(Entry::to));
      var tensors = new ArrayList<Tensor>(entries.size());
      long at = 0;
      for (Entry entry : entries) {
        if (entry.from != at) {
          throw new CorruptFileException(file, -1, "'" + entry.name + "' begins at " + entry.from
              + " of the data, the array before it ends at " + at);
        }
        at = entry.to;
        tensors.add(new Tensor(entry.name, entry.type, entry.shape, data.asSlice(entry.from, entry.to - entry.from)));
      }
      if (at != data.byteSize()) {
        throw new CorruptFileException(file, -1, "has " + data.byteSize() + " bytes of data, its arrays end at " + at);
      }
      return Collections.unmodifiableList(tensors);
    }

    private void expect(boolean holds, JsonParser parser, String reason) throws CorruptFileException {
      if (!holds) {
        throw new CorruptFileException(file, 8 + Json.at(parser), reason);
      }
    }
  }
}
