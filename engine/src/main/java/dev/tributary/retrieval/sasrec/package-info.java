/**
 * SASRec (自注意力序列推荐): what comes next in a user's sequence, by causal self-attention.
 *
 * <p>Main types: {@link dev.tributary.retrieval.sasrec.SasRec}, {@link dev.tributary.retrieval.sasrec.SasRecTrainer}. Depends on {@code nn},
 * {@code retrieval.vectors}, {@code model}, {@code data} and {@code math}.
 */
@NullMarked
package dev.tributary.retrieval.sasrec;

import org.jspecify.annotations.NullMarked;
