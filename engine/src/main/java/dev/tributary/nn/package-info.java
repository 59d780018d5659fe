/**
 * Neural networks, as small as the towers need: layers with hand-written backward passes, losses, optimisers, checkpoints. There is no
 * tape: a network calls its layers forwards, keeps what they made in arrays of its own, and calls them backwards.
 *
 * <p>Rows of floats lie in arrays without gaps; dense parameters of a network lie in one array, {@link dev.tributary.nn.Weights}, so that a gradient is one
 * array too; embeddings lie off the heap in an {@link dev.tributary.nn.EmbeddingTable}. Layers hold no state and are thread-safe. A batch is cut into
 * {@link dev.tributary.nn.Slices} by its size, each with gradients of its own that are summed in order: the same bits on any number of threads.
 *
 * <p>Depends on {@code math}, and on {@code model} for the files of checkpoints. Not exported.
 */
@NullMarked
package dev.tributary.nn;

import org.jspecify.annotations.NullMarked;
