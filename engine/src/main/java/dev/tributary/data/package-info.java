/**
 * From rows to numbers: ids and their ints, signals, the interest score, columnar interactions, splits, and the readers
 * and writers of every supported format.
 *
 * <p>Main types: {@link dev.tributary.data.Interactions}, {@link dev.tributary.data.Interests}, {@link
 * dev.tributary.data.Split}. Depends on {@code math}.
 */
@NullMarked
package dev.tributary.data;

import org.jspecify.annotations.NullMarked;
