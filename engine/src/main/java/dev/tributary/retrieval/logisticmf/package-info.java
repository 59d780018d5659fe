/**
 * Logistic matrix factorisation (spec §2.5): its loss, and nothing else.
 *
 * <p>Main type: {@link dev.tributary.retrieval.logisticmf.LogisticMf}. Depends on {@code retrieval.sgd}.
 */
@NullMarked
package dev.tributary.retrieval.logisticmf;

import org.jspecify.annotations.NullMarked;
