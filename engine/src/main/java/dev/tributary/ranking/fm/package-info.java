/**
 * Factorisation machines (因子分解机) over any sparse features of user, item and context, which give each row of them a score. The channel that retrieves by one is
 * {@code retrieval.fm}.
 *
 * <p>Main types: {@link dev.tributary.ranking.fm.FmRankerTrainer}, {@link dev.tributary.ranking.fm.FmRanker}. Depends on {@code nn, model, settings, math}.
 */
@NullMarked
package dev.tributary.ranking.fm;

import org.jspecify.annotations.NullMarked;
