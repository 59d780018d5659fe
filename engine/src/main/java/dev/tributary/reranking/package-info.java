/**
 * The last stage of the funnel: the order that a person sees. Scatter rules (打散) keep pages varied; each rule holds, or the
 * page says where it could not.
 *
 * <p>Main types: {@link dev.tributary.reranking.ScatterRule}, {@link dev.tributary.reranking.Scatter}. Depends on {@code
 * catalog, math}.
 */
@NullMarked
package dev.tributary.reranking;

import org.jspecify.annotations.NullMarked;
