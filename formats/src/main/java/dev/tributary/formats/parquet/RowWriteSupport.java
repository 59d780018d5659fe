package dev.tributary.formats.parquet;

import dev.tributary.data.Event;
import dev.tributary.formats.rows.Column;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;

/** Tells Parquet a row, field by field. */
final class RowWriteSupport<T> extends WriteSupport<T> {
  private final List<Column<T>> columns;
  private RecordConsumer out;

  RowWriteSupport(List<Column<T>> columns) {
    this.columns = columns;
  }

  @Override
  public WriteContext init(Configuration configuration) {
    return new WriteContext(ParquetWriting.schema(columns), Map.of());
  }

  @Override
  public WriteContext init(ParquetConfiguration configuration) {
    return new WriteContext(ParquetWriting.schema(columns), Map.of());
  }

  @Override
  public void prepareForWrite(RecordConsumer consumer) {
    out = consumer;
  }

  @Override
  public void write(T row) {
    out.startMessage();
    for (int field = 0; field < columns.size(); field++) {
      var column = columns.get(field);
      switch (column) {
        case Column.Text<T>(var name, var value) -> {
          String text = value.apply(row);
          if (!text.isEmpty()) {
            field(name, field, () -> out.addBinary(Binary.fromString(text)));
          }
        }
        case Column.Whole<T>(var name, var value) -> field(name, field, () -> out.addLong(value.applyAsLong(row)));
        case Column.Real<T>(var name, var value) -> field(name, field, () -> out.addFloat((float) value.applyAsDouble(row)));
        case Column.Moment<T>(var name, var value) -> {
          long millis = value.applyAsLong(row);
          if (millis != Event.NO_TIME) {
            field(name, field, () -> out.addLong(millis));
          }
        }
        case Column.Texts<T>(var name, var value) -> map(name, field, value.apply(row), (to, text) -> to.addBinary(Binary.fromString(text)));
        case Column.Reals<T>(var name, var value) -> map(name, field, value.apply(row), RecordConsumer::addFloat);
      }
    }
    out.endMessage();
  }

  private void field(String name, int index, Runnable value) {
    out.startField(name, index);
    value.run();
    out.endField(name, index);
  }

  /** A map is a group of repeated groups of key and value; in order of the keys, so that the same rows give the same bytes. */
  private <V> void map(String name, int index, Map<String, V> entries, BiConsumer<RecordConsumer, V> value) {
    if (entries.isEmpty()) {
      return;
    }
    out.startField(name, index);
    out.startGroup();
    out.startField("key_value", 0);
    new TreeMap<>(entries).forEach(
        (key, of) -> {
          out.startGroup();
          field("key", 0, () -> out.addBinary(Binary.fromString(key)));
          field("value", 1, () -> value.accept(out, of));
          out.endGroup();
        });
    out.endField("key_value", 0);
    out.endGroup();
    out.endField(name, index);
  }
}
