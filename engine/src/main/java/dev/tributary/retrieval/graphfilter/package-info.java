/**
 * Graph filters (spec §2.12): a user's interests are a signal on the graph of items, and a low-pass filter of it is the
 * score: linear, ideal, or a polynomial of the graph's Laplacian.
 *
 * <p>Main type: {@link dev.tributary.retrieval.graphfilter.GraphFilter}. The index and the online walk are those of {@code
 * retrieval.itemitem}. Depends on {@code retrieval}, {@code model}, {@code settings} and {@code math}.
 */
@NullMarked
package dev.tributary.retrieval.graphfilter;

import org.jspecify.annotations.NullMarked;
