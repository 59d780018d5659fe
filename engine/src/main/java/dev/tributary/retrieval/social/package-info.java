/**
 * Social (关注): what the authors published that a user follows or likes to read, and authors like them (spec §2.11).
 *
 * <p>Main type: {@link dev.tributary.retrieval.social.Social}. The shelves are those of {@code retrieval.shelves}, the likeness of authors that of {@code
 * retrieval.itemitem}. Depends on {@code retrieval}, {@code model}, {@code catalog}, {@code data}, {@code settings} and {@code math}.
 */
@NullMarked
package dev.tributary.retrieval.social;

import org.jspecify.annotations.NullMarked;
