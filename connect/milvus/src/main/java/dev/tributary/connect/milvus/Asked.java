package dev.tributary.connect.milvus;

import java.util.Iterator;

/** Which labels a search may answer, as far as the server can be told and as far as it must be looked after here. */
interface Asked {
  /** No condition. */
  String ANY = "";

  /** How many there are at most. */
  int count();

  /** What the server is told; it may let more through than is allowed, never less. */
  String expression();

  /** How many rows to fetch at first so that so many allowed ones will mostly be among them; at most {@link Remote#MOST}. */
  int fetch(int wanted);

  boolean allows(long label);

  /** The row of a label that is allowed, −1 where there are no rows. */
  int row(long label);

  /** All that are allowed, in pieces for {@link #among}; none where the expression names them all. */
  Iterator<long[]> pieces();

  /** The condition that a label is one of these. */
  static String among(long[] labels) {
    return list(" in ", labels);
  }

  /** The condition that a label is none of these. */
  static String except(long[] labels) {
    return list(" not in ", labels);
  }

  private static String list(String operator, long[] labels) {
    var text = new StringBuilder(MilvusSchema.LABEL).append(operator).append('[');
    for (int n = 0; n < labels.length; n++) {
      text.append(n == 0 ? "" : ",").append(labels[n]);
    }
    return text.append(']').toString();
  }
}
