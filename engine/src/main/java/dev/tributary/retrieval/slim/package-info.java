/**
 * SLIM (spec §2.12): each item's interest as a sparse sum of the interests in other items, fitted by coordinate descent.
 *
 * <p>Main type: {@link dev.tributary.retrieval.slim.Slim}. The co-occurrences, the index and the online walk are those of {@code
 * retrieval.itemitem}. Depends on {@code retrieval}, {@code model}, {@code settings} and {@code math}.
 */
@NullMarked
package dev.tributary.retrieval.slim;

import org.jspecify.annotations.NullMarked;
