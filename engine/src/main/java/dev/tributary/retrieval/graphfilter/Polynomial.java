package dev.tributary.retrieval.graphfilter;

/**
 * A filter as a polynomial of the normalised adjacency A (eigenvalues 0..1; low frequencies near 1) in Chebyshev's basis: {@code
 * h(A) = Σ_k c_k·T_k(I − 2A)}, interpolated in the Chebyshev nodes.
 *
 * <p>Degree 1 is the linear filter h(A) = A. From degree 2 on the target is a plateau that passes low frequencies and stops high
 * ones: with x = 1 − 2λ from −1 (low) to 1 (high), {@code h = ½ + ½·|x|^φ} for x below 0 and {@code ½ − ½·x^φ} from 0 on (Kim,
 * Sung, Han, Lee: "Graph spectral filtering with Chebyshev interpolation for recommendation", SIGIR 2025). As there, the target of
 * node {@code cos(π(n + ½)/(K + 1))} is taken at {@code cos(πn/K)}, so that the lowest frequency passes whole and the highest not at all.
 */
final class Polynomial {
  private Polynomial() {}

  /** The coefficients c_0 … c_degree. */
  static double[] coefficients(int degree, double flatness) {
    if (degree == 1) {
      return new double[] {0.5, -0.5}; // λ = (1 − x) / 2
    }
    int nodes = degree + 1;
    var coefficients = new double[nodes];
    for (int n = 0; n < nodes; n++) {
      double target = plateau(StrictMath.cos(Math.PI * n / degree), flatness);
      for (int k = 0; k < nodes; k++) {
        coefficients[k] += (k == 0 ? 1.0 : 2.0) / nodes * target * StrictMath.cos(Math.PI * k * (n + 0.5) / nodes);
      }
    }
    return coefficients;
  }

  private static double plateau(double x, double flatness) {
    double half = 0.5 * StrictMath.pow(Math.abs(x), flatness);
    return x < 0 ? 0.5 + half : 0.5 - half;
  }
}
