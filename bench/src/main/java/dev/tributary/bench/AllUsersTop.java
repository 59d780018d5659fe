package dev.tributary.bench;

import dev.tributary.ann.Metric;
import dev.tributary.ann.RowFilter;
import dev.tributary.ann.SearchResults;
import dev.tributary.ann.Vectors;
import dev.tributary.ann.flat.FlatIndex;
import dev.tributary.data.EventFiles;
import dev.tributary.data.EventFormat;
import dev.tributary.data.ReadOptions;
import dev.tributary.math.FloatColumn;
import dev.tributary.math.Job;
import dev.tributary.math.Kernels;
import dev.tributary.math.Matrix;
import dev.tributary.math.MatrixProduct;
import dev.tributary.math.Progress;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.wals.WalsConfig;
import dev.tributary.retrieval.wals.WalsTrainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The twenty best items of every user at once, by vectors that WALS learned: their products, 2 · users · items · factors operations, and the choice of the twenty, as billions of operations a second
 * beside the product of two matrices of 2048 in the same run, by turns, ours and numpy's (OpenBLAS); the best of five turns each; and the products alone, in the same blocks. Nothing is left out of a product, and no user's own items of the lists.
 *
 * <p>Arguments: events; their format; factors; threads; a Python interpreter with numpy (default: the environment's PYTHON; without either numpy is skipped). Run it from the folder of the project.
 */
public final class AllUsersTop {
  private static final int BEST = 20;
  private static final int TURNS = 5;
  private static final int SIDE = 2048;
  private static final int BLOCK = 4096; // users at once, whose lists are held
  private static final int ROWS = 2048; // a side of the blocks of the products alone

  private AllUsersTop() {}

  /** See the class. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    var log = EventFiles.load(Path.of(arguments[0]), ReadOptions.DEFAULT.withFormat(EventFormat.named(arguments[1])), Progress.NONE).interactions();
    int factors = Integer.parseInt(arguments[2]);
    var job = Job.DEFAULT.withThreads(Integer.parseInt(arguments[3]));
    String python = arguments.length > 4 ? arguments[4] : System.getenv().getOrDefault("PYTHON", "");
    var model = new WalsTrainer(WalsConfig.DEFAULT.withFactors(factors).withEpochs(3)).train(TrainingData.of(log), job);
    var items = model.itemVectors().vectors();
    var users = model.userVectors().vectors();
    var index = FlatIndex.of(Vectors.of(Metric.INNER_PRODUCT, items));
    System.out.printf(Locale.ROOT, "kernels: %s; %,d users, %,d items, %d factors, %d threads%n", Kernels.description(), users.rows(), items.rows(), factors, job.threads());
    double operations = 2.0 * users.rows() * items.rows() * factors;
    double square = 2.0 * SIDE * SIDE * SIDE;
    double all = 0;
    double products = 0;
    double ours = 0;
    double numpy = 0;
    for (int turn = 0; turn < TURNS; turn++) {
      long start = System.nanoTime();
      for (int from = 0; from < users.rows(); from += BLOCK) {
        int to = Math.min(users.rows(), from + BLOCK);
        index.search(rows(users, from, to), RowFilter.ALL, new SearchResults(to - from, BEST), job);
      }
      all = Math.max(all, operations / (System.nanoTime() - start));
      start = System.nanoTime();
      multiply(users, items, job);
      products = Math.max(products, operations / (System.nanoTime() - start));
      ours = Math.max(ours, square / 1e9 / DenseKernels.ours("sgemm", SIDE, 3, job).elapsed());
      numpy = python.isEmpty() ? 0 : Math.max(numpy, square / 1e9 / DenseKernels.numpy("sgemm", SIDE, 3, job.threads(), python).elapsed());
    }
    String peer = numpy == 0 ? "skipped" : String.format(Locale.ROOT, "%.1f", numpy);
    System.out.printf(Locale.ROOT, "top %d of all users %.1f billion operations a second, the products alone %.1f; a product of %d: ours %.1f, numpy %s%n", BEST, all, products, SIDE, ours, peer);
  }

  private static void multiply(Matrix users, Matrix items, Job job) {
    var scores = FloatColumn.allocate((long) ROWS * ROWS);
    for (int user = 0; user < users.rows(); user += ROWS) {
      var left = rows(users, user, Math.min(users.rows(), user + ROWS));
      for (int item = 0; item < items.rows(); item += ROWS) {
        var right = rows(items, item, Math.min(items.rows(), item + ROWS));
        MatrixProduct.multiplyTransposed(1, left, right, 0, Matrix.of(left.rows(), right.rows(), scores.part(0, (long) left.rows() * right.rows())), job);
      }
    }
  }

  private static Matrix rows(Matrix of, int from, int to) {
    return Matrix.of(to - from, of.columns(), of.values().part((long) from * of.columns(), (long) to * of.columns()));
  }
}
