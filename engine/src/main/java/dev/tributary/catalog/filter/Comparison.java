package dev.tributary.catalog.filter;

import dev.tributary.catalog.Item;
import java.util.Set;

/**
 * A field and what it is compared with. A missing value makes each of them false. What has an order is compared with ranges, both ends
 * among them: {@code < x} ends just below x, and {@code != x} is two ranges.
 */
sealed interface Comparison extends Condition {
  /** Mean radius of the earth in metres (IUGG). */
  double EARTH = 6_371_008.8;

  @Override
  default boolean timed() {
    return false;
  }

  /** Numbers in a range. */
  record InRange(Column.Numbers column, double low, double high) implements Comparison {
    @Override
    public long word(int word, long now) {
      double[] values = column.values;
      long bits = 0;
      for (int n = 0; n < 64; n++) {
        double value = values[word * 64 + n];
        bits |= (value >= low && value <= high ? 1L : 0L) << n;
      }
      return bits;
    }
  }

  /** Numbers that are one of these. */
  record OneNumberOf(Column.Numbers column, Set<Double> numbers) implements Comparison {
    @Override
    public long word(int word, long now) {
      long bits = 0;
      for (int n = 0; n < 64; n++) {
        double value = column.values[word * 64 + n];
        bits |= (!Double.isNaN(value) && numbers.contains(value + 0.0) ? 1L : 0L) << n; // -0 is 0
      }
      return bits;
    }
  }

  /** A moment: fixed, or so far from now. */
  record Moment(boolean fromNow, long millis) {
    static final Moment FIRST = new Moment(false, Item.NO_TIME + 1);
    static final Moment LAST = new Moment(false, Long.MAX_VALUE);

    long at(long now) {
      return fromNow ? now + millis : millis;
    }

    Moment plus(long more) {
      return new Moment(fromNow, millis + more);
    }
  }

  /** Times in a range. */
  record Between(Column.Times column, Moment low, Moment high) implements Comparison {
    @Override
    public long word(int word, long now) {
      long from = low.at(now);
      long to = high.at(now);
      long bits = 0;
      for (int n = 0; n < 64; n++) {
        long value = column.values[word * 64 + n];
        bits |= (value >= from && value <= to && value != Item.NO_TIME ? 1L : 0L) << n;
      }
      return bits;
    }

    @Override
    public boolean timed() {
      return low.fromNow || high.fromNow;
    }
  }

  /** Truths that are so. */
  record Is(Column.Truths column, boolean truth) implements Comparison {
    @Override
    public long word(int word, long now) {
      byte wanted = truth ? Column.Truths.TRUE : Column.Truths.FALSE;
      long bits = 0;
      for (int n = 0; n < 64; n++) {
        bits |= (column.values[word * 64 + n] == wanted ? 1L : 0L) << n;
      }
      return bits;
    }
  }

  /** Texts at all. */
  record HasText(Column.Words column) implements Comparison {
    @Override
    public long word(int word, long now) {
      long bits = 0;
      for (int n = 0; n < 64; n++) {
        bits |= (column.first[word * 64 + n] == Column.Words.MISSING ? 0L : 1L) << n;
      }
      return bits;
    }
  }

  /** Texts of which one at least is one of these. */
  final class OneTextOf implements Comparison {
    private final Column.Words column;
    private final Set<String> texts;
    private volatile Codes codes = new Codes(-1, new long[0]);

    /** The texts as a bit set over a dictionary of this size. */
    private record Codes(int dictionary, long[] bits) {
      boolean has(int code) {
        return code >= 0 && (bits[code >>> 6] & 1L << code) != 0;
      }
    }

    OneTextOf(Column.Words column, Set<String> texts) {
      this.column = column;
      this.texts = texts;
    }

    /** Codes stay, but texts of the filter may come into the dictionary later. */
    private Codes codes() {
      var known = codes;
      int size = column.dictionary.size();
      if (known.dictionary != size) {
        var bits = new long[(size + 63) / 64];
        for (String text : texts) {
          int code = column.dictionary.getOrDefault(text, Column.Words.MISSING);
          if (code >= 0) {
            bits[code >>> 6] |= 1L << code;
          }
        }
        codes = known = new Codes(size, bits);
      }
      return known;
    }

    @Override
    public long word(int word, long now) {
      var wanted = codes();
      long bits = 0;
      for (int n = 0; n < 64; n++) {
        bits |= (wanted.has(column.first[word * 64 + n]) ? 1L : 0L) << n;
      }
      for (int n = 0; n < 64 && column.further.length > 0; n++) {
        for (int code : column.further[word * 64 + n]) {
          bits |= (wanted.has(code) ? 1L : 0L) << n;
        }
      }
      return bits;
    }
  }

  /**
   * Places whose distance from one is in a range, along the great circle on a sphere (the haversine formula; up to 0.6 % off the
   * ellipsoid).
   *
   * @param latitude radians
   * @param longitude radians
   * @param low metres, as {@code high}
   */
  record Distant(Column.Places column, double latitude, double longitude, double low, double high) implements Comparison {
    @Override
    public long word(int word, long now) {
      long bits = 0;
      for (int n = 0; n < 64; n++) {
        int row = word * 64 + n;
        double north = column.latitudes[row] - latitude;
        // so far north or south already: the cosines need not be asked
        if (Math.abs(north) * EARTH <= high || high >= EARTH * Math.PI) {
          double metres = metres(north, column.latitudes[row], column.longitudes[row] - longitude);
          bits |= (metres >= low && metres <= high ? 1L : 0L) << n;
        }
      }
      return bits;
    }

    private double metres(double north, double there, double east) {
      double a = Math.sin(north / 2);
      double b = Math.sin(east / 2);
      return 2 * EARTH * Math.asin(Math.min(1, Math.sqrt(a * a + Math.cos(latitude) * Math.cos(there) * b * b)));
    }
  }
}
