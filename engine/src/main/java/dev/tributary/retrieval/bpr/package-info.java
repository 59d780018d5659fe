/**
 * BPR (spec §2.5): its loss, and nothing else.
 *
 * <p>Main type: {@link dev.tributary.retrieval.bpr.Bpr}. Depends on {@code retrieval.sgd}.
 */
@NullMarked
package dev.tributary.retrieval.bpr;

import org.jspecify.annotations.NullMarked;
