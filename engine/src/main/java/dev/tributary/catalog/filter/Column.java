package dev.tributary.catalog.filter;

import dev.tributary.catalog.Item;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One field of all items, by the catalog's int. Guarded by the lock of {@link Filters}: one writer or many readers. */
sealed interface Column {
  /** Makes room for so many rows; what the new ones hold until they are set means nothing. */
  void grow(int rows);

  /** Takes in a row's value as {@link Field#value} gives it; one of another kind is missing here. */
  void set(int row, Object value);

  /** Numbers; NaN where missing. */
  final class Numbers implements Column {
    double[] values = {};

    @Override
    public void grow(int rows) {
      values = Arrays.copyOf(values, rows);
    }

    @Override
    public void set(int row, Object value) {
      values[row] = value instanceof Double number ? number : Double.NaN;
    }
  }

  /** Times in epoch milliseconds; {@link Item#NO_TIME} where missing. */
  final class Times implements Column {
    long[] values = {};

    @Override
    public void grow(int rows) {
      values = Arrays.copyOf(values, rows);
    }

    @Override
    public void set(int row, Object value) {
      values[row] = value instanceof Long time ? time : Item.NO_TIME;
    }
  }

  /** Truths; 0 where missing. */
  final class Truths implements Column {
    static final byte FALSE = 1;
    static final byte TRUE = 2;
    byte[] values = {};

    @Override
    public void grow(int rows) {
      values = Arrays.copyOf(values, rows);
    }

    @Override
    public void set(int row, Object value) {
      values[row] = value instanceof Boolean truth ? truth ? TRUE : FALSE : 0;
    }
  }

  /** Places in radians; NaN where missing. */
  final class Places implements Column {
    double[] latitudes = {};
    double[] longitudes = {};

    @Override
    public void grow(int rows) {
      latitudes = Arrays.copyOf(latitudes, rows);
      longitudes = Arrays.copyOf(longitudes, rows);
    }

    @Override
    public void set(int row, Object value) {
      boolean known = value instanceof Optional<?> place && place.isPresent();
      var place = known ? (Item.Location) ((Optional<?>) value).orElseThrow() : null;
      latitudes[row] = place == null ? Double.NaN : Math.toRadians(place.latitude());
      longitudes[row] = place == null ? Double.NaN : Math.toRadians(place.longitude());
    }
  }

  /**
   * Texts and lists of texts as codes of a dictionary that only grows. Most rows have one text, which lies in an array of its own: 4
   * bytes a row; further texts of a row are an array beside it.
   */
  final class Words implements Column {
    static final int MISSING = -1;
    private static final int[] NONE = {};
    final Map<String, Integer> dictionary = new HashMap<>();
    int[] first = {};
    int[][] further = {}; // empty until a row has two texts

    @Override
    public void grow(int rows) {
      int from = first.length;
      first = Arrays.copyOf(first, rows);
      Arrays.fill(first, from, rows, MISSING);
      if (further.length > 0) {
        growFurther(rows);
      }
    }

    private void growFurther(int rows) {
      int from = further.length;
      further = Arrays.copyOf(further, rows);
      Arrays.fill(further, from, rows, NONE);
    }

    @Override
    public void set(int row, Object value) {
      first[row] = MISSING;
      if (further.length > 0) {
        further[row] = NONE;
      }
      if (value instanceof String text && !text.isEmpty()) {
        first[row] = code(text);
      } else if (value instanceof List<?> list && !list.isEmpty() && list.getFirst() instanceof String text) {
        first[row] = code(text);
        if (list.size() > 1) {
          if (further.length == 0) {
            growFurther(first.length);
          }
          further[row] = list.stream().skip(1).mapToInt(t -> code((String) t)).toArray();
        }
      }
    }

    private int code(String text) {
      Integer known = dictionary.putIfAbsent(text, dictionary.size());
      return known == null ? dictionary.size() - 1 : known;
    }
  }
}
