/**
 * FM (spec §2.6): a factorisation machine over interests, ids and attributes of users and items, split into one vector each.
 *
 * <p>Main type: {@link dev.tributary.retrieval.fm.Fm}. Depends on {@code retrieval.vectors}, {@code nn}, {@code catalog} and {@code math}.
 */
@NullMarked
package dev.tributary.retrieval.fm;

import org.jspecify.annotations.NullMarked;
