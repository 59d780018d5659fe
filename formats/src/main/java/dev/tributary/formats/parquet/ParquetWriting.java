package dev.tributary.formats.parquet;

import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.timestampType;

import dev.tributary.formats.rows.Column;
import dev.tributary.formats.rows.RowWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/**
 * Writes rows as Parquet: pages packed with zstd and with checksums; text as strings, whole numbers as int64, others as float, moments as timestamps of
 * milliseconds in UTC, maps as maps; what a row does not have is null. Memory for one row group. Holds nothing.
 */
public final class ParquetWriting {
  private static final long ROW_GROUP_BYTES = 32L << 20; // a writer holds one of them

  private ParquetWriting() {}

  /** A writer over a stream, which it leaves open. */
  public static <T> RowWriter<T> writer(List<Column<T>> columns, OutputStream out) throws IOException {
    var writer =
        new Builder<>(columns, new Target(out))
            .withConf(new PlainParquetConfiguration())
            .withCodecFactory(new Codecs())
            .withCompressionCodec(CompressionCodecName.ZSTD)
            .withPageWriteChecksumEnabled(true)
            .withRowGroupSize(ROW_GROUP_BYTES)
            .build();
    return new RowWriter<>() {
      @Override
      public void write(T row) throws IOException {
        writer.write(row);
      }

      @Override
      public void close() throws IOException {
        writer.close();
        out.flush();
      }
    };
  }

  /** The columns as Parquet's schema. */
  static <T> MessageType schema(List<Column<T>> columns) {
    return new MessageType("rows", columns.stream().map(ParquetWriting::type).toList());
  }

  private static <T> Type type(Column<T> column) {
    return switch (column) {
      case Column.Text<T>(var name, _) -> Types.optional(PrimitiveTypeName.BINARY).as(stringType()).named(name);
      case Column.Whole<T>(var name, _) -> Types.required(PrimitiveTypeName.INT64).named(name);
      case Column.Real<T>(var name, _) -> Types.required(PrimitiveTypeName.FLOAT).named(name);
      case Column.Moment<T>(var name, _) -> Types.optional(PrimitiveTypeName.INT64).as(timestampType(true, TimeUnit.MILLIS)).named(name);
      case Column.Texts<T>(var name, _) -> map(name, Types.required(PrimitiveTypeName.BINARY).as(stringType()).named("value"));
      case Column.Reals<T>(var name, _) -> map(name, Types.required(PrimitiveTypeName.FLOAT).named("value"));
    };
  }

  private static Type map(String name, Type value) {
    return Types.optionalMap().key(Types.required(PrimitiveTypeName.BINARY).as(stringType()).named("key")).value(value).named(name);
  }

  private static final class Builder<T> extends ParquetWriter.Builder<T, Builder<T>> {
    private final List<Column<T>> columns;

    Builder(List<Column<T>> columns, OutputFile target) {
      super(target);
      this.columns = columns;
    }

    @Override
    protected Builder<T> self() {
      return this;
    }

    @Override
    protected WriteSupport<T> getWriteSupport(Configuration configuration) {
      return new RowWriteSupport<>(columns);
    }

    @Override
    protected WriteSupport<T> getWriteSupport(ParquetConfiguration configuration) {
      return new RowWriteSupport<>(columns);
    }
  }

  /** A stream as Parquet wants its files: with the place in it. */
  private record Target(OutputStream out) implements OutputFile {
    @Override
    public PositionOutputStream create(long blockSize) {
      return new PositionOutputStream() {
        private long position;

        @Override
        public long getPos() {
          return position;
        }

        @Override
        public void write(int value) throws IOException {
          out.write(value);
          position++;
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
          out.write(bytes, from, length);
          position += length;
        }
      };
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSize) {
      return create(blockSize);
    }

    @Override
    public boolean supportsBlockSize() {
      return false;
    }

    @Override
    public long defaultBlockSize() {
      return 0;
    }
  }
}
