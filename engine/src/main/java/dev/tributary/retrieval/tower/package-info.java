/**
 * What the channels with a network for users share: two towers (双塔), whose items have a network too, and classifiers, whose items have a row of weights each; how they are
 * trained, and the search at request time.
 *
 * <p>Main types: {@link dev.tributary.retrieval.tower.TowerKind} and {@link dev.tributary.retrieval.tower.ClassifierKind}, from which a channel is made. Depends on
 * {@code retrieval.vectors}, {@code feature}, {@code nn}, {@code ann}, {@code model}, {@code data} and {@code math}.
 */
@NullMarked
package dev.tributary.retrieval.tower;

import org.jspecify.annotations.NullMarked;
