package dev.tributary.retrieval.tower;

import dev.tributary.math.ArrayProduct;
import dev.tributary.math.ArrayProduct.Part;
import dev.tributary.math.ArrayProduct.Rows;
import dev.tributary.math.Job;
import dev.tributary.math.Matrix;
import dev.tributary.math.Progress;

/** Products of some users' vectors with those of all items, block by block. Stateless. */
final class FullRanking {
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
}
