package dev.tributary.retrieval.vectors;

import dev.tributary.ann.RowFilter;
import dev.tributary.ann.SearchResult;
import dev.tributary.ann.SearchResults;
import dev.tributary.ann.VectorIndex;
import dev.tributary.ann.recall.RecallMonitor;
import dev.tributary.catalog.Item;
import dev.tributary.catalog.ItemMask;
import dev.tributary.data.Vocabulary;
import dev.tributary.math.Job;
import dev.tributary.math.Kernels;
import dev.tributary.math.Matrix;
import dev.tributary.math.Pool;
import dev.tributary.math.Progress;
import dev.tributary.math.XxHash64;
import dev.tributary.retrieval.Channel;
import dev.tributary.retrieval.Hits;
import dev.tributary.retrieval.ItemNumbers;
import dev.tributary.retrieval.LiveItems;
import dev.tributary.retrieval.Query;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;

/**
 * Vector retrieval at request time: the user's vector is made from the interests of this moment, and the items whose vectors have the
 * largest inner product with it are found in an index. An interest's share of a score is what its part of the user's vector adds, where the vector is a
 * {@link LinearFoldIn sum of parts}. A network's is not: there the interests nearest to an item stand for its score, which they share in proportion to their
 * cosine with it (below 0 counts as 0; evenly where none is above, or the score is below 0 and speaks against the item).
 *
 * <ol>
 *   <li>the interests that the model knows are folded into one vector; an item that appears twice counts once, where it is newest;
 *   <li>the items are searched among what the mask allows: exactly, or through the table's index where it has one;
 *   <li>for the found items all shares are computed, and the largest names the interest behind the item.
 * </ol>
 *
 * <p>One search in a thousand through an index is repeated exactly, later and on a thread of its own, and counted ({@link #recall}). Many queries at once are always searched
 * exactly: who asks them wants to know what the model knows, and a matrix product takes less a query than the scan that a user would wait for.
 *
 * <p>The fold-in, the search, and k · interests · width multiplications for the shares. Without allocation once warm. Thread-safe: scratch of a byte
 * an item and a few vectors from a pool.
 */
public final class VectorChannel implements Channel {
  private static final int POLLED = 4095; // rows between two looks at the clock
  private static final int AT_ONCE = 64; // queries of one product: all keep as many as the one that forbids the most needs
  private static final int SAMPLED = 1000; // one search in so many
  private static final Job ALONE = new Job(1, 0, Progress.NONE);
  /** Repeats searches, one at a time however many channels there are; takes no second one meanwhile. */
  private static final Executor SCANS =
      new ThreadPoolExecutor(0, 1, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), Thread.ofPlatform().daemon().name("recall").priority(Thread.MIN_PRIORITY).factory());

  private final String name;
  private final Matrix vectors;
  private final VectorIndex exact;
  private final VectorIndex index;
  private final Optional<RecallMonitor> monitor;
  private final ItemNumbers numbers;
  /** Rows that the catalog lacks. */
  private final int unknown;
  private final Vocabulary ids;
  private final ItemEncoder encoder;
  private final LiveVectors live;
  private final Pool<Scratch> pool;

  /**
   * Opens a table of items; it ignores items that come or change.
   *
   * @param foldIn one for each thread
   * @param toCatalog see {@link dev.tributary.retrieval.ChannelModel#open}
   */
  public VectorChannel(String name, VectorTable items, Supplier<? extends FoldIn> foldIn, int[] toCatalog) {
    this(name, items, foldIn, ItemEncoder.NONE, toCatalog);
  }

  /** The same with items that come or change, compared one by one beside the index. */
  public VectorChannel(String name, VectorTable items, Supplier<? extends FoldIn> foldIn, ItemEncoder encoder, int[] toCatalog) {
    this.name = name;
    this.encoder = encoder;
    ids = items.ids();
    vectors = items.vectors();
    live = new LiveVectors(vectors.columns());
    exact = items.exact();
    index = items.index().isPresent() ? items.index().orElseThrow() : exact;
    monitor = items.index().map(approximate -> new RecallMonitor(approximate, SAMPLED, SCANS));
    numbers = new ItemNumbers(toCatalog);
    unknown = (int) Arrays.stream(toCatalog).filter(item -> item < 0).count();
    pool = new Pool<>(2 * Runtime.getRuntime().availableProcessors(), () -> new Scratch(foldIn.get(), numbers, vectors, live));
  }

  /** One request's state; also the filter of its search. */
  private static final class Scratch implements RowFilter {
    final FoldIn foldIn;
    final ItemNumbers numbers;
    final boolean[] met; // by item; all false between requests
    final float[] vector;
    final float[] part;
    final SearchResult found = new SearchResult();
    int[] items = new int[64];
    float[] likes = new float[64];
    int[] positions = new int[64];
    int count;
    float[] parts = {};
    float[] lengths = {}; // of the found items' vectors
    float[] sums = {}; // of their cosines with all interests
    float[] scores = {};
    int[] rows = new int[64];
    float[] shares = new float[64];
    float[] most = new float[64];
    int[] strongest = new int[64];
    Query query = new Query();
    ItemMask mask = new ItemMask();
    LiveVectors.Snapshot now;
    private final Matrix trained;
    private final LiveVectors live;

    Scratch(FoldIn foldIn, ItemNumbers numbers, Matrix vectors, LiveVectors live) {
      this.foldIn = foldIn;
      this.live = live;
      trained = vectors;
      now = live.snapshot();
      this.numbers = numbers;
      met = new boolean[vectors.rows()];
      vector = new float[vectors.columns()];
      part = new float[vectors.columns()];
    }

    @Override
    public boolean allows(int row) {
      if ((row & POLLED) == 0) {
        query.checkDeadline();
      }
      return mask.allows(numbers.toCatalog(row)) && !now.items().replaces(row);
    }

    /** What this request allows, for as long as anybody asks. */
    RowFilter lasting() {
      var allowed = mask.copy();
      var changed = now.items();
      return row -> allowed.allows(numbers.toCatalog(row)) && !changed.replaces(row);
    }

    /** Folds in the interests that the model knows; false when there is none. */
    boolean fold(Query query) {
      this.query = query;
      now = live.snapshot();
      mask = query.mask();
      count = 0;
      for (int position = 0; position < query.historySize() && count < foldIn.most(); position++) {
        int item = numbers.toModel(query.historyItem(position));
        if (item < 0 || met[item]) {
          continue;
        }
        met[item] = true;
        if (count == items.length) {
          items = Arrays.copyOf(items, count * 2);
          likes = Arrays.copyOf(likes, count * 2);
          positions = Arrays.copyOf(positions, count * 2);
        }
        items[count] = item;
        likes[count] = query.historyLike(position);
        positions[count++] = position;
      }
      for (int n = 0; n < count; n++) {
        met[items[n]] = false;
      }
      if (count > 0) {
        foldIn.begin(query);
        foldIn.vector(items, likes, count, vector);
      }
      return count > 0;
    }

    /** Prepares the shares of the interests in the items of so many {@link #rows}. */
    void prepareShares(Matrix vectors, int size) {
      if (foldIn instanceof LinearFoldIn linear) {
        if (parts.length < count * vector.length) {
          parts = new float[items.length * vector.length];
        }
        linear.parts(parts);
        return;
      }
      Arrays.fill(sums, 0, size, 0f);
      Kernels.dots(vector, vectors, rows, size, scores);
      for (int n = 0; n < size; n++) {
        lengths[n] = (float) Math.sqrt(Kernels.dot(vectors, rows[n], vectors, rows[n]));
      }
      for (int interest = 0; interest < count; interest++) {
        query.checkDeadline();
        nearness(interest, vectors, size);
        for (int n = 0; n < size; n++) {
          sums[n] += shares[n];
        }
      }
    }

    /** {@link #shares} of one interest in the items that were prepared. */
    void share(int interest, Matrix vectors, int size) {
      if (foldIn instanceof LinearFoldIn) {
        System.arraycopy(parts, interest * part.length, part, 0, part.length);
        Kernels.dots(part, vectors, rows, size, shares);
        return;
      }
      nearness(interest, vectors, size);
      for (int n = 0; n < size; n++) {
        shares[n] = scores[n] * (sums[n] > 0 && scores[n] > 0 ? shares[n] / sums[n] : 1f / count);
      }
    }

    /** {@link #shares} as the cosine of an interest with each item, 0 or more. */
    private void nearness(int interest, Matrix vectors, int size) {
      int item = items[interest];
      trained.copyRow(item, part);
      float length = (float) Math.sqrt(Kernels.dot(trained, item, trained, item));
      Kernels.dots(part, vectors, rows, size, shares);
      for (int n = 0; n < size; n++) {
        float both = length * lengths[n];
        shares[n] = both > 0 ? Math.max(0, shares[n] / both) : 0;
      }
    }

    void ensure(int size) {
      if (rows.length < size) {
        rows = new int[2 * size];
        shares = new float[2 * size];
        most = new float[2 * size];
        strongest = new int[2 * size];
      }
      if (!(foldIn instanceof LinearFoldIn) && lengths.length < rows.length) {
        lengths = new float[rows.length];
        sums = new float[rows.length];
        scores = new float[rows.length];
      }
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void retrieve(Query query, int k, Hits hits) {
    retrieve(query, k, index, hits);
  }

  private void retrieve(Query query, int k, VectorIndex index, Hits hits) {
    hits.clear();
    if (k <= 0 || query.historySize() == 0 || vectors.rows() == 0) {
      return;
    }
    query.checkDeadline();
    var scratch = pool.take();
    try {
      if (scratch.fold(query)) {
        int most = Math.min(k, vectors.rows());
        index.search(scratch.vector, most, scratch, scratch.found);
        if (index != exact) {
          monitor.orElseThrow().searched(scratch.vector, most, scratch::lasting, scratch.found);
        }
        int size = scratch.found.size();
        scratch.ensure(size);
        for (int rank = 0; rank < size; rank++) {
          scratch.rows[rank] = scratch.found.row(rank);
        }
        findStrongest(scratch, vectors, size);
        for (int rank = 0; rank < scratch.found.size(); rank++) {
          hits.add(numbers.toCatalog(scratch.found.row(rank)), scratch.found.score(rank), scratch.positions[scratch.strongest[rank]]);
        }
        if (scratch.now.items().size() > 0) {
          addLive(scratch, k, hits);
        }
      }
    } finally {
      pool.give(scratch);
    }
  }

  /**
   * One search for {@value #AT_ONCE} vectors, a matrix product. A query that forbids more than it asks for many times over is asked
   * alone, and so is each where items came or changed.
   */
  @Override
  public void retrieve(List<Query> queries, int k, List<Hits> hits) {
    for (int from = 0; from < queries.size(); from += AT_ONCE) {
      int to = Math.min(queries.size(), from + AT_ONCE);
      retrieveTogether(queries.subList(from, to), k, hits.subList(from, to));
    }
  }

  private void retrieveTogether(List<Query> queries, int k, List<Hits> hits) {
    var scratch = pool.take();
    try {
      var asked = Matrix.zeros(queries.size(), vectors.columns());
      var places = new int[queries.size()];
      int count = 0;
      int most = 0;
      for (int n = 0; n < queries.size(); n++) {
        var query = queries.get(n);
        hits.get(n).clear();
        int forbidden = forbidden(query.mask());
        if (forbidden > 4 * (k + query.historySize()) + 1000 || live.snapshot().items().size() > 0) {
          retrieve(query, k, exact, hits.get(n));
        } else if (k > 0 && query.historySize() > 0 && vectors.rows() > 0 && scratch.fold(query)) {
          asked.setRow(count, scratch.vector);
          places[count++] = n;
          most = Math.max(most, forbidden);
        }
      }
      if (count > 0) {
        var found = new SearchResults(count, Math.min(vectors.rows(), k + most));
        exact.search(Matrix.of(count, vectors.columns(), asked.values().part(0, (long) count * vectors.columns())), RowFilter.ALL, found, ALONE);
        for (int n = 0; n < count; n++) {
          keepAllowed(queries.get(places[n]).mask(), found, n, k, hits.get(places[n]));
        }
      }
    } finally {
      pool.give(scratch);
    }
  }

  /** The vector that a query is searched with; empty where the model knows none of its interests. */
  Optional<float[]> userVector(Query query) {
    var scratch = pool.take();
    try {
      return vectors.rows() > 0 && scratch.fold(query) ? Optional.of(scratch.vector.clone()) : Optional.empty();
    } finally {
      pool.give(scratch);
    }
  }

  @Override
  public Optional<RecallMonitor.Tally> recall() {
    return monitor.map(RecallMonitor::tally);
  }

  /** At least as many as the rows that a mask forbids, from its bits alone. */
  private int forbidden(ItemMask mask) {
    return Math.max(numbers.catalogSize(), mask.size()) - mask.count() + unknown;
  }

  private void keepAllowed(ItemMask mask, SearchResults found, int query, int k, Hits hits) {
    for (int rank = 0; rank < found.size(query) && hits.size() < k; rank++) {
      int item = numbers.toCatalog((int) found.label(query, rank)); // rows are their own labels
      if (mask.allows(item)) {
        hits.add(item, found.score(query, rank), -1);
      }
    }
  }

  /** The strongest interests behind the first rows of the scratch, which are rows of these vectors. */
  private static void findStrongest(Scratch scratch, Matrix vectors, int size) {
    Arrays.fill(scratch.most, 0, size, Float.NEGATIVE_INFINITY);
    Arrays.fill(scratch.strongest, 0, size, 0);
    scratch.prepareShares(vectors, size);
    for (int interest = 0; interest < scratch.count; interest++) {
      scratch.query.checkDeadline();
      scratch.share(interest, vectors, size);
      for (int rank = 0; rank < size; rank++) {
        if (scratch.shares[rank] > scratch.most[rank]) {
          scratch.most[rank] = scratch.shares[rank];
          scratch.strongest[rank] = interest;
        }
      }
    }
  }

  /** One found item, of the model or not. */
  private record Found(int catalogItem, float score, int because, long hash, String id) {}

  /** Mixes in the items that came or changed; equal scores in the order of ties. */
  private void addLive(Scratch scratch, int k, Hits hits) {
    var changed = scratch.now.items();
    scratch.ensure(changed.size());
    int size = 0;
    for (int row = 0; row < changed.size(); row++) {
      if (scratch.mask.allows(changed.get(row).catalogItem())) {
        scratch.rows[size++] = row;
      }
    }
    findStrongest(scratch, scratch.now.vectors(), size);
    Kernels.dots(scratch.vector, scratch.now.vectors(), scratch.rows, size, scratch.shares);
    var all = new ArrayList<Found>();
    for (int n = 0; n < size; n++) {
      var entry = changed.get(scratch.rows[n]);
      all.add(new Found(entry.catalogItem(), scratch.shares[n], scratch.positions[scratch.strongest[n]], entry.hash(), entry.id()));
    }
    for (int rank = 0; rank < hits.size(); rank++) {
      String id = ids.id(numbers.toModel(hits.item(rank)));
      all.add(new Found(hits.item(rank), hits.score(rank), hits.because(rank), XxHash64.hash(id), id));
    }
    all.sort(VectorChannel::compare);
    hits.clear();
    for (var found : all.subList(0, Math.min(k, all.size()))) {
      hits.add(found.catalogItem, found.score, found.because);
    }
  }

  private static int compare(Found a, Found b) {
    return a.score != b.score ? Float.compare(b.score, a.score) : LiveItems.compareTies(a.hash, a.id, b.hash, b.id);
  }

  /** Makes an item retrievable as it is now, where the model can; one that is as training saw it is left alone. */
  @Override
  public void itemChanged(int catalogItem, Item item) {
    int modelItem = numbers.toModel(catalogItem);
    var vector = new float[vectors.columns()];
    if (!encoder.vector(item, modelItem, vector)) {
      return;
    }
    boolean told = live.snapshot().row(catalogItem) >= 0;
    var trained = new float[vector.length];
    if (modelItem >= 0) {
      vectors.copyRow(modelItem, trained);
    }
    if (told || modelItem < 0 || !Arrays.equals(vector, trained)) {
      live.put(catalogItem, item.id(), vector, modelItem);
    }
  }

  /** The shares sum to the score; see the class for what they say. A share below 0 speaks against the item. */
  @Override
  public void explain(Query query, int[] items, int count, float[] shares) {
    int size = query.historySize();
    Arrays.fill(shares, 0, count * size, 0f);
    if (size == 0 || vectors.rows() == 0) {
      return;
    }
    var scratch = pool.take();
    try {
      if (scratch.fold(query)) {
        var now = scratch.now;
        explain(scratch, vectors, items, count, item -> now.row(item) >= 0 ? -1 : numbers.toModel(item), size, shares);
        if (now.items().size() > 0) {
          explain(scratch, now.vectors(), items, count, now::row, size, shares);
        }
      }
    } finally {
      pool.give(scratch);
    }
  }

  /** The shares in those items that have a row among these vectors. */
  private static void explain(Scratch scratch, Matrix vectors, int[] items, int count, IntUnaryOperator rowOf, int size, float[] shares) {
    scratch.ensure(count);
    int known = 0;
    for (int n = 0; n < count; n++) {
      int row = rowOf.applyAsInt(items[n]);
      if (row >= 0) {
        scratch.rows[known] = row;
        scratch.strongest[known++] = n;
      }
    }
    scratch.prepareShares(vectors, known);
    for (int interest = 0; interest < scratch.count; interest++) {
      scratch.share(interest, vectors, known);
      for (int n = 0; n < known; n++) {
        shares[scratch.strongest[n] * size + scratch.positions[interest]] = scratch.shares[n];
      }
    }
  }
}
