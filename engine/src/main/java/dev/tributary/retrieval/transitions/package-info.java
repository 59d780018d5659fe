/**
 * Transitions (spec §2.12): what people turned to after an item. A user is offered what follows their newest interests.
 *
 * <p>Main type: {@link dev.tributary.retrieval.transitions.Transitions}. The online walk and the index are those of {@code
 * retrieval.itemitem}. Depends on {@code retrieval}, {@code model}, {@code data}, {@code settings} and {@code math}.
 */
@NullMarked
package dev.tributary.retrieval.transitions;

import org.jspecify.annotations.NullMarked;
