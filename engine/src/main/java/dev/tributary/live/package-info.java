/**
 * What users just did: histories, seen and hidden sets, follows, counters and changed items, fed event by event from the
 * log, so that one click changes the next page with no training in between.
 *
 * <p>Main type: {@link dev.tributary.live.Live}. Depends on {@code log} for the bytes of items and users, and on {@code catalog, data,
 * math}.
 */
@NullMarked
package dev.tributary.live;

import org.jspecify.annotations.NullMarked;
