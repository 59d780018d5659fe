package dev.tributary.feature;

import java.util.Set;
import java.util.TreeSet;

/** A row and the rates that belong to it. */
record RateRow(Row base, RateFields names, float[] rates) implements Row {
  @Override
  public Set<String> fields() {
    var fields = new TreeSet<>(base.fields());
    fields.addAll(names.names());
    return fields;
  }

  @Override
  public Object value(String field) {
    int place = names.place(field);
    return place < 0 ? base.value(field) : (Object) (double) rates[place];
  }
}
