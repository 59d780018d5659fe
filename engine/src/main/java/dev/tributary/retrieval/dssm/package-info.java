/**
 * DSSM: two towers over ids and features, without a history.
 *
 * <p>Main type: {@link dev.tributary.retrieval.dssm.Dssm}. Depends on {@code retrieval.tower}.
 */
@NullMarked
package dev.tributary.retrieval.dssm;

import org.jspecify.annotations.NullMarked;
