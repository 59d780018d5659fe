/**
 * Arithmetic that everything rests on: {@link dev.tributary.math.Kernels kernels} behind one door, off-heap
 * columns, dense matrices, top-k with a total order, seeds, and loops whose result does not depend on the number of threads.
 *
 * <p>Main types: {@link dev.tributary.math.Kernels}, {@link dev.tributary.math.Job}, {@link
 * dev.tributary.math.TopK}. Depends on nothing.
 */
@NullMarked
package dev.tributary.math;

import org.jspecify.annotations.NullMarked;
