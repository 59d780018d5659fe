/**
 * Place (同城): what is near, fresh and good (spec §2.11).
 *
 * <p>Main type: {@link dev.tributary.retrieval.place.Place}. The shelves are those of {@code retrieval.shelves}. Depends on {@code
 * retrieval}, {@code model}, {@code catalog}, {@code settings} and {@code math}.
 */
@NullMarked
package dev.tributary.retrieval.place;

import org.jspecify.annotations.NullMarked;
