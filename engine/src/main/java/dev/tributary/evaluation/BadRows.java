package dev.tributary.evaluation;

/**
 * Rows of a file that could not be used, by kind.
 *
 * @param kind what is wrong with them
 * @param count how many
 * @param firstLine line of the first, from 1
 */
public record BadRows(String kind, long count, long firstLine) {
  @Override
  public String toString() {
    return count + (count == 1 ? " row: " : " rows: ") + kind + " (first in line " + firstLine + ")";
  }
}
