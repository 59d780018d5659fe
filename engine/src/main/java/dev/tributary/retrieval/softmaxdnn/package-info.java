/**
 * Softmax DNN: all that a user took after a cut as classes.
 *
 * <p>Main type: {@link dev.tributary.retrieval.softmaxdnn.SoftmaxDnn}. Depends on {@code retrieval.tower}.
 */
@NullMarked
package dev.tributary.retrieval.softmaxdnn;

import org.jspecify.annotations.NullMarked;
