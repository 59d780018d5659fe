package dev.tributary.connect.milvus;

import java.util.Arrays;
import java.util.Iterator;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * What a filter of labels allows where nobody here knows which labels there are: the server is asked for more rows than are wanted, and what is forbidden is dropped here. Only where
 * that does not find enough are all labels read.
 */
final class AskedLabels implements Asked {
  private static final LongPredicate ALL = _ -> true;

  private final LongPredicate filter;
  private final Supplier<long[]> all;

  private AskedLabels(LongPredicate filter, Supplier<long[]> all) {
    this.filter = filter;
    this.all = all;
  }

  /**
   * What a filter allows.
   *
   * @param all reads all labels
   */
  static AskedLabels of(LongPredicate filter, Supplier<long[]> all) {
    return new AskedLabels(filter, all);
  }

  /** All labels. */
  static AskedLabels all(Supplier<long[]> all) {
    return new AskedLabels(ALL, all);
  }

  @Override
  public int count() {
    return Integer.MAX_VALUE;
  }

  @Override
  public String expression() {
    return ANY;
  }

  @Override
  public int fetch(int wanted) {
    return (int) Math.min(Remote.MOST, filter == ALL ? wanted : 16 + 2L * wanted);
  }

  @Override
  public boolean allows(long label) {
    return filter.test(label);
  }

  @Override
  public int row(long label) {
    return -1;
  }

  @Override
  public Iterator<long[]> pieces() {
    long[] allowed = Arrays.stream(all.get()).filter(filter).toArray();
    return IntStream.range(0, Math.ceilDiv(allowed.length, AskedRows.PIECE))
        .mapToObj(n -> Arrays.copyOfRange(allowed, n * AskedRows.PIECE, Math.min(allowed.length, (n + 1) * AskedRows.PIECE)))
        .iterator();
  }
}
