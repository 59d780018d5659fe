/**
 * YouTubeDNN: the next item as a class.
 *
 * <p>Main type: {@link dev.tributary.retrieval.youtubednn.YoutubeDnn}. Depends on {@code retrieval.tower}.
 */
@NullMarked
package dev.tributary.retrieval.youtubednn;

import org.jspecify.annotations.NullMarked;
