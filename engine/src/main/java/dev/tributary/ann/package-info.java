/**
 * Nearest-neighbour search: vectors with labels, and indexes that find the most similar ones.
 *
 * <p>Main type: {@link dev.tributary.ann.VectorIndex}; one package for each kind of index ({@code flat}, {@code hnsw}, {@code ivf}), {@code
 * live} for one that changes, {@code files} for what lies on disk. Of use without any recommender around it. Depends on {@code math} and {@code settings}; the kinds also on {@code
 * model}.
 */
@NullMarked
package dev.tributary.ann;

import org.jspecify.annotations.NullMarked;
