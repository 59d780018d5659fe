/**
 * Explicit ratings, to foretell them rather than to find items: the ratings of a log, what foretells them, and their factorisation by sampling. No channel: a
 * low error does not make a good list.
 *
 * <p>Main types: {@link dev.tributary.retrieval.ratings.BayesianTrainer} and {@link dev.tributary.retrieval.ratings.RatingModel}. Depends on {@code data}, {@code
 * settings} and {@code math}.
 */
@NullMarked
package dev.tributary.retrieval.ratings;

import org.jspecify.annotations.NullMarked;
