package dev.tributary.feature;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Under which names a row has {@link WindowedRates}: a prefix, the signal and the window, as in {@code rates.click.7d}; {@code rates.clicks.7d} is the logarithm of 1 + clicks. */
public enum RateFields {
  /** Of the row's own item or user: {@code rates.}. */
  OWN("rates."),
  /** Of the item's author: {@code authorRates.}. */
  AUTHOR("authorRates.");

  private final List<String> names = new ArrayList<>();
  private final Map<String, Integer> places = new HashMap<>();

  RateFields(String prefix) {
    for (String name : WindowedRates.names()) {
      places.put(prefix + name, names.size());
      names.add(prefix + name);
    }
  }

  /** The fields, in the order of {@link WindowedRates#rates}. */
  public List<String> names() {
    return Collections.unmodifiableList(names);
  }

  /** Where a field's value stands, or -1 for a field of another kind. */
  int place(String field) {
    return places.getOrDefault(field, -1);
  }
}
