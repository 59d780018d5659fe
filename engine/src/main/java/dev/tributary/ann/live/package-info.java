/**
 * An index that changes while it is searched: what was built, what came since, and what is gone.
 *
 * <p>Main type: {@link dev.tributary.ann.live.LiveIndex}. Depends on {@code ann}, {@code math} and {@code settings}; knows no kind of index.
 */
@NullMarked
package dev.tributary.ann.live;

import org.jspecify.annotations.NullMarked;
