/**
 * RP3beta (spec §2.12): where a walk of two random steps leads, from an interest to a user of it and on to another item of this
 * user, with popular items held back.
 *
 * <p>Main type: {@link dev.tributary.retrieval.rp3beta.Rp3beta}. The index and the online walk are those of {@code
 * retrieval.itemitem}. Depends on {@code retrieval}, {@code model}, {@code settings} and {@code math}.
 */
@NullMarked
package dev.tributary.retrieval.rp3beta;

import org.jspecify.annotations.NullMarked;
