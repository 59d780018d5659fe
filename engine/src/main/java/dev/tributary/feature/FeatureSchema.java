package dev.tributary.feature;

import static dev.tributary.math.Require.require;

import dev.tributary.settings.Nearest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The features of a row, by field. Written as features with commas between them, see {@link #toString}; types of the fields themselves come with the
 * rows, as {@code schema.yaml} or the cells gave them. Immutable.
 *
 * @param features ordered by field, each field once
 */
public record FeatureSchema(List<Feature> features) {
  /** No feature. */
  public static final FeatureSchema NONE = new FeatureSchema(List.of());

  /** A whole number with up to so many different values is a name for something, more often than not. */
  private static final int MOST_CODES = 32;

  /** From so many different values on, a dictionary takes more room than it is worth. */
  private static final int MANY_VALUES = 1_000_000;

  private static final String LEFT_OUT = "none";

  public FeatureSchema {
    features = features.stream().sorted((a, b) -> a.field().compareTo(b.field())).toList();
    for (int n = 1; n < features.size(); n++) {
      require(!features.get(n).field().equals(features.get(n - 1).field()), "feature '%s' is declared twice", features.get(n).field());
    }
  }

  /**
   * What the rows suggest: texts, truths and lists are categories, hashed beyond a million values; whole numbers with up to 32 different values are
   * categories, other numbers buckets; a list of numbers whose length is the same in all rows is a vector. Left out is what says nothing: one value
   * in all rows, or a text that hardly ever comes twice. O(values).
   */
  public static FeatureSchema infer(List<? extends Row> rows) {
    Map<String, Suggestion> seen = new TreeMap<>();
    for (Row row : rows) {
      for (String field : row.fields()) {
        seen.computeIfAbsent(field, _ -> new Suggestion()).add(row.value(field));
      }
    }
    var features = new ArrayList<Feature>();
    seen.forEach((field, suggestion) -> suggestion.feature(field, rows.size()).ifPresent(features::add));
    return new FeatureSchema(features);
  }

  /** What the values of one field are like. */
  private static final class Suggestion {
    private final Set<Object> different = new HashSet<>();
    private boolean names;
    private boolean fractions;
    private boolean repeated;
    private int rows;
    private int length = -1; // of vectors; -2 where they differ

    void add(Object value) {
      if (Values.missing(value)) {
        return;
      }
      rows++;
      switch (value) {
        case List<?> list when list.getFirst() instanceof Float -> length = length == -1 || length == list.size() ? list.size() : -2;
        case List<?> list -> list.forEach(this::meet);
        default -> meet(value);
      }
    }

    private void meet(Object value) {
      names |= !(value instanceof Double);
      fractions |= value instanceof Double number && number != Math.rint(number);
      if (different.size() <= MANY_VALUES) {
        repeated |= !different.add(value);
      }
    }

    java.util.Optional<Feature> feature(String field, int all) {
      if (length != -1) {
        return length > 0 ? java.util.Optional.of(new Feature(field, Encoding.VECTOR, length)) : java.util.Optional.empty();
      }
      boolean says = different.size() > 1 || different.size() == 1 && rows < all;
      if (!says || !repeated && names) {
        return java.util.Optional.empty();
      }
      if (names) {
        return java.util.Optional.of(Feature.of(field, different.size() > MANY_VALUES ? Encoding.HASHED : Encoding.CATEGORY));
      }
      return java.util.Optional.of(Feature.of(field, !fractions && different.size() <= MOST_CODES ? Encoding.CATEGORY : Encoding.BUCKETS));
    }
  }

  /** Reads what {@link #toString} wrote: {@code field=encoding} or {@code field=encoding:size}, with commas between. */
  public static FeatureSchema parse(String text) {
    return NONE.with(text);
  }

  /**
   * This schema but for the fields that the text names: written as {@link #parse} reads it, and {@code field=none} leaves one out.
   *
   * @throws IllegalArgumentException when it is not so written; names the nearest encoding
   */
  public FeatureSchema with(String text) {
    Map<String, Feature> byField = features.stream().collect(Collectors.toMap(Feature::field, f -> f, (a, _) -> a, TreeMap::new));
    for (String part : text.split(",")) {
      if (part.isBlank()) {
        continue;
      }
      String[] sides = part.strip().split("=", -1);
      require(sides.length == 2 && !sides[0].isBlank(), "feature '%s' must be written field=encoding or field=encoding:size", part.strip());
      String field = sides[0].strip();
      String[] wanted = sides[1].strip().split(":", -1);
      if (wanted[0].equals(LEFT_OUT)) {
        byField.remove(field);
        continue;
      }
      byField.put(field, feature(field, wanted));
    }
    return new FeatureSchema(List.copyOf(byField.values()));
  }

  private static Feature feature(String field, String[] wanted) {
    var names = new ArrayList<>(Arrays.stream(Encoding.values()).map(Encoding::text).toList());
    names.add(LEFT_OUT);
    require(
        names.contains(wanted[0]) && wanted.length <= 2,
        "encoding of feature '%s' is '%s'; did you mean '%s'? The encodings are %s",
        field,
        String.join(":", wanted),
        Nearest.of(wanted[0], names),
        String.join(" ", names));
    var encoding = Encoding.valueOf(wanted[0].toUpperCase(Locale.ROOT));
    if (wanted.length == 1) {
      return Feature.of(field, encoding);
    }
    require(wanted[1].matches("[0-9]{1,9}"), "size of feature '%s' is '%s', must be a whole number", field, wanted[1]);
    return new Feature(field, encoding, Integer.parseInt(wanted[1]));
  }

  /** The features with commas between them, in the order of their fields. */
  @Override
  public String toString() {
    return features.stream().map(Feature::toString).collect(Collectors.joining(", "));
  }
}
