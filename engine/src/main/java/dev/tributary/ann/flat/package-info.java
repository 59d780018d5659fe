/**
 * The exact scan: every vector is compared. Right by construction, at the speed of memory, and the best choice up to some ten thousand
 * vectors.
 *
 * <p>Main type: {@link dev.tributary.ann.flat.FlatIndex}. Depends on {@code ann}, {@code ann.codes}, {@code settings} and {@code math}.
 */
@NullMarked
package dev.tributary.ann.flat;

import org.jspecify.annotations.NullMarked;
