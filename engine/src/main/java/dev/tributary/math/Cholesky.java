package dev.tributary.math;

import static dev.tributary.math.Require.require;

import dev.tributary.math.BlockProduct.Part;

/**
 * Cholesky's decomposition A = L·Lᵀ of a symmetric positive definite matrix, the inverse of L, and the inverse of A: in floats, in
 * place, on all threads of a job.
 *
 * <p>Each step halves the matrix until blocks of 64 rows remain, so that nearly all work is matrix products (Elmroth, Gustavson,
 * Jonsson, Kågström: "Recursive blocked algorithms and hybrid data structures for dense matrix library software", SIAM Review 46(1), 2004).
 * The blocks of 64 are done in double. The inverse is L → L⁻¹ → L⁻ᵀ·L⁻¹.
 *
 * <p>n³/6 multiplications for L, as many again for its inverse, n³/2 for the inverse of A: half of what a general inverse takes. Memory
 * beside the matrix: 256 bytes a row, and up to 9 MB a thread. Errors grow as the condition of A times 6e-8.
 *
 * <p>The same bits for any number of threads on one kind of CPU. Thread-safe: stateless. Stable.
 *
 * <p>All throw {@link IllegalArgumentException} when the matrix is not square, and {@link
 * java.util.concurrent.CancellationException} when the job's listener stops them; the matrix is then undefined.
 */
public final class Cholesky {
  /** Rows of a block that is not halved again. At most {@link BlockProduct#ALIAS}, see there. */
  private static final int LEAF = 64;

  private final Block a;
  private final int n;
  private final Job job;
  private final BlockProduct product;
  private final BlockProduct alone;
  private final Meter meter;
  /** The diagonal as it was. */
  private final float[] diagonal;
  /** The inverse of each leaf of L, zero above its diagonal: leaf k in rows 64·k and on. */
  private final Block leaves;

  private Cholesky(Matrix matrix, Job job, String phase, double work, Arithmetic arithmetic) {
    require(matrix.rows() == matrix.columns(), "the matrix is %d × %d, must be square", matrix.rows(), matrix.columns());
    a = matrix.block();
    n = matrix.rows();
    meter = new Meter(job, phase, n, work * n * n * n);
    this.job = job.withProgress(meter);
    product = new BlockProduct(arithmetic, this.job, phase);
    alone = product.alone();
    diagonal = new float[n];
    for (int row = 0; row < n; row++) {
      diagonal[row] = a.get(row, row);
    }
    leaves = Matrix.zeros(n, Math.min(n, LEAF)).block();
  }

  /**
   * Turns the lower half of a symmetric positive definite matrix into L. What stands above the diagonal is neither read nor changed.
   *
   * @throws SingularMatrixException names the first row whose pivot is not above 1e-7 of its diagonal; the matrix is then undefined
   */
  public static void factor(Matrix matrix, Job job) {
    factor(matrix, job, Kernels.arithmetic());
  }

  static void factor(Matrix matrix, Job job, Arithmetic arithmetic) {
    var cholesky = new Cholesky(matrix, job, "factoring", 1 / 6.0, arithmetic);
    cholesky.factor(0, cholesky.n);
  }

  /**
   * Turns a lower triangle into its inverse. What stands above the diagonal is neither read nor changed.
   *
   * @throws SingularMatrixException names the first row whose diagonal is 0 or not finite; the matrix is then undefined
   */
  public static void invertTriangle(Matrix matrix, Job job) {
    var cholesky = new Cholesky(matrix, job, "inverting", 1 / 6.0, Kernels.arithmetic());
    for (int leaf = 0; leaf < cholesky.n; leaf += LEAF) {
      var values = cholesky.readLeaf(leaf, Math.min(cholesky.n, leaf + LEAF));
      cholesky.keepInverse(values, leaf);
    }
    cholesky.invert(0, cholesky.n);
  }

  /**
   * Turns a symmetric positive definite matrix into its inverse. Only the lower half is read; the inverse is written whole, and
   * is symmetric to the bit.
   *
   * @throws SingularMatrixException names the first row whose pivot is not above 1e-7 of its diagonal; the matrix is then undefined
   */
  public static void invert(Matrix matrix, Job job) {
    invert(matrix, job, Kernels.arithmetic());
  }

  static void invert(Matrix matrix, Job job, Arithmetic arithmetic) {
    var cholesky = new Cholesky(matrix, job, "inverting", 0.5, arithmetic);
    cholesky.factor(0, cholesky.n);
    cholesky.invert(0, cholesky.n);
    cholesky.square(0, cholesky.n);
    MatrixProduct.mirror(cholesky.a, job);
  }

  /** Where the halves meet: a whole number of leaves. */
  private static int middle(int from, int to) {
    int leaves = (to - from + LEAF - 1) / LEAF;
    return from + (leaves + 1) / 2 * LEAF;
  }

  /** A → L in rows and columns from..to. */
  private void factor(int from, int to) {
    if (to - from <= LEAF) {
      factorLeaf(from, to);
      return;
    }
    int middle = middle(from, to);
    factor(from, middle);
    var below = a.part(middle, to, from, middle);
    byRows(below, middle - from, rows -> solveTransposed(from, middle, rows));
    meter.next(half(to - middle) * (middle - from));
    product.multiply(-1, below, false, below, true, 1, a.part(middle, to, middle, to), Part.LOWER);
    factor(middle, to);
  }

  /** X → X·L⁻ᵀ with the triangle of rows from..to. */
  private void solveTransposed(int from, int to, Block x) {
    int rows = x.rows();
    if (to - from <= LEAF) {
      alone.multiply(1, x, false, leaf(from, to), true, 0, x, Part.ALL);
      return;
    }
    int middle = middle(from, to);
    var left = x.part(0, rows, 0, middle - from);
    var right = x.part(0, rows, middle - from, to - from);
    solveTransposed(from, middle, left);
    alone.multiply(-1, left, false, a.part(middle, to, from, middle), true, 1, right, Part.ALL);
    solveTransposed(middle, to, right);
  }

  /** L → L⁻¹ in rows and columns from..to. */
  private void invert(int from, int to) {
    if (to - from <= LEAF) {
      var inverse = leaf(from, to);
      for (int row = from; row < to; row++) {
        for (int column = from; column <= row; column++) {
          a.set(row, column, inverse.get(row - from, column - from));
        }
      }
      return;
    }
    // [L1 0; B L2]⁻¹ = [L1⁻¹ 0; -L2⁻¹·B·L1⁻¹ L2⁻¹]
    int middle = middle(from, to);
    var below = a.part(middle, to, from, middle);
    byColumns(below, to - middle, columns -> solveNegative(middle, to, columns));
    byRows(below, middle - from, rows -> solve(from, middle, rows));
    invert(from, middle);
    invert(middle, to);
  }

  /** X → -L⁻¹·X with the triangle of rows from..to. */
  private void solveNegative(int from, int to, Block x) {
    int columns = x.columns();
    if (to - from <= LEAF) {
      alone.multiply(-1, leaf(from, to), false, x, false, 0, x, Part.ALL);
      return;
    }
    int middle = middle(from, to);
    var top = x.part(0, middle - from, 0, columns);
    var bottom = x.part(middle - from, to - from, 0, columns);
    solveNegative(from, middle, top);
    alone.multiply(1, a.part(middle, to, from, middle), false, top, false, 1, bottom, Part.ALL); // top is negative already
    solveNegative(middle, to, bottom);
  }

  /** X → X·L⁻¹ with the triangle of rows from..to. */
  private void solve(int from, int to, Block x) {
    int rows = x.rows();
    if (to - from <= LEAF) {
      alone.multiply(1, x, false, leaf(from, to), false, 0, x, Part.ALL);
      return;
    }
    int middle = middle(from, to);
    var left = x.part(0, rows, 0, middle - from);
    var right = x.part(0, rows, middle - from, to - from);
    solve(middle, to, right);
    alone.multiply(-1, right, false, a.part(middle, to, from, middle), false, 1, left, Part.ALL);
    solve(from, middle, left);
  }

  /** W = L⁻¹ → the lower half of Wᵀ·W in rows and columns from..to. */
  private void square(int from, int to) {
    if (to - from <= LEAF) {
      squareLeaf(from, to);
      return;
    }
    // [W1 0; B W2]ᵀ·[W1 0; B W2] = [W1ᵀ·W1 + Bᵀ·B, ; W2ᵀ·B, W2ᵀ·W2]
    int middle = middle(from, to);
    var below = a.part(middle, to, from, middle);
    square(from, middle);
    meter.next(half(middle - from) * (to - middle));
    product.multiply(1, below, true, below, false, 1, a.part(from, middle, from, middle), Part.LOWER);
    byColumns(below, to - middle, columns -> multiplyTransposed(middle, to, columns));
    square(middle, to);
  }

  /** X → Wᵀ·X with the triangle of rows from..to, whose leaves are still those of the inverse. */
  private void multiplyTransposed(int from, int to, Block x) {
    int columns = x.columns();
    if (to - from <= LEAF) {
      alone.multiply(1, leaf(from, to), true, x, false, 0, x, Part.ALL);
      return;
    }
    int middle = middle(from, to);
    var top = x.part(0, middle - from, 0, columns);
    var bottom = x.part(middle - from, to - from, 0, columns);
    multiplyTransposed(from, middle, top);
    alone.multiply(1, a.part(middle, to, from, middle), true, bottom, false, 1, top, Part.ALL);
    multiplyTransposed(middle, to, bottom);
  }

  /** What one thread does to a part of a rectangle. */
  @FunctionalInterface
  private interface Step {
    void take(Block part);
  }

  /** Every row of a rectangle goes its own way through a triangle of so many rows: no thread waits for another inside. */
  private void byRows(Block x, int triangle, Step step) {
    meter.next(half(triangle) * x.rows());
    int tasks = tasks(x.rows(), triangle);
    job.tasks(
        meter.phase,
        tasks,
        task -> step.take(x.part(start(x.rows(), tasks, task), start(x.rows(), tasks, task + 1), 0, x.columns())));
  }

  private void byColumns(Block x, int triangle, Step step) {
    meter.next(half(triangle) * x.columns());
    int tasks = tasks(x.columns(), triangle);
    job.tasks(
        meter.phase,
        tasks,
        task -> step.take(x.part(0, x.rows(), start(x.columns(), tasks, task), start(x.columns(), tasks, task + 1))));
  }

  /** Wide tasks pack the triangle less often, many tasks keep threads busy to the end. No value depends on the cut. */
  private int tasks(int length, int triangle) {
    boolean small = half(triangle) * length < 4e6;
    int most = (length + 127) / 128;
    int wanted = job.threads() == 1 || small ? 1 : 4 * job.threads();
    return Math.max((length + 1023) / 1024, Math.min(wanted, most));
  }

  private static int start(int length, int tasks, int task) {
    return (int) ((long) length * task / tasks);
  }

  private static double half(int n) {
    return 0.5 * n * n;
  }

  private Block leaf(int from, int to) {
    return leaves.part(from, to, 0, to - from);
  }

  /** The lower triangle of a leaf, rows {@link #LEAF} apart. */
  private double[] readLeaf(int from, int to) {
    var values = new double[LEAF * LEAF];
    var line = new float[LEAF];
    for (int row = from; row < to; row++) {
      a.copy(row, from, row - from + 1, line, 0);
      for (int column = 0; column <= row - from; column++) {
        values[(row - from) * LEAF + column] = line[column];
      }
    }
    return values;
  }

  private void factorLeaf(int from, int to) {
    double[] values = readLeaf(from, to);
    int size = to - from;
    // by rows: L[i, j] = (A[i, j] - Σ_{k<j} L[i, k]·L[j, k]) / L[j, j]
    for (int i = 0; i < size; i++) {
      for (int j = 0; j <= i; j++) {
        double rest = values[i * LEAF + j] - dot(values, i * LEAF, j * LEAF, j);
        if (i > j) {
          values[i * LEAF + j] = rest / values[j * LEAF + j];
        } else if (rest > 1e-7 * diagonal[from + i] && rest < Double.POSITIVE_INFINITY) { // false for NaN too
          values[i * LEAF + i] = Math.sqrt(rest);
        } else {
          throw new SingularMatrixException(from + i, rest, diagonal[from + i]);
        }
      }
    }
    for (int i = 0; i < size; i++) {
      for (int j = 0; j <= i; j++) {
        a.set(from + i, from + j, (float) values[i * LEAF + j]);
      }
    }
    keepInverse(values, from);
  }

  private static double dot(double[] values, int left, int right, int length) {
    double even = 0;
    double odd = 0;
    int k = 0;
    for (; k + 1 < length; k += 2) {
      even += values[left + k] * values[right + k];
      odd += values[left + k + 1] * values[right + k + 1];
    }
    return k < length ? even + odd + values[left + k] * values[right + k] : even + odd;
  }

  /** Inverts a leaf of L, rows {@link #LEAF} apart, and keeps it. */
  private void keepInverse(double[] l, int from) {
    int size = Math.min(LEAF, n - from);
    var inverse = new double[LEAF * LEAF];
    for (int i = 0; i < size; i++) {
      double pivot = l[i * LEAF + i];
      if (pivot == 0 || !Double.isFinite(pivot)) {
        throw new SingularMatrixException(from + i, pivot, pivot);
      }
      // row i of the inverse = (e_i - Σ_{k<i} L[i, k]·row k of the inverse) / L[i, i]
      for (int k = 0; k < i; k++) {
        double factor = l[i * LEAF + k];
        for (int j = 0; j <= k; j++) {
          inverse[i * LEAF + j] -= factor * inverse[k * LEAF + j];
        }
      }
      for (int j = 0; j < i; j++) {
        inverse[i * LEAF + j] /= pivot;
      }
      inverse[i * LEAF + i] = 1 / pivot;
      for (int j = 0; j <= i; j++) {
        leaves.set(from + i, j, (float) inverse[i * LEAF + j]);
      }
    }
  }

  private void squareLeaf(int from, int to) {
    double[] w = readLeaf(from, to);
    int size = to - from;
    var square = new double[LEAF * LEAF];
    for (int k = 0; k < size; k++) {
      for (int i = 0; i <= k; i++) {
        double factor = w[k * LEAF + i];
        for (int j = 0; j <= i; j++) {
          square[i * LEAF + j] += factor * w[k * LEAF + j];
        }
      }
    }
    for (int i = 0; i < size; i++) {
      for (int j = 0; j <= i; j++) {
        a.set(from + i, from + j, (float) square[i * LEAF + j]);
      }
    }
  }

  /** Tells the listener of a job one growing count instead of one for each of its many steps. One thread at a time. */
  private static final class Meter implements Progress {
    final String phase;
    private final Progress listener;
    private final long rows;
    private final double work;
    private double before;
    private double step;

    Meter(Job job, String phase, long rows, double work) {
      this.phase = phase;
      this.listener = job.progress();
      this.rows = rows;
      this.work = work;
    }

    /** The next step takes so many multiplications. */
    void next(double multiplications) {
      before += step;
      step = multiplications;
    }

    @Override
    public boolean report(String phase, long done, long total) {
      double share = (before + (total == 0 ? 0 : step * done / total)) / work;
      return listener.report(this.phase, (long) (rows * Math.min(1, share)), rows);
    }
  }
}
