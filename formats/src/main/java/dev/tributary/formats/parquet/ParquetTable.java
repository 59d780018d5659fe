package dev.tributary.formats.parquet;

import dev.tributary.data.BadDataException;
import dev.tributary.data.TableReader;
import dev.tributary.data.TimeText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import tools.jackson.databind.json.JsonMapper;

/** The rows of a Parquet file, row group by row group; memory for one of them. Checksums of pages are compared where the file has them. */
final class ParquetTable implements TableReader {
  private static final byte[] NOTHING = {};

  private final String name;
  private final ParquetFileReader file;
  private final MessageType schema;
  private final int contextField;
  private final int[] fields; // of each column
  private RecordReader<Group> records;
  private long left; // rows of the row group that were not read yet
  private int rowGroup = -1;
  private long rows;
  private Group row;

  private ParquetTable(String name, ParquetFileReader file) {
    this.name = name;
    this.file = file;
    schema = file.getFileMetaData().getSchema();
    contextField = contextField(schema);
    fields = IntStream.range(0, schema.getFieldCount()).filter(field -> field != contextField).toArray();
  }

  static ParquetTable open(Path path) throws IOException {
    String name = path.getFileName().toString();
    check(path, name);
    var options = new ParquetReadOptions.Builder(new PlainParquetConfiguration()).withCodecFactory(new Codecs()).usePageChecksumVerification().build();
    try {
      return new ParquetTable(name, ParquetFileReader.open(new LocalInputFile(path), options));
    } catch (RuntimeException | IOException e) { // the library tells damage in many ways
      throw new BadDataException(name + ": the footer at its end cannot be read: " + reason(e) + "; fetch or write the file again");
    }
  }

  /** Looks at what the library would tell less clearly: the marks at both ends and the length of the footer. */
  private static void check(Path path, String name) throws IOException {
    try (var channel = FileChannel.open(path)) {
      long size = channel.size();
      if (size < 12) {
        throw new BadDataException(name + " has " + size + " bytes; the shortest Parquet file has 12; fetch or write it again");
      }
      var end = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
      while (end.hasRemaining() && channel.read(end, size - 8 + end.position()) >= 0) {
        // read() may give less than asked
      }
      String mark = new String(end.array(), 4, 4, StandardCharsets.ISO_8859_1);
      if (mark.equals("PARE")) {
        throw new BadDataException(name + " is encrypted, which is not read; write it without encryption");
      }
      if (!mark.equals("PAR1")) {
        throw new BadDataException(name + ": at byte " + (size - 4) + ", its end, the mark PAR1 is missing, so the file is cut off or no Parquet; fetch or write it again");
      }
      int footer = end.getInt(0);
      if (footer <= 0 || footer > size - 12) {
        throw new BadDataException(name + ": at byte " + (size - 8) + " the footer is said to have " + footer + " bytes, of " + size + " in the file; fetch or write it again");
      }
    }
  }

  private static String reason(Throwable e) {
    var root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage().lines().findFirst().orElse("");
  }

  private static int contextField(MessageType schema) {
    return schema.containsField("context") && schema.getType("context").getLogicalTypeAnnotation() instanceof MapLogicalTypeAnnotation ? schema.getFieldIndex("context") : -1;
  }

  @Override
  public List<String> columns() {
    return IntStream.of(fields).mapToObj(schema::getFieldName).toList();
  }

  @Override
  public boolean next() throws IOException {
    try {
      while (left == 0) {
        rowGroup++;
        var pages = file.readNextRowGroup();
        if (pages == null) {
          return false;
        }
        left = pages.getRowCount();
        records = new ColumnIOFactory().getColumnIO(schema).getRecordReader(pages, new GroupRecordConverter(schema));
      }
      row = records.read();
      left--;
      rows++;
      return true;
    } catch (RuntimeException | IOException e) { // the library tells damage in many ways
      long from = file.getRowGroups().get(rowGroup).getStartingPos();
      throw new BadDataException(name + ": row " + (rows + 1) + ", in row group " + (rowGroup + 1) + " at byte " + from + ", cannot be read: " + reason(e) + "; fetch or write the file again");
    }
  }

  @Override
  public byte[] cell(int column) {
    int field = fields[column];
    int count = row.getFieldRepetitionCount(field);
    if (count == 0) {
      return NOTHING;
    }
    if (count > 1) { // a repeated field, the oldest way to write a list
      return JsonMapper.shared().writeValueAsBytes(IntStream.range(0, count).mapToObj(index -> text(Values.of(row, field, index))).toList());
    }
    Object value = Values.of(row, field, 0);
    return switch (value) {
      case byte[] bytes -> bytes;
      case List<?> list -> JsonMapper.shared().writeValueAsBytes(list);
      case Map<?, ?> map -> JsonMapper.shared().writeValueAsBytes(map);
      default -> text(value).getBytes(StandardCharsets.UTF_8);
    };
  }

  private static String text(Object value) {
    return switch (value) {
      case byte[] bytes -> new String(bytes, StandardCharsets.UTF_8);
      case Instant moment -> text(moment);
      default -> value.toString();
    };
  }

  /** ISO-8601 with all its digits where the year has four, else epoch milliseconds. */
  private static String text(Instant moment) {
    int year = moment.atOffset(ZoneOffset.UTC).getYear();
    return year >= 0 && year <= 9999 && moment.getNano() % 1_000_000 != 0 ? moment.toString() : TimeText.format(moment.toEpochMilli());
  }

  @Override
  public Map<String, String> context() {
    if (contextField < 0 || row.getFieldRepetitionCount(contextField) == 0) {
      return Map.of();
    }
    var context = new TreeMap<String, String>();
    if (Values.of(row, contextField, 0) instanceof Map<?, ?> map) {
      map.forEach((key, value) -> context.put(key.toString(), value.toString()));
    }
    return context;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
