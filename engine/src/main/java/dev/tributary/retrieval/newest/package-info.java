/**
 * New items (新品): what was published last, the better ones first; an item is reachable as soon as it arrives (spec §2.11).
 *
 * <p>Main type: {@link dev.tributary.retrieval.newest.Newest}. The shelf is that of {@code retrieval.shelves}. Depends on {@code
 * retrieval}, {@code model}, {@code catalog}, {@code settings} and {@code math}.
 */
@NullMarked
package dev.tributary.retrieval.newest;

import org.jspecify.annotations.NullMarked;
