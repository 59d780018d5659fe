/**
 * What channels share that learn vectors by stochastic gradient descent: the grid of blocks that makes it parallel with one result, negatives,
 * rates and the end of training, the vectors learned, and the fold-in that makes a user's vector at request time.
 *
 * <p>Main types: {@link dev.tributary.retrieval.sgd.SgdKind}, to which a channel adds its {@link dev.tributary.retrieval.sgd.Lesson}. Depends on {@code retrieval}, {@code retrieval.vectors}, {@code model}, {@code data}, {@code settings} and
 * {@code math}.
 */
@NullMarked
package dev.tributary.retrieval.sgd;

import org.jspecify.annotations.NullMarked;
