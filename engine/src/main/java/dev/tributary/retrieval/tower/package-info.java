/**
 * What the two-tower channels share (双塔): a network for users and one for items whose unit vectors meet in a cosine, how they are trained, and the search at
 * request time.
 *
 * <p>Main types: {@link dev.tributary.retrieval.tower.TowerKind}, from which a channel is made, and {@link dev.tributary.retrieval.tower.TowerModel}. Depends on
 * {@code retrieval.vectors}, {@code feature}, {@code nn}, {@code ann}, {@code model}, {@code data} and {@code math}.
 */
@NullMarked
package dev.tributary.retrieval.tower;

import org.jspecify.annotations.NullMarked;
