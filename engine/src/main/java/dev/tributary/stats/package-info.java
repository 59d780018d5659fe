/**
 * Is this difference real: intervals by resampling, the same for any number of threads.
 *
 * <p>Main types: {@link dev.tributary.stats.Bootstrap}, {@link dev.tributary.stats.Interval}. Depends on {@code math}.
 */
@NullMarked
package dev.tributary.stats;

import org.jspecify.annotations.NullMarked;
