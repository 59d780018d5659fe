/**
 * HNSW (Malkov, Yashunin: "Efficient and robust approximate nearest neighbor search using Hierarchical Navigable Small World graphs", IEEE
 * TPAMI 42(4), 2020): a graph in which a search walks from vector to vector towards the query, in layers.
 *
 * <p>Main type: {@link dev.tributary.ann.hnsw.HnswIndex}. Depends on {@code ann}, {@code ann.codes}, {@code ann.flat}, {@code
 * settings} and {@code math}.
 */
@NullMarked
package dev.tributary.ann.hnsw;

import org.jspecify.annotations.NullMarked;
