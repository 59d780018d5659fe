package dev.tributary.retrieval.shelves;

/** How freshness and quality make one number: what the settings of every channel over shelves say. */
public interface ShelfSettings {
  /** An item counts half as much for every so many days since it was published; 0: as {@link #relativeHalfLife} says. */
  double halfLifeDays();

  /** The half-life as a multiple of the median age of the items; 0: nothing ages. */
  double relativeHalfLife();

  /** γ ≥ 0: power of an item's quality; 0: freshness alone. */
  double quality();

  /** How many readers of average interest every item is given beforehand, so that the first one does not decide. */
  double prior();
}
