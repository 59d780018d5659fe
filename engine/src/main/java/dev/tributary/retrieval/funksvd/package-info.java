/**
 * FunkSVD (spec §2.5): its loss, and nothing else.
 *
 * <p>Main type: {@link dev.tributary.retrieval.funksvd.FunkSvd}. Depends on {@code retrieval.sgd}.
 */
@NullMarked
package dev.tributary.retrieval.funksvd;

import org.jspecify.annotations.NullMarked;
