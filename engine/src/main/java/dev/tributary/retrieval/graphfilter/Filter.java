package dev.tributary.retrieval.graphfilter;

import dev.tributary.math.Matrix;
import dev.tributary.math.SparseMatrix;
import dev.tributary.retrieval.itemitem.LikeMatrix;

/**
 * A filter of signals on the items, which are named by rank: {@code F = D^−β·h(A)·D^β + w·D^−γ·V·Vᵀ·D^γ} with D the items'
 * popularity, {@code A = R̃ᵀR̃} the normalised adjacency, h a polynomial and V the eigenvectors of A's largest eigenvalues.
 *
 * @param likes the data
 * @param normalized R̃ = D_users^−½ · X · D_items^−½, users × items
 * @param transposed R̃ᵀ
 * @param coefficients of h, see {@link Polynomial}
 * @param popularity D^β, by rank
 * @param ideal V, items × rank; without columns where there is no ideal filter
 * @param idealWeight w
 * @param idealPopularity D^γ, by rank
 */
record Filter(
    LikeMatrix likes,
    SparseMatrix normalized,
    SparseMatrix transposed,
    double[] coefficients,
    double[] popularity,
    Matrix ideal,
    double idealWeight,
    double[] idealPopularity) {}
