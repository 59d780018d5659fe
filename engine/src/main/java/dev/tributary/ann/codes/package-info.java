/**
 * Vectors in 8 bits a value, for searches that look at many and compare few exactly.
 *
 * <p>Main type: {@link dev.tributary.ann.codes.ByteCodes}. Depends on {@code ann} and {@code math}. Not exported.
 */
@NullMarked
package dev.tributary.ann.codes;

import org.jspecify.annotations.NullMarked;
