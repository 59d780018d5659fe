package dev.tributary.data;

import static dev.tributary.math.Require.require;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a reader is told about a file beside its content. All of it may be left open.
 *
 * @param format how the events lie, or empty: told apart by content
 * @param columns which column is what: {@code user=1,item=2,value=3,time=4}, by number from 1 or by header name; one row may carry
 *     many signals, {@code click=is_click,play=play_time_ms:ms}, each truthy column an event and the row as such an impression;
 *     {@code context.NAME=COLUMN} keeps a further column; {@code order=COLUMN} gives each user's rows their order, smallest number first, where
 *     there are no times. Empty: by header names, or by content
 * @param separator between fields; empty: told apart by content
 * @param charset of the text; anything else than UTF-8 is converted while reading
 * @param derivedIds gives an event without an id one made of the file's SHA-256 and its row; costs a pass over the file
 */
public record ReadOptions(Optional<EventFormat> format, String columns, String separator, Charset charset, boolean derivedIds) {
  /** Everything by content, UTF-8, no derived ids. */
  public static final ReadOptions DEFAULT = new ReadOptions(Optional.empty(), "", "", StandardCharsets.UTF_8, false);

  public ReadOptions {
    require(separator.length() <= 8, "separator has %d characters, allowed 1..8", separator.length());
    require(separator.indexOf('\n') < 0 && separator.indexOf('"') < 0, "separator is '%s'; a line break or a quote cannot separate fields", separator);
  }

  public ReadOptions withFormat(EventFormat format) {
    return new ReadOptions(Optional.of(format), columns, separator, charset, derivedIds);
  }

  public ReadOptions withColumns(String columns) {
    return new ReadOptions(format, columns, separator, charset, derivedIds);
  }

  /** Another separator; {@code \t} and {@code tab} mean a tab. */
  public ReadOptions withSeparator(String separator) {
    String meant = separator.equals("\\t") || separator.equals("tab") ? "\t" : separator;
    return new ReadOptions(format, columns, meant, charset, derivedIds);
  }

  public ReadOptions withCharset(Charset charset) {
    return new ReadOptions(format, columns, separator, charset, derivedIds);
  }

  /** Another charset by name. */
  public ReadOptions withCharset(String name) {
    try {
      return withCharset(Charset.forName(name));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("charset is '" + name + "', which this JVM does not know; write for example UTF-8 or ISO-8859-1", e);
    }
  }

  public ReadOptions withDerivedIds(boolean derivedIds) {
    return new ReadOptions(format, columns, separator, charset, derivedIds);
  }
}
