/**
 * The two-tower channel (双塔召回): ids, features and the pooled history of users against ids and features of items.
 *
 * <p>Main type: {@link dev.tributary.retrieval.twotower.TwoTower}. Depends on {@code retrieval.tower}.
 */
@NullMarked
package dev.tributary.retrieval.twotower;

import org.jspecify.annotations.NullMarked;
