/**
 * How much of the truth an approximate index finds: measured, aimed at, and watched while it serves.
 *
 * <p>Main types: {@link dev.tributary.ann.recall.RecallTarget}, {@link dev.tributary.ann.recall.RecallMonitor}. Depends on {@code ann} and {@code math};
 * knows no kind of index.
 */
@NullMarked
package dev.tributary.ann.recall;

import org.jspecify.annotations.NullMarked;
