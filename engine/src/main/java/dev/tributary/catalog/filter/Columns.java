package dev.tributary.catalog.filter;

import dev.tributary.catalog.Catalog;
import dev.tributary.catalog.Item;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The fields of a catalog's items in columns, each made when a filter first names it, and the kinds of all attributes. Guarded by the
 * lock of {@link Filters}.
 */
final class Columns {
  private final Catalog catalog;
  private final Map<String, Loaded> loaded = new LinkedHashMap<>();
  private final Map<String, Set<Kind>> attributes = new TreeMap<>();
  private long change; // of the catalog, up to which all columns are filled
  private int rows;
  private int capacity; // of the columns: a multiple of 64

  private record Loaded(Field field, Column column) {}

  Columns(Catalog catalog) {
    this.catalog = catalog;
  }

  /** Items that have a row. */
  int rows() {
    return rows;
  }

  /** The catalog's change up to which the rows are right. */
  long change() {
    return change;
  }

  /** Takes in what changed in the catalog: O(changed items × (columns + attributes)), after very many changes O(items × …). */
  void refresh() {
    long now = catalog.changes();
    if (now == change) {
      return;
    }
    Optional<int[]> changed = catalog.changedSince(change);
    rows = catalog.itemCount();
    if (rows > capacity) { // room for more than there is, so that item by item does not copy each time
      capacity = (rows + rows / 4 + 63) & ~63;
      loaded.values().forEach(l -> l.column.grow(capacity));
    }
    if (changed.isPresent()) {
      for (int item : changed.get()) {
        set(item);
      }
    } else {
      for (int item = 0; item < rows; item++) {
        set(item);
      }
    }
    change = now;
  }

  private void set(int row) {
    if (row >= rows) {
      return; // came while this was at work; the next refresh takes it
    }
    Item item = catalog.item(row);
    item.attributes().forEach((name, value) -> attributes.computeIfAbsent(name, _ -> EnumSet.noneOf(Kind.class)).add(Field.kindOf(value)));
    for (var l : loaded.values()) {
      l.column.set(row, l.field.value().apply(item));
    }
  }

  /** The field of this name, if there is one. */
  Optional<Field> field(String name) {
    if (Field.FIXED.containsKey(name)) {
      return Optional.of(Field.FIXED.get(name));
    }
    String attribute = name.startsWith("attributes.") ? name.substring("attributes.".length()) : "";
    var kinds = attributes.get(attribute);
    return kinds == null ? Optional.empty() : Optional.of(Field.attribute(attribute, Set.copyOf(kinds)));
  }

  /** The names of all fields. */
  List<String> names() {
    var names = new ArrayList<>(Field.FIXED.keySet());
    attributes.keySet().forEach(name -> names.add("attributes." + name));
    return names;
  }

  Column.Numbers numbers(Field field) {
    return (Column.Numbers) column(field, new Column.Numbers());
  }

  Column.Times times(Field field) {
    return (Column.Times) column(field, new Column.Times());
  }

  Column.Truths truths(Field field) {
    return (Column.Truths) column(field, new Column.Truths());
  }

  Column.Places places(Field field) {
    return (Column.Places) column(field, new Column.Places());
  }

  Column.Words words(Field field) {
    return (Column.Words) column(field, new Column.Words());
  }

  /** The column of a field, which is filled when it is asked for the first time: O(items). */
  private Column column(Field field, Column fresh) {
    String key = field.name() + " " + fresh.getClass().getSimpleName();
    var known = loaded.get(key);
    if (known != null) {
      return known.column;
    }
    fresh.grow(capacity);
    for (int row = 0; row < rows; row++) {
      fresh.set(row, field.value().apply(catalog.item(row)));
    }
    loaded.put(key, new Loaded(field, fresh));
    return fresh;
  }
}
