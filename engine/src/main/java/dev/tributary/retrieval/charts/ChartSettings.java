package dev.tributary.retrieval.charts;

/** What the settings of every channel over charts say. */
public interface ChartSettings {
  /** Items kept in a chart, the best; 0: all that anybody liked. */
  int topN();

  /** Attribute of users, for example city or age, whose every value has a chart of its own; empty: one chart for everybody. */
  String by();

  /** A group of fewer users sees everybody's chart. */
  int leastUsers();
}
