/**
 * WARP (spec §2.5): its loss, and nothing else.
 *
 * <p>Main type: {@link dev.tributary.retrieval.warp.Warp}. Depends on {@code retrieval.sgd}.
 */
@NullMarked
package dev.tributary.retrieval.warp;

import org.jspecify.annotations.NullMarked;
