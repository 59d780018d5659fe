package dev.tributary.formats;

import static java.util.stream.Collectors.toMap;

import dev.tributary.data.Event;
import dev.tributary.data.EventFormat;
import dev.tributary.formats.parquet.ParquetWriting;
import dev.tributary.formats.rows.Column;
import dev.tributary.formats.rows.RowWriter;
import dev.tributary.formats.tfrecord.ExampleWriter;
import dev.tributary.home.AttributedEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes events and attributed events as Parquet or TFRecord. An event's columns are {@code eventId type user item time responseId position value author topic query
 * context}, and {@link dev.tributary.data.EventFiles} reads them back without loss. An attributed event has those and {@code servedPosition servedScore scene release
 * servedTime channelRanks channelScores features}. In Parquet {@code context} and the last three are maps; in TFRecord each of their entries is a feature of its own,
 * {@code features.NAME}. Holds nothing.
 */
public final class EventTables {
  private static final List<Column<Event>> EVENT =
      List.of(
          new Column.Text<>("eventId", Event::id),
          new Column.Text<>("type", event -> event.type().wireName()),
          new Column.Text<>("user", Event::user),
          new Column.Text<>("item", Event::item),
          new Column.Moment<>("time", Event::time),
          new Column.Text<>("responseId", Event::responseId),
          new Column.Whole<>("position", Event::position),
          new Column.Real<>("value", Event::value),
          new Column.Text<>("author", Event::author),
          new Column.Text<>("topic", Event::topic),
          new Column.Text<>("query", Event::query),
          new Column.Texts<>("context", Event::context));

  private EventTables() {}

  /**
   * A writer of events.
   *
   * @throws IllegalArgumentException when the format is neither Parquet nor TFRecord
   */
  public static RowWriter<Event> events(EventFormat format, OutputStream out) throws IOException {
    return writer(format, EVENT, out);
  }

  /** A writer of attributed events; see {@link #events}. */
  public static RowWriter<AttributedEvent> attributed(EventFormat format, OutputStream out) throws IOException {
    var columns = new ArrayList<Column<AttributedEvent>>();
    EVENT.forEach(column -> columns.add(column.of(AttributedEvent::event)));
    columns.add(new Column.Whole<>("servedPosition", AttributedEvent::position));
    columns.add(new Column.Real<>("servedScore", AttributedEvent::score));
    columns.add(new Column.Text<>("scene", AttributedEvent::scene));
    columns.add(new Column.Text<>("release", AttributedEvent::release));
    columns.add(new Column.Moment<>("servedTime", AttributedEvent::servedAt));
    columns.add(new Column.Reals<>("channelRanks", row -> row.channels().stream().collect(toMap(found -> found.channel(), found -> (float) found.rank()))));
    columns.add(new Column.Reals<>("channelScores", row -> row.channels().stream().collect(toMap(found -> found.channel(), found -> found.score()))));
    columns.add(new Column.Reals<>("features", EventTables::features));
    return writer(format, columns, out);
  }

  private static Map<String, Float> features(AttributedEvent row) {
    var features = new TreeMap<String, Float>();
    for (int n = 0; n < row.features().size(); n++) {
      features.put(row.featureNames().get(n), row.features().get(n));
    }
    return features;
  }

  private static <T> RowWriter<T> writer(EventFormat format, List<Column<T>> columns, OutputStream out) throws IOException {
    return switch (format) {
      case PARQUET -> ParquetWriting.writer(columns, out);
      case TFRECORD -> new ExampleWriter<>(columns, out);
      case CSV, JSONL, MOVIELENS, ADJACENCY, RECBOLE, PAIRS -> throw new IllegalArgumentException("format is " + format.wireName() + ", must be parquet or tfrecord");
    };
  }
}
