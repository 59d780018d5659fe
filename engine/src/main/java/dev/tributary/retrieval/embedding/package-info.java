/**
 * Vectors that the user supplies for items (spec §2.4), for example out of a language or an image model: a user's vector is the mean of the vectors of what the user liked. Needs nobody's
 * behaviour to know an item.
 *
 * <p>Main type: {@link dev.tributary.retrieval.embedding.Embedding}. Depends on {@code retrieval}, {@code retrieval.vectors}, {@code model}, {@code catalog}, {@code data}, {@code settings} and
 * {@code math}.
 */
@NullMarked
package dev.tributary.retrieval.embedding;

import org.jspecify.annotations.NullMarked;
