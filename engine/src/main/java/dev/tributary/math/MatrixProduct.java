package dev.tributary.math;

import static dev.tributary.math.Require.require;

import dev.tributary.math.BlockProduct.Part;
import java.lang.foreign.MemorySegment;

/**
 * Products of dense matrices: C = α·A·B + β·C in its forms, in float, on all threads of a job.
 *
 * <p>m·n·k multiplications at close to the peak of the machine when {@link Kernels#vectorized}; extra memory is up to 9 MB.
 * Sums run in an order fixed by the shapes: the same bits for any number of threads on one kind of CPU. Where β is 0, C is
 * not read, so it may hold anything. C may not share memory with A or B. Thread-safe: stateless. Stable.
 *
 * <p>All throw {@link IllegalArgumentException} when shapes do not fit, and {@link java.util.concurrent.CancellationException} when the
 * job's listener stops them; C is then undefined.
 */
public final class MatrixProduct {
  private static final String PHASE = "multiplying";
  private static final int STRIPE = 512; // rows of A copied at once: B is packed once for so many

  private MatrixProduct() {}

  /** C = alpha·A·B + beta·C: A is m × k, B is k × n, C is m × n. */
  public static void multiply(float alpha, Matrix a, Matrix b, float beta, Matrix c, Job job) {
    check(a.rows(), a.columns(), b.rows(), b.columns(), c);
    product(job).multiply(alpha, a.block(), false, b.block(), false, beta, c.block(), Part.ALL);
  }

  /** C = alpha·A·Bᵀ + beta·C: A is m × k, B is n × k, C is m × n. */
  public static void multiplyTransposed(float alpha, Matrix a, Matrix b, float beta, Matrix c, Job job) {
    check(a.rows(), a.columns(), b.columns(), b.rows(), c);
    product(job).multiply(alpha, a.block(), false, b.block(), true, beta, c.block(), Part.ALL);
  }

  /** C = alpha·Aᵀ·B + beta·C: A is k × m, B is k × n, C is m × n. */
  public static void transposedMultiply(float alpha, Matrix a, Matrix b, float beta, Matrix c, Job job) {
    check(a.columns(), a.rows(), b.rows(), b.columns(), c);
    product(job).multiply(alpha, a.block(), true, b.block(), false, beta, c.block(), Part.ALL);
  }

  /**
   * C = alpha·A·Aᵀ + beta·C for a symmetric C (only its lower half is read): A is n × k, C is n × n. Half the work of {@link
   * #multiplyTransposed}; both halves of C are written, with the same bits.
   */
  public static void gram(float alpha, Matrix a, float beta, Matrix c, Job job) {
    check(a.rows(), a.columns(), a.columns(), a.rows(), c);
    product(job).multiply(alpha, a.block(), false, a.block(), true, beta, c.block(), Part.LOWER);
    mirror(c.block(), job);
  }

  /**
   * C = alpha·Aᵀ·A + beta·C for a symmetric C (only its lower half is read): A is k × n, C is n × n. Half the work of {@link
   * #transposedMultiply}; both halves of C are written, with the same bits.
   */
  public static void transposedGram(float alpha, Matrix a, float beta, Matrix c, Job job) {
    check(a.columns(), a.rows(), a.rows(), a.columns(), c);
    product(job).multiply(alpha, a.block(), true, a.block(), false, beta, c.block(), Part.LOWER);
    mirror(c.block(), job);
  }

  /** A = A·B for a square B, in place: a stripe of A after another is copied and written over. */
  public static void multiplyInPlace(Matrix a, Matrix b, Job job) {
    require(b.rows() == b.columns(), "the right factor is %d × %d, must be square", b.rows(), b.columns());
    check(a.rows(), a.columns(), b.rows(), b.columns(), a);
    var product = product(job).alone();
    var stripes = new Pool<>(job.threads(), () -> Matrix.zeros(Math.min(STRIPE, a.rows()), a.columns()).block());
    int count = (a.rows() + STRIPE - 1) / STRIPE;
    job.tasks(
        PHASE,
        count,
        task -> {
          var target = a.block().part(task * STRIPE, Math.min(a.rows(), (task + 1) * STRIPE), 0, a.columns());
          var stripe = stripes.take();
          MemorySegment.copy(target.values(), target.at(0, 0), stripe.values(), 0, 4L * target.rows() * target.columns());
          product.multiply(1, stripe.part(0, target.rows(), 0, a.columns()), false, b.block(), false, 0, target, Part.ALL);
          stripes.give(stripe);
        });
  }

  /** Copies what lies below the diagonal of a square to its mirror place above. */
  static void mirror(Block c, Job job) {
    int side = 64; // two squares of 16 KB fit the L1 cache
    int n = c.rows();
    int bands = (n + side - 1) / side;
    var quiet = job.withProgress(Progress.NONE);
    quiet.tasks(
        "mirroring",
        bands,
        task -> {
          int band = bands - 1 - task; // the longest first
          var square = new float[side * side];
          int top = band * side;
          int bottom = Math.min(n, top + side);
          for (int left = 0; left < bottom; left += side) {
            int right = Math.min(bottom, left + side);
            for (int row = top; row < bottom; row++) {
              c.copy(row, left, right - left, square, (row - top) * side);
            }
            for (int column = left; column < right; column++) {
              for (int row = Math.max(top, column + 1); row < bottom; row++) {
                c.set(column, row, square[(row - top) * side + column - left]);
              }
            }
          }
        });
  }

  private static BlockProduct product(Job job) {
    return new BlockProduct(Kernels.arithmetic(), job, PHASE);
  }

  private static void check(int m, int k, int otherK, int n, Matrix c) {
    require(k == otherK, "the factors are %d × %d and %d × %d, the inner sizes must agree", m, k, otherK, n);
    require(c.rows() == m && c.columns() == n, "the product is %d × %d, the target %d × %d", m, n, c.rows(), c.columns());
  }
}
