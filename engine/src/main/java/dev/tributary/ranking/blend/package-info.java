/**
 * The fitted blend: ranks merged candidates by non-negative weights on each channel's normalised score and reciprocal
 * rank, learned from the newest part of the log.
 *
 * <p>Main types: {@link dev.tributary.ranking.blend.Blend}, {@link dev.tributary.ranking.blend.BlendTrainer}. Depends on
 * {@code retrieval, model, catalog, data, math}.
 */
@NullMarked
package dev.tributary.ranking.blend;

import org.jspecify.annotations.NullMarked;
