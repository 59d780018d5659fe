/**
 * EASE (Steck 2019): a linear model that learns every item from all others at once, in closed form, by one inverse of
 * the items' Gram matrix, or in blocks of near items where that matrix is too large.
 *
 * <p>Main type: {@link dev.tributary.retrieval.ease.Ease}. The index and the online walk are those of {@code
 * retrieval.itemitem}. Depends on {@code retrieval}, {@code model}, {@code settings} and {@code math}.
 */
@NullMarked
package dev.tributary.retrieval.ease;

import org.jspecify.annotations.NullMarked;
