package dev.tributary.data;

import java.io.IOException;
import java.util.Map;

/** Records of a file one after another, each a row of fields that are slices of {@link #bytes}, valid until the next one. Confined: one thread. */
abstract class Records {
  /** Number of fields of the record. */
  int count;

  /** Where the record begins: a line of text, from 1; in a table without lines the row. */
  long line;

  /** Whether the record holds bytes beyond ASCII. */
  boolean high;

  /** Why the record cannot be used; empty when it can. */
  String problem = "";

  /** Goes to the next record; false at the end. */
  abstract boolean next() throws IOException;

  /** The array in which the fields lie. */
  abstract byte[] bytes();

  /** Where a field begins. */
  abstract int from(int field);

  abstract int length(int field);

  /** Whether the record, from its first byte to its last, is UTF-8. */
  abstract boolean validUtf8();

  /** The record as text, up to 100 bytes, for messages. */
  abstract String shown();

  /** The same, about one field. */
  String shown(int field) {
    return shown();
  }

  /** What the record itself knows of the context of its event, by name. */
  Map<String, String> context() {
    return Map.of();
  }

  /** A field as text. */
  final String text(int field) {
    return Utf8.text(bytes(), from(field), length(field));
  }
}
