package dev.tributary.formats.tfrecord;

import dev.tributary.data.Event;
import dev.tributary.formats.rows.Column;
import dev.tributary.formats.rows.RowWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeMap;

/**
 * Writes rows as examples: text as bytes, whole numbers as int64, others as float; a moment is an int64 {@code COLUMNMs} of epoch milliseconds, so that nobody need guess its unit; an entry of a map is a feature {@code
 * COLUMN.NAME}; what a row does not have is left out.
 */
public final class ExampleWriter<T> implements RowWriter<T> {
  private final List<Column<T>> columns;
  private final TfRecordWriter records;
  private final OutputStream out;

  public ExampleWriter(List<Column<T>> columns, OutputStream out) {
    this.columns = List.copyOf(columns);
    this.records = new TfRecordWriter(out);
    this.out = out;
  }

  @Override
  public void write(T row) throws IOException {
    var features = new LinkedHashMap<String, Feature>();
    for (var column : columns) {
      String name = column.name();
      switch (column) {
        case Column.Text<T>(_, var value) -> {
          String text = value.apply(row);
          if (!text.isEmpty()) {
            features.put(name, Feature.Bytes.of(text));
          }
        }
        case Column.Whole<T>(_, var value) -> features.put(name, new Feature.Longs(List.of(value.applyAsLong(row))));
        case Column.Real<T>(_, var value) -> features.put(name, new Feature.Floats(List.of((float) value.applyAsDouble(row))));
        case Column.Moment<T>(_, var value) -> {
          long millis = value.applyAsLong(row);
          if (millis != Event.NO_TIME) {
            features.put(name + "Ms", new Feature.Longs(List.of(millis)));
          }
        }
        case Column.Texts<T>(_, var value) -> new TreeMap<>(value.apply(row)).forEach((key, text) -> features.put(name + "." + key, Feature.Bytes.of(text)));
        case Column.Reals<T>(_, var value) -> new TreeMap<>(value.apply(row)).forEach((key, number) -> features.put(name + "." + key, new Feature.Floats(List.of(number))));
      }
    }
    records.write(new Example(features).encoded());
  }

  /** Flushes the stream; a TFRecord file has no end of its own. */
  @Override
  public void close() throws IOException {
    out.flush();
  }
}
