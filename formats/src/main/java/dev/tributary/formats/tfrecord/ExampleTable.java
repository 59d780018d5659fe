package dev.tributary.formats.tfrecord;

import dev.tributary.data.BadDataException;
import dev.tributary.data.TableReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/**
 * The examples of a file as rows. Examples need not have the same features: the columns are those of the first {@value #AHEAD} examples, in order of first
 * appearance; features that appear only later are not read.
 */
final class ExampleTable implements TableReader {
  private static final int AHEAD = 1000;
  private static final String CONTEXT = "context.";
  private static final byte[] NOTHING = {};

  private final String name;
  private final TfRecordReader records;
  private final List<String> columns;
  private final ArrayDeque<Example> ahead = new ArrayDeque<>();
  private Example row = new Example(new java.util.LinkedHashMap<>());

  private ExampleTable(String name, TfRecordReader records) throws IOException {
    this.name = name;
    this.records = records;
    var names = new LinkedHashSet<String>();
    for (var example = read(); example.isPresent(); example = ahead.size() < AHEAD ? read() : Optional.empty()) {
      ahead.add(example.get());
      names.addAll(example.get().features().keySet());
    }
    names.removeIf(column -> column.startsWith(CONTEXT));
    columns = List.copyOf(names);
  }

  static ExampleTable open(Path file) throws IOException {
    var records = TfRecordReader.open(file);
    try {
      return new ExampleTable(file.getFileName().toString(), records);
    } catch (IOException | RuntimeException e) {
      records.close();
      throw e;
    }
  }

  private Optional<Example> read() throws IOException {
    var record = records.next();
    try {
      return record.map(Example::parse);
    } catch (IllegalArgumentException e) {
      throw new BadDataException(name + ": record " + records.records() + " is no tf.train.Example: " + e.getMessage() + " of the record; write it as one");
    }
  }

  @Override
  public List<String> columns() {
    return columns;
  }

  @Override
  public boolean next() throws IOException {
    var next = ahead.isEmpty() ? read() : Optional.of(ahead.removeFirst());
    row = next.orElse(row);
    return next.isPresent();
  }

  @Override
  public byte[] cell(int column) {
    var feature = row.features().get(columns.get(column));
    if (feature == null || feature.values().isEmpty()) {
      return NOTHING;
    }
    if (feature.values().size() > 1) {
      var texts = feature instanceof Feature.Bytes(var values) ? values.stream().map(value -> new String(bytes(value), StandardCharsets.UTF_8)).toList() : feature.values();
      return JsonMapper.shared().writeValueAsBytes(texts);
    }
    return switch (feature) {
      case Feature.Bytes(var values) -> bytes(values.getFirst());
      case Feature.Floats(var values) -> Float.toString(values.getFirst()).getBytes(StandardCharsets.US_ASCII);
      case Feature.Longs(var values) -> Long.toString(values.getFirst()).getBytes(StandardCharsets.US_ASCII);
    };
  }

  private static byte[] bytes(ByteBuffer value) {
    var bytes = new byte[value.remaining()];
    value.get(value.position(), bytes);
    return bytes;
  }

  @Override
  public Map<String, String> context() {
    var context = new TreeMap<String, String>();
    row.features().forEach(
        (feature, value) -> {
          if (feature.startsWith(CONTEXT) && feature.length() > CONTEXT.length() && value instanceof Feature.Bytes(var values) && values.size() == 1) {
            context.put(feature.substring(CONTEXT.length()), new String(bytes(values.getFirst()), StandardCharsets.UTF_8));
          }
        });
    return context;
  }

  @Override
  public void close() throws IOException {
    records.close();
  }
}
