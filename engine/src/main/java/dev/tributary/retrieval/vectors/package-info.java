/**
 * What channels share whose score is the inner product of a user's vector and an item's: tables of vectors, the search in them, and the
 * user's vector made from the interests of the moment.
 *
 * <p>Main type: {@link dev.tributary.retrieval.vectors.VectorChannel}; a channel brings its {@link
 * dev.tributary.retrieval.vectors.FoldIn}. Depends on {@code retrieval}, {@code ann}, {@code model}, {@code data} and {@code math}.
 */
@NullMarked
package dev.tributary.retrieval.vectors;

import org.jspecify.annotations.NullMarked;
