package dev.tributary.connect.milvus;

import dev.tributary.ann.Labels;
import dev.tributary.ann.RowFilter;
import java.util.BitSet;
import java.util.Iterator;
import java.util.stream.IntStream;

/**
 * What a filter of rows allows, once it has been asked for all of them: a filter cannot be sent, its rows can.
 *
 * <p>Few allowed rows are named to the server, and so are few forbidden ones among many allowed. Where both are many the server is asked for more rows than are wanted, as many as would hold
 * them if the allowed ones lay evenly, and what is forbidden is dropped here. Immutable.
 */
final class AskedRows implements Asked {
  /** So many labels are named in a search: on both servers that were measured, longer lists cost more than to fetch more rows. */
  static final int NAMED = 1024;

  /** So many labels are named where nothing else helps. */
  static final int PIECE = 8192;

  private final Labels labels;
  private final BitSet allowed;
  private final int count;
  private final String expression;
  private final boolean named;
  private final boolean exact;

  private AskedRows(Labels labels, BitSet allowed) {
    this.labels = labels;
    this.allowed = allowed;
    count = allowed.cardinality();
    int forbidden = labels.size() - count;
    named = count <= NAMED && forbidden > 0;
    if (named) {
      expression = Asked.among(named(allowed.stream(), count));
    } else if (forbidden > 0 && forbidden <= NAMED) {
      expression = Asked.except(named(IntStream.range(0, labels.size()).filter(row -> !allowed.get(row)), forbidden));
    } else {
      expression = ANY;
    }
    exact = forbidden == 0 || !expression.isEmpty();
  }

  /** Asks the filter for each row once or less. O(rows). */
  static AskedRows of(RowFilter filter, Labels labels) {
    int rows = labels.size();
    var allowed = new BitSet(rows);
    if (filter == RowFilter.ALL) {
      allowed.set(0, rows);
    } else {
      for (int row = filter.next(0, rows); row < rows; row = filter.next(row + 1, rows)) {
        allowed.set(row);
      }
    }
    return new AskedRows(labels, allowed);
  }

  private long[] named(IntStream rows, int most) {
    return rows.limit(most).mapToLong(labels::label).toArray();
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public String expression() {
    return expression;
  }

  @Override
  public int fetch(int wanted) {
    long even = exact ? wanted : 16 + (long) wanted * labels.size() * 3 / (2L * count);
    return (int) Math.min(Remote.MOST, even);
  }

  @Override
  public boolean allows(long label) {
    int row = labels.rowOf(label);
    return row >= 0 && allowed.get(row);
  }

  @Override
  public int row(long label) {
    return labels.rowOf(label);
  }

  @Override
  public Iterator<long[]> pieces() {
    return new Iterator<>() {
      private int next = named ? -1 : allowed.nextSetBit(0);

      @Override
      public boolean hasNext() {
        return next >= 0;
      }

      @Override
      public long[] next() {
        var piece = named(IntStream.iterate(next, row -> row >= 0, row -> allowed.nextSetBit(row + 1)), PIECE);
        next = allowed.nextSetBit(labels.rowOf(piece[piece.length - 1]) + 1);
        return piece;
      }
    };
  }
}
