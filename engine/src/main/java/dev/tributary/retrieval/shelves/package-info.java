/**
 * Shelves: the items of an author, of a place, or all, each shelf in the order of freshness and quality; items that come or change after training
 * stand on them at once. What channels share that offer what is new somewhere; a channel says which shelves an item stands on, and
 * which a user likes.
 *
 * <p>Main types: {@link dev.tributary.retrieval.shelves.Shelves} (trained), {@link dev.tributary.retrieval.shelves.ShelfChannel} (serves), {@link
 * dev.tributary.retrieval.shelves.Likings}. Depends on {@code retrieval}, {@code model}, {@code catalog}, {@code data} and {@code math}.
 */
@NullMarked
package dev.tributary.retrieval.shelves;

import org.jspecify.annotations.NullMarked;
