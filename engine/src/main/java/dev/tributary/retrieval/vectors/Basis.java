package dev.tributary.retrieval.vectors;

import dev.tributary.math.Job;
import dev.tributary.math.Matrix;
import dev.tributary.math.MatrixProduct;
import dev.tributary.math.SymmetricEigen;

/**
 * The axes along which the Gram matrix Σ b·bᵀ of a table of vectors is diagonal: with the vectors turned there, what a user owes to
 * all items at once is a number for each factor. Inner products do not change as long as both sides turn together. Immutable.
 *
 * @param spectrum the diagonal, largest first, 0 or more
 * @param axes one axis in each column
 */
public record Basis(float[] spectrum, Matrix axes) {
  /** The axes of these vectors. O(rows · d² + d³). */
  public static Basis of(Matrix vectors, Job job) {
    int width = vectors.columns();
    var gram = Matrix.zeros(width, width);
    MatrixProduct.transposedGram(1, vectors, 0, gram, job);
    var eigen = SymmetricEigen.of(gram);
    var spectrum = new float[width];
    for (int axis = 0; axis < width; axis++) {
      spectrum[axis] = (float) Math.max(0, eigen.value(axis));
      for (int row = 0; row < width; row++) {
        gram.set(row, axis, (float) eigen.vector(axis, row));
      }
    }
    return new Basis(spectrum, gram);
  }

  /** Turns vectors, in place. */
  public void turn(Matrix vectors, Job job) {
    MatrixProduct.multiplyInPlace(vectors, axes, job);
  }

  /** One vector that was found in these axes, in the axes from before. */
  public float[] back(float[] turned) {
    var vector = new float[turned.length];
    for (int row = 0; row < vector.length; row++) {
      double sum = 0;
      for (int axis = 0; axis < turned.length; axis++) {
        sum += (double) turned[axis] * axes.get(row, axis);
      }
      vector[row] = (float) sum;
    }
    return vector;
  }
}
