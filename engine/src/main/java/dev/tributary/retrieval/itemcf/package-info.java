/**
 * ItemCF (spec §2.1): items are alike when the same users like them; a user is offered what is like the things they liked.
 *
 * <p>Main type: {@link dev.tributary.retrieval.itemcf.ItemCf}. The online walk and the index are those of {@code
 * retrieval.itemitem}. Depends on {@code retrieval}, {@code model}, {@code data}, {@code settings} and {@code math}.
 */
@NullMarked
package dev.tributary.retrieval.itemcf;

import org.jspecify.annotations.NullMarked;
