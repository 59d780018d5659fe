/**
 * Popular: what everybody liked lately, the same for every user or for every group of users (spec §2.11).
 *
 * <p>Main type: {@link dev.tributary.retrieval.popular.Popular}. The chart is that of {@code retrieval.charts}.
 * Depends on {@code retrieval}, {@code model}, {@code data}, {@code settings} and {@code math}.
 */
@NullMarked
package dev.tributary.retrieval.popular;

import org.jspecify.annotations.NullMarked;
