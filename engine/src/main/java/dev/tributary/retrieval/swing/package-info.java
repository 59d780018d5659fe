/**
 * Swing (spec §2.2): two items are alike when pairs of users share them who otherwise share little; small circles, whose members
 * send each other everything, count little.
 *
 * <p>Main type: {@link dev.tributary.retrieval.swing.Swing}. The online walk and the index are those of {@code
 * retrieval.itemitem}. Depends on {@code retrieval}, {@code model}, {@code data}, {@code settings} and {@code math}.
 */
@NullMarked
package dev.tributary.retrieval.swing;

import org.jspecify.annotations.NullMarked;
