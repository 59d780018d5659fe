/**
 * Offline measures (spec §8): ranked lists against what users did next, over the full catalogue or among given candidates;
 * predictions against clicks and ratings; many models on one split.
 *
 * <p>Main types: {@link dev.tributary.evaluation.Evaluation}, {@link dev.tributary.evaluation.RankedLists} (what every
 * recommender is reduced to), {@link dev.tributary.evaluation.Leaderboard}. Depends on {@code retrieval, model, catalog, data,
 * stats, math}; nothing below knows it.
 */
@NullMarked
package dev.tributary.evaluation;

import org.jspecify.annotations.NullMarked;
