package dev.tributary.retrieval.tower;

import dev.tributary.math.ArrayProduct;
import dev.tributary.math.ArrayProduct.Part;
import dev.tributary.math.ArrayProduct.Rows;
import dev.tributary.math.Job;
import dev.tributary.math.Kernels;
import dev.tributary.math.Matrix;
import dev.tributary.math.Progress;

/** Products of some users' vectors with those of all items, block by block. Stateless. */
final class FullRanking {
  static final int BEST = 10; // places of a list that early stopping looks at
  private static final int USERS = 64;
  private static final int ITEMS = 1024;

  private FullRanking() {}

  /** Is told the products of a user with the items from one on; those of one user come in the order of items, on one thread. */
  interface Listener {
    void products(int row, int firstItem, float[] products, int at, int count);
  }

  /**
   * Computes all products.
   *
   * @param users a row for each user
   */
  static void run(Matrix users, Matrix items, Listener listener, Job job) {
    int dim = items.columns();
    job.withProgress(Progress.NONE)
        .tasks(
            "ranking",
            (users.rows() + USERS - 1) / USERS,
            task -> {
              int from = task * USERS;
              int rows = Math.min(USERS, users.rows() - from);
              float[] a = users.values().toArray((long) from * dim, (long) (from + rows) * dim);
              var b = new float[Math.min(ITEMS, items.rows()) * dim];
              var products = new float[rows * Math.min(ITEMS, items.rows())];
              var product = new ArrayProduct();
              for (int first = 0; first < items.rows(); first += ITEMS) {
                int count = Math.min(ITEMS, items.rows() - first);
                items.values().copyTo((long) first * dim, (long) (first + count) * dim, b, 0);
                product.multiplyTransposed(Rows.of(a, dim), Rows.of(b, dim), Rows.of(products, count), rows, count, dim, Part.ALL, false);
                for (int row = 0; row < rows; row++) {
                  listener.products(from + row, first, products, row * count, count);
                }
              }
            });
  }

  /**
   * NDCG@10 of the interests held out, among all items that their users have not taken.
   *
   * @param vectors of those users, in the order of {@link Samples#heldOut}
   */
  static double ndcg(Matrix vectors, Matrix items, Samples samples, Job job) {
    int[] users = samples.heldOut;
    var targets = new float[users.length];
    for (int n = 0; n < users.length; n++) {
      targets[n] = Kernels.dot(vectors, n, items, samples.target(users[n]));
    }
    var better = new int[users.length];
    run(
        vectors,
        items,
        (n, first, products, at, count) -> {
          samples.hideTaken(users[n], first, products, at, count);
          for (int i = 0; i < count; i++) {
            better[n] += products[at + i] > targets[n] ? 1 : 0;
          }
        },
        job);
    double sum = 0;
    for (int rank : better) {
      sum += rank < BEST ? Math.log(2) / Math.log(rank + 2) : 0;
    }
    return sum / users.length;
  }
}
