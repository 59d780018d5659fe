/**
 * The item→item index that several channels share, how it is built row by row, and the online walk over it: the user's
 * interests, then the items like each of them, summed over all interests.
 *
 * <p>Main types: {@link dev.tributary.retrieval.itemitem.ItemItemIndex}, {@link
 * dev.tributary.retrieval.itemitem.ItemItemWalk}. Depends on {@code retrieval}, {@code model}, {@code data} and {@code math}.
 */
@NullMarked
package dev.tributary.retrieval.itemitem;

import org.jspecify.annotations.NullMarked;
