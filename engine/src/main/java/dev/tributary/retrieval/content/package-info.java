/**
 * Content (spec §2.4): items are alike when their own attributes are (categories, keywords, author, words, a vector that the
 * user supplies). Needs nobody's behaviour to know an item: the channel of new items.
 *
 * <p>Main type: {@link dev.tributary.retrieval.content.Content}. Depends on {@code retrieval}, {@code model}, {@code catalog},
 * {@code data}, {@code settings} and {@code math}.
 */
@NullMarked
package dev.tributary.retrieval.content;

import org.jspecify.annotations.NullMarked;
