/**
 * UserCF (spec §2.3): users are alike who like the same things; a user is offered what those who are like them like. Likeness is
 * computed when asked, from the user's interests of this moment, so that nothing about a user is ever out of date.
 *
 * <p>Main type: {@link dev.tributary.retrieval.usercf.UserCf}. Depends on {@code retrieval}, {@code model}, {@code data}, {@code
 * settings} and {@code math}.
 */
@NullMarked
package dev.tributary.retrieval.usercf;

import org.jspecify.annotations.NullMarked;
