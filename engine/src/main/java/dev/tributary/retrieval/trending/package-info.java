/**
 * Trending: what is liked more than it used to be (spec §2.11).
 *
 * <p>Main type: {@link dev.tributary.retrieval.trending.Trending}. The chart is that of {@code retrieval.charts}. Depends on {@code
 * retrieval}, {@code model}, {@code data}, {@code settings} and {@code math}.
 */
@NullMarked
package dev.tributary.retrieval.trending;

import org.jspecify.annotations.NullMarked;
