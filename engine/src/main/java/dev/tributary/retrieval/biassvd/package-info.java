/**
 * BiasSVD (spec §2.5): its loss, and nothing else.
 *
 * <p>Main type: {@link dev.tributary.retrieval.biassvd.BiasSvd}. Depends on {@code retrieval.sgd}.
 */
@NullMarked
package dev.tributary.retrieval.biassvd;

import org.jspecify.annotations.NullMarked;
