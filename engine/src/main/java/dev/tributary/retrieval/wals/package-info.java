/**
 * WALS (spec §2.5): users and items as vectors whose inner product is the interest, learned by weighted alternating least squares; a
 * user's vector is made again from the interests of the moment.
 *
 * <p>Main type: {@link dev.tributary.retrieval.wals.Wals}. The rows' systems are solved by {@code math.RidgeRegression}; vectors and
 * search are those of {@code retrieval.vectors}. Depends on these, on {@code model}, {@code data} and {@code settings}.
 */
@NullMarked
package dev.tributary.retrieval.wals;

import org.jspecify.annotations.NullMarked;
