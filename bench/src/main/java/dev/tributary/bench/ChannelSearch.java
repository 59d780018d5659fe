package dev.tributary.bench;

import dev.tributary.ann.IndexKind;
import dev.tributary.ann.Labels;
import dev.tributary.ann.Metric;
import dev.tributary.ann.RowFilter;
import dev.tributary.ann.SearchResult;
import dev.tributary.ann.SearchResults;
import dev.tributary.ann.VectorIndex;
import dev.tributary.ann.Vectors;
import dev.tributary.ann.files.IndexKinds;
import dev.tributary.ann.flat.FlatIndex;
import dev.tributary.ann.hnsw.Hnsw;
import dev.tributary.ann.ivf.Ivf;
import dev.tributary.ann.recall.RecallTarget;
import dev.tributary.data.Interactions;
import dev.tributary.data.Signal;
import dev.tributary.math.Job;
import dev.tributary.math.Kernels;
import dev.tributary.math.Matrix;
import dev.tributary.math.Seeds;
import dev.tributary.model.Bundle;
import dev.tributary.model.BundleWriter;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.wals.Wals;
import dev.tributary.retrieval.wals.WalsConfig;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * What a channel of vectors pays for its candidates: CPU of one thread for the best k under the inner product, by each kind of index, on catalogues of several sizes; of a quarter of a million items or
 * more the exact scan and the inverted file alone, since the others take minutes to be measured and are no faster. Approximate
 * kinds are asked in the cheapest way whose recall on 200 users reaches .95, .98 and .99; the fastest of 3 passes over 200 others is reported. Items and
 * users are what WALS learns (64 factors) of a planted log of 8 million likes by 200,000 users of a million items: 2,000 topics, of which a user likes five, and items and
 * topics of unequal popularity. Smaller catalogues are samples of its items.
 *
 * <p>Arguments: a folder, where the model is kept and used again; k; the sizes.
 */
public final class ChannelSearch {
  private static final int ITEMS = 1_000_000;
  private static final int USERS = 200_000;
  private static final int TOPICS = 2_000;
  private static final int LARGE = 250_000;
  private static final int SAMPLE = 200;
  private static final int PASSES = 3;
  /** About as a request's mask hides what the user has seen. */
  private static final RowFilter UNSEEN = row -> row % 10_007 != 5;

  private final int k;

  private ChannelSearch(int k) {
    this.k = k;
  }

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    System.out.printf(Locale.ROOT, "kernels: %s; %d processors%n", Kernels.description(), Runtime.getRuntime().availableProcessors());
    if (!Files.exists(folder)) {
      var model = Wals.KIND.trainer(WalsConfig.DEFAULT.withFactors(64).withEpochs(4)).train(TrainingData.of(log()), Job.DEFAULT);
      var bundle = new BundleWriter(model.kind(), 1);
      model.write(bundle);
      bundle.write(folder, Map.of());
    }
    var model = Wals.KIND.read(Bundle.open(folder));
    var users = sample(model.userVectors().vectors(), 2 * SAMPLE, 5);
    System.out.println("    items | index (build, CPU seconds)         | asked | settings                  | recall   µs a query");
    var items = model.itemVectors().vectors();
    for (int n = 2; n < args.length; n++) {
      var some = sample(items, Math.min(items.rows(), Integer.parseInt(args[n])), 3);
      new ChannelSearch(Integer.parseInt(args[1])).measure(some, part(users, 0), part(users, SAMPLE));
    }
  }

  private static Interactions log() {
    var random = Seeds.random(42);
    var log = Interactions.builder();
    for (int user = 0; user < USERS; user++) {
      var topics = new int[5];
      for (int n = 0; n < topics.length; n++) {
        topics[n] = (int) (TOPICS * Math.pow(random.nextDouble(), 1.5));
      }
      for (int like = 0; like < 40; like++) {
        int topic = topics[(int) (topics.length * Math.pow(random.nextDouble(), 1.5))];
        int place = (int) (ITEMS / TOPICS * Math.pow(random.nextDouble(), 2.5));
        int item = random.nextInt(10) == 0 ? (int) (ITEMS * Math.pow(random.nextDouble(), 3)) : place * TOPICS + topic;
        log.add("u" + user, "i" + item, Signal.LIKE, 0f, like);
      }
    }
    return log.build();
  }

  private static Matrix sample(Matrix all, int rows, long seed) {
    var picked = new java.util.TreeSet<Integer>();
    var random = Seeds.random(seed);
    while (picked.size() < rows) {
      picked.add(rows == all.rows() ? picked.size() : random.nextInt(all.rows()));
    }
    var sample = Matrix.zeros(rows, all.columns());
    var row = new float[all.columns()];
    int to = 0;
    for (int from : picked) {
      all.copyRow(from, row);
      sample.setRow(to++, row);
    }
    return sample;
  }

  private static Matrix part(Matrix all, int from) {
    long start = (long) from * all.columns();
    return Matrix.of(SAMPLE, all.columns(), all.values().part(start, start + (long) SAMPLE * all.columns()));
  }

  private void measure(Matrix items, Matrix asked, Matrix others) {
    var vectors = Vectors.of(Metric.INNER_PRODUCT, items, Labels.rows(items.rows()));
    var exact = FlatIndex.of(vectors);
    var truth = new SearchResults(SAMPLE, k);
    exact.search(asked, RowFilter.ALL, truth, Job.DEFAULT);
    var theirs = new SearchResults(SAMPLE, k);
    exact.search(others, UNSEEN, theirs, Job.DEFAULT);
    report(items.rows(), "flat", 1, exact, "", others, theirs);
    if (items.rows() < LARGE) {
      double begun = cpu();
      var coded = exact.withCodes(true, Job.DEFAULT);
      report(items.rows(), "flat by codes (%.1f)".formatted(cpu() - begun), 1, coded, "", others, theirs);
    }
    for (var kind : IndexKinds.all()) {
      if (!kind.searches().isEmpty() && (kind != Hnsw.KIND || items.rows() < LARGE)) {
        approximate(kind, vectors, asked, truth, others, theirs);
      }
    }
  }

  private <C extends Record> void approximate(IndexKind<C> kind, Vectors vectors, Matrix asked, SearchResults truth, Matrix others, SearchResults theirs) {
    double begun = cpu();
    var index = kind.build(vectors, kind.defaults(), Job.DEFAULT);
    double built = cpu() - begun;
    var ways = kind == Ivf.KIND ? Ivf.KIND.searches(k) : kind.searches();
    for (double target : new double[] {0.95, 0.98, 0.99}) {
      var chosen = RecallTarget.choose(index, ways, asked, truth, target, Job.DEFAULT);
      report(vectors.size(), "%s (%.1f)".formatted(kind.name(), built), target, index.withSearch(chosen.settings()), chosen.settings().toString(), others, theirs);
    }
  }

  private void report(int items, String what, double target, VectorIndex index, String settings, Matrix queries, SearchResults truth) {
    var threads = ManagementFactory.getThreadMXBean();
    var query = new float[queries.columns()];
    var found = new SearchResult();
    long best = Long.MAX_VALUE;
    long hits = 0;
    for (int pass = 0; pass < PASSES + 1; pass++) {
      hits = 0;
      long spent = 0;
      for (int n = 0; n < queries.rows(); n++) {
        queries.copyRow(n, query);
        long begun = threads.getCurrentThreadCpuTime();
        index.search(query, k, UNSEEN, found);
        spent += threads.getCurrentThreadCpuTime() - begun;
        hits += hits(found, truth, n);
      }
      best = Math.min(best, spent);
    }
    System.out.printf(Locale.ROOT, "%9d | %-34s | %5.2f | %-25s | %.4f  %9.0f%n", items, what, target, settings, hits / ((double) k * queries.rows()), best / 1e3 / queries.rows());
  }

  private static long hits(SearchResult found, SearchResults truth, int query) {
    var labels = new java.util.HashSet<Long>();
    for (int rank = 0; rank < found.size(); rank++) {
      labels.add(found.label(rank));
    }
    long hits = 0;
    for (int rank = 0; rank < truth.size(query); rank++) {
      hits += labels.contains(truth.label(query, rank)) ? 1 : 0;
    }
    return hits;
  }

  private static double cpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime() / 1e9;
  }
}
