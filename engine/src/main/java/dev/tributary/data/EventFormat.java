package dev.tributary.data;

import static dev.tributary.math.Require.require;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How events lie in a file. Told apart by content; {@link ReadOptions} may name one. */
public enum EventFormat {
  /** Rows of fields, with or without a header; any separator. Also named {@code tsv}. */
  CSV,
  /** One JSON object a line: events, or plain rows with user and item. */
  JSONL,
  /** MovieLens' ratings: ml-100k {@code u.data}, ml-1m {@code .dat}, the later {@code .csv}. */
  MOVIELENS,
  /** {@code user item item …}, a line a user, the user's items in order. */
  ADJACENCY,
  /** RecBole's atomic files: tabs, and a header whose names carry types, {@code user_id:token}. */
  RECBOLE,
  /** {@code user item}, a line an event, in order. */
  PAIRS,
  /** Apache Parquet; read where a {@link TableFormat} of it is there. */
  PARQUET,
  /** TFRecord files of tf.train.Example; likewise. */
  TFRECORD;

  /** Whether it is no text: a {@link TableFormat} reads it. */
  boolean binary() {
    return this == PARQUET || this == TFRECORD;
  }

  /** The name on the command line. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The format of this name; {@code tsv} is {@code csv}.
   *
   * @throws IllegalArgumentException when there is none, with the names
   */
  public static EventFormat named(String name) {
    String wanted = name.strip().toLowerCase(Locale.ROOT);
    var found = Arrays.stream(values()).filter(f -> f.wireName().equals(wanted)).findFirst();
    require(found.isPresent() || wanted.equals("tsv"), "format is '%s', must be one of %s tsv", name, names());
    return found.orElse(CSV);
  }

  private static String names() {
    return Arrays.stream(values()).map(EventFormat::wireName).collect(Collectors.joining(" "));
  }
}
