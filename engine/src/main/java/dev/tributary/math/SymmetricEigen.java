package dev.tributary.math;

import static dev.tributary.math.Require.require;

import java.util.Objects;

/**
 * All eigenvalues and eigenvectors of a small symmetric matrix, in doubles: Householder's reduction to three diagonals, then QL
 * with implicit shifts (Bowdler, Martin, Reinsch, Wilkinson: "The QR and QL algorithms for symmetric matrices", Numerische Mathematik 11, 1968).
 *
 * <p>Values descend; vectors have length 1 and are orthogonal to about 1e-13; the largest component of each (the first of equal ones)
 * is positive, so that a repetition gives the same signs. About 4·n³ operations on the calling thread and 16·n² bytes: meant for n up to 1,500.
 *
 * <p>Immutable. Same input, same bits. Stable.
 */
public final class SymmetricEigen {
  private static final int ROUNDS = 60;

  private final double[] values;
  /** Vector i is row i. */
  private final double[][] vectors;

  private SymmetricEigen(double[] values, double[][] vectors) {
    this.values = values;
    this.vectors = vectors;
  }

  /**
   * Decomposes a matrix; only its lower half is read.
   *
   * @throws IllegalArgumentException when it is not square, has more than 4,096 rows, or a value that is not finite
   */
  public static SymmetricEigen of(Matrix matrix) {
    require(matrix.rows() == matrix.columns(), "the matrix is %d × %d, must be square", matrix.rows(), matrix.columns());
    require(matrix.rows() <= 4096, "the matrix has %d rows, allowed up to 4096; take TopEigen for a larger one", matrix.rows());
    int n = matrix.rows();
    var lower = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        lower[i][j] = matrix.get(i, j);
      }
    }
    return of(lower);
  }

  /** Decomposes a square given by its lower half, which is overwritten. */
  static SymmetricEigen of(double[][] lower) {
    int n = lower.length;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        require(Double.isFinite(lower[i][j]), "the value in row %d, column %d is %s, must be finite", i, j, lower[i][j]);
        lower[j][i] = lower[i][j];
      }
    }
    var diagonal = new double[n];
    var beside = new double[n];
    double[][] turned = reduce(lower, diagonal, beside);
    iterate(diagonal, beside, turned);
    var order = java.util.stream.IntStream.range(0, n).boxed().sorted((x, y) -> Double.compare(diagonal[y], diagonal[x])).mapToInt(i -> i).toArray();
    var values = new double[n];
    var vectors = new double[n][];
    for (int i = 0; i < n; i++) {
      values[i] = diagonal[order[i]];
      vectors[i] = turned[order[i]];
      int largest = 0;
      for (int j = 1; j < n; j++) {
        largest = Math.abs(vectors[i][j]) > Math.abs(vectors[i][largest]) ? j : largest;
      }
      if (vectors[i][largest] < 0) {
        for (int j = 0; j < n; j++) {
          vectors[i][j] = -vectors[i][j];
        }
      }
    }
    return new SymmetricEigen(values, vectors);
  }

  /** How many values and vectors. */
  public int size() {
    return values.length;
  }

  /** One eigenvalue, the largest first. */
  public double value(int index) {
    return values[index];
  }

  /** One component of the eigenvector that belongs to {@link #value}. */
  public double vector(int index, int component) {
    Objects.checkIndex(component, values.length);
    return vectors[index][component];
  }

  /**
   * a → T = Qᵀ·a·Q with three diagonals. All loops run along rows of memory.
   *
   * @param diagonal receives T[i, i]
   * @param beside receives T[i + 1, i] at i
   * @return Qᵀ: row j is column j of Q
   */
  private static double[][] reduce(double[][] a, double[] diagonal, double[] beside) {
    int n = a.length;
    var mirrors = new double[n][]; // the vector of step k, over rows k+1.., with a norm of √2: I - v·vᵀ is the reflection
    var product = new double[n];
    for (int k = 0; k < n; k++) {
      diagonal[k] = a[k][k];
      if (k + 1 >= n) {
        break;
      }
      double[] v = new double[n];
      double scale = 0;
      for (int i = k + 1; i < n; i++) {
        scale = Math.max(scale, Math.abs(a[i][k]));
      }
      double norm = 0;
      if (scale > 0) {
        for (int i = k + 1; i < n; i++) {
          v[i] = a[i][k] / scale;
          norm += v[i] * v[i];
        }
        norm = Math.sqrt(norm);
      }
      double tail = 0;
      for (int i = k + 2; i < n; i++) {
        tail = Math.max(tail, Math.abs(v[i]));
      }
      if (tail == 0) { // nothing to reflect
        beside[k] = a[k + 1][k];
        continue;
      }
      double head = v[k + 1];
      double target = head > 0 ? -norm : norm;
      beside[k] = target * scale;
      v[k + 1] = head - target;
      double length = Math.sqrt(norm * norm - head * target); // |v|² / 2
      for (int i = k + 1; i < n; i++) {
        v[i] /= length;
      }
      mirrors[k] = v;
      // a ← (I - v·vᵀ)·a·(I - v·vᵀ) = a - v·wᵀ - w·vᵀ with w = a·v - (vᵀ·a·v / 2)·v
      double half = 0;
      for (int i = k + 1; i < n; i++) {
        product[i] = dot(a[i], v, k + 1, n);
        half += product[i] * v[i] / 2;
      }
      for (int i = k + 1; i < n; i++) {
        product[i] -= half * v[i];
      }
      for (int i = k + 1; i < n; i++) {
        double[] row = a[i];
        double vi = v[i];
        double wi = product[i];
        for (int j = k + 1; j < n; j++) {
          row[j] -= vi * product[j] + wi * v[j];
        }
      }
    }
    // row j of Qᵀ is e_j through the reflections from the last to the first
    var turned = new double[n][n];
    for (int j = 0; j < n; j++) {
      turned[j][j] = 1;
      for (int k = Math.min(j, n - 1) - 1; k >= 0; k--) { // v of step k starts at k + 1: later ones leave e_j alone
        if (mirrors[k] != null) {
          double share = dot(turned[j], mirrors[k], k + 1, n);
          double[] row = turned[j];
          double[] v = mirrors[k];
          for (int i = k + 1; i < n; i++) {
            row[i] -= share * v[i];
          }
        }
      }
    }
    return turned;
  }

  private static double dot(double[] x, double[] y, int from, int to) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = from;
    for (; i + 3 < to; i += 4) {
      s0 += x[i] * y[i];
      s1 += x[i + 1] * y[i + 1];
      s2 += x[i + 2] * y[i + 2];
      s3 += x[i + 3] * y[i + 3];
    }
    for (; i < to; i++) {
      s0 += x[i] * y[i];
    }
    return (s0 + s1) + (s2 + s3);
  }

  /** QL with implicit shifts on the three diagonals; each rotation also turns two rows of the vectors. */
  private static void iterate(double[] d, double[] e, double[][] rows) {
    int n = d.length;
    double norm = 0;
    for (int i = 0; i < n; i++) {
      norm = Math.max(norm, Math.abs(d[i]) + Math.abs(e[i]));
    }
    for (int l = 0; l < n; l++) {
      for (int round = 0; ; round++) {
        int m = l;
        // beside 0, what is left of a matrix of lower rank is rounding of the norm, which no round makes smaller
        while (m < n - 1 && Math.abs(e[m]) > 0x1.0p-53 * Math.max(norm, Math.abs(d[m]) + Math.abs(d[m + 1]))) {
          m++;
        }
        if (m == l) {
          break;
        }
        if (round == ROUNDS) {
          throw new ArithmeticException("eigenvalue " + l + " did not settle in " + ROUNDS + " rounds");
        }
        double g = (d[l + 1] - d[l]) / (2 * e[l]);
        double r = Math.hypot(g, 1);
        g = d[m] - d[l] + e[l] / (g + Math.copySign(r, g));
        double s = 1;
        double c = 1;
        double p = 0;
        int i = m - 1;
        for (; i >= l; i--) {
          double f = s * e[i];
          double b = c * e[i];
          r = Math.hypot(f, g);
          e[i + 1] = r;
          if (r == 0) { // the matrix falls apart here: take up the parts anew
            d[i + 1] -= p;
            e[m] = 0;
            break;
          }
          s = f / r;
          c = g / r;
          g = d[i + 1] - p;
          r = (d[i] - g) * s + 2 * c * b;
          p = s * r;
          d[i + 1] = g + p;
          g = c * r - b;
          rotate(rows[i], rows[i + 1], c, s);
        }
        if (i < l) {
          d[l] -= p;
          e[l] = g;
          e[m] = 0;
        }
      }
    }
  }

  private static void rotate(double[] x, double[] y, double c, double s) {
    for (int k = 0; k < x.length; k++) {
      double old = y[k];
      y[k] = s * x[k] + c * old;
      x[k] = c * x[k] - s * old;
    }
  }
}
