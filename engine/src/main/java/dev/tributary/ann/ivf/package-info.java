/**
 * Vectors in cells, of which a search looks into a few, through codes of 4 bits.
 *
 * <p>Main type: {@link dev.tributary.ann.ivf.IvfIndex}. Depends on {@code ann}, {@code model}, {@code math} and {@code settings}.
 */
@NullMarked
package dev.tributary.ann.ivf;

import org.jspecify.annotations.NullMarked;
