package dev.tributary.retrieval.sgd;

/**
 * The quadratic that stands in for a loss when a user's vector is made at request time: for each interest i,
 * {@code (margin − s_i + E s_j)² + background·Var s_j}, and {@code shrinkage·‖a‖²}, with s the scores and j an item drawn as a negative. Immutable.
 *
 * @param margin how far an interest should lie above what is drawn
 * @param background what the scatter of the scores of all items costs
 * @param shrinkage above 0 keeps the vector short
 * @param saturates whether an interest's term is {@code 8·log(1 + exp(−x))} of its lead x, which touches the square with margin 2 where x is 0 and grows flat
 *     beyond it; it is met by squares that are fitted again where they lie
 */
public record Surrogate(float margin, float background, float shrinkage, boolean saturates) {}
