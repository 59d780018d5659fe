package dev.tributary.ann.ivf;

import static dev.tributary.math.Require.require;

import dev.tributary.ann.Labels;
import dev.tributary.ann.Metric;
import dev.tributary.ann.RowFilter;
import dev.tributary.ann.SearchResult;
import dev.tributary.ann.SearchResults;
import dev.tributary.ann.VectorIndex;
import dev.tributary.ann.Vectors;
import dev.tributary.math.Job;
import dev.tributary.math.Matrix;
import dev.tributary.math.Pool;
import dev.tributary.math.TopK;
import dev.tributary.model.Tensors;
import dev.tributary.settings.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntSupplier;

/**
 * An inverted file: vectors in cells around centroids, of which a search looks into the most promising ones (Jégou, Douze, Schmid, PAMI 2011),
 * by default through 4-bit codes first ({@link IvfConfig#codeLength}).
 *
 * <p>A search compares the query with all centroids, estimates the rows of the best cells from their codes, some tens of rows in the
 * time of one exact comparison, and compares the best of them exactly: so scores are exact, and what is missed lies in a cell that was not looked
 * into or had a poor estimate. Where a filter allows few rows, more cells are looked into, and rows are compared exactly at once; cells
 * are added until k rows are found; where it allows fewer still, all of these are compared and the answer is exact. Holds the vectors that it was made of and half a byte for each code;
 * without codes a copy of the vectors, cell after cell. With {@link IvfConfig#bits} the vectors are not kept: finer codes of what the centroids leave of them stand in, scores
 * are those of what these decode to, and that is what {@link #copyVector} copies.
 *
 * <p>Immutable. The same vectors, config and seed give the same index on any number of threads.
 */
public final class IvfIndex implements VectorIndex {
  /** At most so many queries of a batch share scans of cells: their tables and selections stay in the L2 cache. */
  private static final int GROUP = 256;
  /** With a smaller share of allowed rows, codes are a detour. */
  private static final double SPARSE = 0.05;
  /** What it costs to ask a filter about a row, in comparisons of vectors. */
  private static final double TEST = 0.075;
  /** Where the number of cells is to follow the number of vectors: off by this factor, they are placed anew. */
  private static final double GROWN = 1.5;

  /** All that it consists of. */
  record Parts(Labels labels, Cells cells, Rows rows, Optional<CodedCells> codes, IvfConfig config) {}

  private final Parts parts;
  private final Labels labels;
  private final Cells cells;
  private final Rows rows;
  private final Optional<CodedCells> codes;
  private final IvfConfig config;
  private final Pool<Scratch> pool;
  private final Pool<BatchProbe.Desk> desks;

  private IvfIndex(Parts parts) {
    this.parts = parts;
    labels = parts.labels;
    cells = parts.cells;
    rows = parts.rows;
    codes = parts.codes;
    config = parts.config;
    pool = new Pool<>(64, Scratch::new);
    desks = new Pool<>(8, () -> new BatchProbe.Desk(codes.orElseThrow()));
  }

  /** Places the centroids, sorts the vectors into cells and codes them, or copies them where there are to be no codes. O(vectors × cells × dimension). */
  public static IvfIndex build(Vectors vectors, IvfConfig config, Job job) {
    int wanted = wantedCells(vectors.size(), config);
    var centroids = KMeans.train(vectors.values(), Math.max(1, Math.min(wanted, vectors.size())), job);
    var nearest = new int[vectors.size()];
    KMeans.nearest(vectors.values(), centroids, nearest, new float[vectors.size()], job);
    var cells = Cells.of(vectors, centroids, nearest);
    var codes = Optional.<CodedCells>empty();
    if (config.codeLength() > 0) {
      float weight = vectors.metric() == Metric.L2 ? 1 : (float) config.alongWeight();
      var quantizer = ProductQuantizer.train(vectors.values(), centroids, nearest, config.codeLength(), weight, job);
      codes = Optional.of(CodedCells.of(vectors, cells, quantizer, job));
    }
    var rows = config.bits() > 0 ? Rows.Coded.of(vectors, cells, config.bits(), job) : Rows.Floats.of(vectors, cells, codes.isPresent());
    return new IvfIndex(new Parts(vectors.labels(), cells, rows, codes, config));
  }

  private static int wantedCells(int vectors, IvfConfig config) {
    return config.nlist() == 0 ? (int) (1.8 * Math.sqrt(vectors)) : config.nlist();
  }

  /**
   * What is left and more behind it: in the old cells and with the old codes' values, unless the number of cells should be another by now.
   */
  IvfIndex updated(BitSet gone, Vectors added, Job job) {
    var all = Vectors.concat(this, gone, added);
    int wanted = wantedCells(all.size(), config);
    if (size() == 0 || config.nlist() == 0 && (wanted > GROWN * cells.count() || wanted * GROWN < cells.count())) {
      return build(all, config, job);
    }
    var nearest = new int[all.size()];
    int staying = 0;
    for (int row = gone.nextClearBit(0); row < size(); row = gone.nextClearBit(row + 1)) {
      nearest[staying++] = cells.cellOf(row);
    }
    var own = new int[added.size()];
    KMeans.nearest(added.values(), cells.centroids(), own, new float[own.length], job);
    System.arraycopy(own, 0, nearest, staying, own.length);
    var updated = Cells.of(all, cells.centroids(), nearest);
    var coded = codes.map(old -> CodedCells.of(all, updated, old.quantizer(), job));
    var kept = rows instanceof Rows.Coded old ? old.updated(gone, updated, all, job) : Rows.Floats.of(all, updated, coded.isPresent());
    return new IvfIndex(new Parts(all.labels(), updated, kept, coded, config));
  }

  /**
   * An index without codes over cells that are known. O(vectors): they are copied.
   *
   * @param nearest the cell of each vector
   */
  public static IvfIndex of(Vectors vectors, Matrix centroids, int[] nearest, int probes) {
    require(centroids.columns() == vectors.dimension() && centroids.rows() >= 1, "%d centroids of %d values for vectors of %d", centroids.rows(), centroids.columns(), vectors.dimension());
    require(nearest.length == vectors.size(), "%d cells for %d vectors", nearest.length, vectors.size());
    for (int row = 0; row < nearest.length; row++) {
      require(nearest[row] >= 0 && nearest[row] < centroids.rows(), "row %d lies in cell %d of %d", row, nearest[row], centroids.rows());
    }
    var cells = Cells.of(vectors, centroids, nearest);
    var config = IvfConfig.DEFAULT.withNlist(centroids.rows()).withCodeLength(0).withNprobe(probes);
    return new IvfIndex(new Parts(vectors.labels(), cells, Rows.Floats.of(vectors, cells, false), Optional.empty(), config));
  }

  /**
   * Opens what {@link #write} wrote, by mapping it.
   *
   * @throws dev.tributary.model.CorruptFileException when it is damaged, cut short or of another kind
   */
  public static IvfIndex open(Path path) throws IOException {
    return new IvfIndex(IvfFile.read(path));
  }

  /** Writes it as safetensors: beside, synced, renamed. Tie ranks that do not follow the labels are not kept. */
  public void write(Path path) throws IOException {
    IvfFile.write(path, parts);
  }

  /**
   * All of it but vectors and labels, for who keeps these elsewhere.
   *
   * @throws IllegalStateException without codes: then the vectors are its own, cell after cell
   */
  public Tensors columns() {
    return IvfFile.columns(parts);
  }

  /**
   * The index of such columns over the vectors that it was built of; copies nothing but a few bytes a vector.
   *
   * @param path names the columns in errors
   * @throws dev.tributary.model.CorruptFileException when they are damaged, of another kind, or of other vectors
   */
  public static IvfIndex over(Vectors vectors, Tensors columns, Path path) throws IOException {
    return new IvfIndex(IvfFile.over(vectors, columns, path));
  }

  /** The same index, searched in another way; O(1). */
  public IvfIndex with(int probes, int rerank) {
    return new IvfIndex(new Parts(labels, cells, rows, codes, config.withNprobe(probes).withRerank(rerank)));
  }

  /** With {@link IvfSearch}. */
  @Override
  public IvfIndex withSearch(Map<String, ?> settings) {
    var search = Settings.of(new IvfSearch(config.nprobe(), config.rerank())).parse(settings);
    return with(search.nprobe(), search.rerank());
  }

  /** What it was made with and is searched with. */
  public IvfConfig config() {
    return config;
  }

  @Override
  public long bytes() {
    return rows.bytes() + cells.centroids().values().size() * Float.BYTES
        + (long) size() * Integer.BYTES
        + codes.map(coded -> coded.bytes() + coded.biases().size() * Float.BYTES).orElse(0L);
  }

  /** Whether a safetensors file says that it is one. */
  public static boolean isIn(Path path) throws IOException {
    return IvfFile.isIn(path);
  }

  /** The vectors as they are compared, by row: those that it was made of where it keeps them and has codes, else copied or decoded, which takes their memory. */
  public Vectors vectors() {
    return rows.byRow();
  }

  /** The row at a place, counted cell after cell. */
  public int row(int place) {
    return cells.row(place);
  }

  /** The first place of a cell; the number of vectors for the cell behind the last. */
  public int cellStart(int cell) {
    return cells.start(cell);
  }

  /** Centroids, cells × dimension. */
  public Matrix centroids() {
    return cells.centroids();
  }

  @Override
  public Metric metric() {
    return rows.metric();
  }

  @Override
  public int dimension() {
    return rows.dimension();
  }

  @Override
  public int size() {
    return rows.size();
  }

  @Override
  public void copyVector(int row, float[] target) {
    rows.copyRow(Objects.checkIndex(row, size()), target);
  }

  @Override
  public Labels labels() {
    return labels;
  }

  /** What one search needs. */
  private final class Scratch {
    final float[] prepared = new float[dimension()];
    final float[] query = new float[dimension()];
    final float[] products = new float[cells.room()];
    final Cells.Choice choice = cells.choice();
    final TopK best = new TopK(0);
    final TopK exact = new TopK(0);
    final Shortlist list = new Shortlist();
    final Comparison comparison = new Comparison(parts);
    final Optional<CodedCells.Estimates> estimates = codes.map(coded -> coded.estimates(coded.room()));
  }

  @Override
  public void search(float[] query, int k, RowFilter filter, SearchResult out) {
    require(k >= 1, "k is %d, must be 1 or more", k);
    var scratch = pool.take();
    float[] prepared = rows.metric().prepare(query, dimension(), scratch.prepared);
    System.arraycopy(prepared, 0, scratch.query, 0, prepared.length);
    cells.center(scratch.query);
    cells.products(scratch.query, scratch.products);
    scratch.comparison.begin(prepared, scratch.query, scratch.products);
    double share = share(filter);
    if (scanCostsLess(share)) {
      scratch.best.reset(Math.min(k, size()));
      scratch.comparison.compareAll(filter, scratch.best);
      out.take(scratch.best, labels);
    } else if (codes.isEmpty() || share < SPARSE) {
      scratch.best.reset(Math.min(k, size()));
      scratch.choice.choose(scratch.products, probes(share));
      probe(k, scratch, scratch.best::size, cell -> scratch.comparison.compare(cell, filter, scratch.best));
      out.take(scratch.best, labels);
    } else {
      var estimates = scratch.estimates.orElseThrow();
      scratch.choice.choose(scratch.products, probes(share));
      estimates.begin(scratch.query, wanted(k), scratch.choice, scratch.list);
      probe(k, scratch, scratch.list::found, cell -> estimates.scan(cell, scratch.products[cell], filter, scratch.list));
      int found = scratch.list.settle();
      scratch.comparison.rescore(k, scratch.list.positions(), found, scratch.exact);
      out.take(scratch.exact, labels);
    }
    pool.give(scratch);
  }

  @FunctionalInterface
  private interface Look {
    void into(int cell);
  }

  /** Looks into the chosen cells, and into more until k rows are found. */
  private void probe(int k, Scratch scratch, IntSupplier found, Look look) {
    int probes = scratch.choice.size();
    for (int n = 0; n < probes; n++) {
      look.into(scratch.choice.cell(n));
    }
    if (probes < cells.count() && found.getAsInt() < Math.min(k, size())) {
      scratch.choice.rank(scratch.products, cells.count());
      for (int rank = probes; rank < cells.count() && found.getAsInt() < k; rank++) {
        look.into(scratch.choice.cell(rank));
      }
    }
  }

  /** How many rows are to be compared exactly for so many answers. */
  private int wanted(int k) {
    return Math.max(1, Math.min(Math.max(k, config.rerank()), size()));
  }

  private double share(RowFilter filter) {
    return filter == RowFilter.ALL ? 1 : (double) filter.estimate(size()) / Math.max(1, size());
  }

  /** Whether to compare every allowed row takes less than to ask the filter about every row of the cells to look into. */
  private boolean scanCostsLess(double share) {
    return share * cells.count() <= TEST * probes(share);
  }

  /** How many cells to look into where such a share of the rows is allowed. */
  private int probes(double share) {
    return (int) Math.min(cells.count(), config.nprobe() / Math.sqrt(Math.sqrt(Math.max(share, 1e-9))));
  }

  /** Through codes, up to {@link #GROUP} queries together and at least a group for each thread; the answers are those of single searches. */
  @Override
  public void search(Matrix queries, RowFilter filter, SearchResults out, Job job) {
    double share = share(filter);
    if (codes.isEmpty() || share < SPARSE) {
      VectorIndex.super.search(queries, filter, out, job);
      return;
    }
    out.check(queries, dimension());
    int group = Math.clamp((queries.rows() + job.threads() - 1) / job.threads(), 1, GROUP);
    job.tasks("searching", (queries.rows() + group - 1) / group, task -> {
      int first = task * group;
      var desk = desks.take();
      new BatchProbe(parts, desk, filter, probes(share), wanted(out.k()), Math.min(group, queries.rows() - first)).search(queries, first, out, this);
      desks.give(desk);
    });
  }
}
