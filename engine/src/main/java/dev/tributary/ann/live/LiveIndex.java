package dev.tributary.ann.live;

import dev.tributary.ann.IndexKind;
import dev.tributary.ann.Labels;
import dev.tributary.ann.Metric;
import dev.tributary.ann.RowFilter;
import dev.tributary.ann.SearchResult;
import dev.tributary.ann.VectorIndex;
import dev.tributary.ann.Vectors;
import dev.tributary.math.Job;
import dev.tributary.math.Matrix;
import dev.tributary.math.Pool;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.LongPredicate;

/**
 * Vectors by label that come, change and go while they are searched: an immutable base, a small set of newer vectors that is searched by
 * comparing all, and marks on what is gone from the base.
 *
 * <p>All of it at one moment is one immutable value behind one reference: a search takes it and never waits; it sees each write wholly or not at all, and a
 * label that is removed is never found again. Writers take turns. When enough came and went ({@link LiveConfig}), a background thread
 * lets the kind carry the base over ({@link IndexKind#update}); writing and searching go on meanwhile. When much more came than a merge keeps
 * up with, writers wait.
 *
 * <p>A write costs a copy of the vector and about a kilobyte of marks; a merge about what the kind's update costs, which for HNSW is to link the new
 * vectors and to copy the rest. Peak memory while merging: twice the base. Which vectors are merged when depends on time, so what an
 * approximate index finds may differ from run to run; scores never do. Thread-safe.
 */
public final class LiveIndex implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.tributary.ann");
  private static final LongPredicate ANY = _ -> true;

  /** Carries a base over. */
  @FunctionalInterface
  private interface Update {
    VectorIndex run(VectorIndex base, BitSet gone, Vectors added, Job job);
  }

  /**
   * All of it at one moment.
   *
   * @param gone rows of the base
   */
  private record State(VectorIndex base, Marks gone, Delta delta) {
    static State of(VectorIndex base) {
      var gone = Marks.none(base.labels().size());
      for (int row = 0; row < base.labels().size() && gone.count() < base.labels().size() - base.size(); row++) {
        gone = base.isDeleted(row) ? gone.with(row) : gone;
      }
      return new State(base, gone, Delta.empty(base.metric(), base.dimension()));
    }

    int size() {
      return base.labels().size() - gone.count() + delta.living();
    }

    boolean isMerged() {
      return gone.count() == 0 && delta.rows() == 0;
    }

    boolean isDue(LiveConfig config, int times) {
      return gone.count() + delta.rows() >= (long) times * config.threshold(base.labels().size());
    }
  }

  /** What one search needs. */
  private record Scratch(float[] query, Delta.Scratch delta) {}

  private final Metric metric;
  private final int dimension;
  private final Update update;
  private final LiveConfig config;
  private final Job job;
  private final Pool<Scratch> pool;

  private volatile State state;
  private volatile boolean closed;

  // the rest belongs to who holds the monitor
  /** The row of each label among the newer vectors. */
  private final Map<Long, Integer> newer = new HashMap<>();
  /** Labels written since the merge under way began. */
  private final Set<Long> written = new HashSet<>();
  private boolean merging;
  private long merges;
  private Optional<RuntimeException> failure = Optional.empty();

  private LiveIndex(VectorIndex base, Update update, LiveConfig config, Job job) {
    this.update = update;
    this.config = config;
    this.job = job.withProgress((_, _, _) -> !closed);
    metric = base.metric();
    dimension = base.dimension();
    pool = new Pool<>(64, () -> new Scratch(new float[dimension], new Delta.Scratch()));
    state = State.of(base);
  }

  /** Builds a base and lives on. */
  public static <C extends Record> LiveIndex build(Vectors vectors, IndexKind<C> kind, C settings, LiveConfig config, Job job) {
    return of(kind.build(vectors, settings, job), kind, settings, config, job);
  }

  /**
   * Lives on from an index that is there, such as one from a file. Its deleted rows are dropped at the first merge.
   *
   * @param kind how it is carried over; where the index is of another kind, the first merge builds one of this kind
   * @param settings of that
   * @param job threads and seed of merges
   */
  public static <C extends Record> LiveIndex of(VectorIndex base, IndexKind<C> kind, C settings, LiveConfig config, Job job) {
    return new LiveIndex(base, (index, gone, added, merge) -> kind.update(index, gone, added, settings, merge), config, job);
  }

  public Metric metric() {
    return metric;
  }

  /** Number of values of each vector. */
  public int dimension() {
    return dimension;
  }

  /** Number of vectors that can be found. */
  public int size() {
    return state.size();
  }

  /** How many vectors wait beside the base: a search compares all of them. */
  public int waiting() {
    return state.delta.rows();
  }

  /** How many merges have been done. */
  public synchronized long merges() {
    return merges;
  }

  /**
   * Copies the vector of a label, as it is compared, into the first values of {@code target}. O(log n) and a look at each label that waits.
   *
   * @return false where there is none; nothing is copied then
   */
  public boolean copyVector(long label, float[] target) {
    var now = state;
    int newest = now.delta.rowOf(label);
    if (newest >= 0) {
      now.delta.copyVector(newest, target);
      return true;
    }
    int row = now.base.labels().rowOf(label);
    if (row < 0 || now.gone.has(row)) {
      return false;
    }
    now.base.copyVector(row, target);
    return true;
  }

  /** The best vectors of all; see {@link #search(float[], int, LongPredicate, SearchResult)}. */
  public void search(float[] query, int k, SearchResult out) {
    search(query, k, ANY, out);
  }

  /**
   * The best vectors for a query, better scores first, equal scores in the order of labels. Never waits.
   *
   * @param query as it comes: under cosine its length does not matter
   * @param k how many, 1 or more
   * @param filter which labels may be answered; asked once or less for each
   * @param out becomes what was found; its rows are −1, since rows of this index move
   * @throws IllegalArgumentException when the query has another length than the vectors or holds NaN or an infinity, or k is below 1
   */
  public void search(float[] query, int k, LongPredicate filter, SearchResult out) {
    var now = state;
    var scratch = pool.take();
    now.base.search(query, k, allowed(now, filter), out);
    out.forgetRows();
    if (now.delta.living() > 0) {
      now.delta.search(metric.prepare(query, dimension, scratch.query), k, filter, scratch.delta, out);
    }
    pool.give(scratch);
  }

  private static RowFilter allowed(State now, LongPredicate filter) {
    var labels = now.base.labels();
    if (filter != ANY) {
      return row -> !now.gone.has(row) && filter.test(labels.label(row));
    }
    if (now.gone.count() == 0) {
      return RowFilter.ALL;
    }
    return new RowFilter() {
      @Override
      public boolean allows(int row) {
        return !now.gone.has(row);
      }

      @Override
      public int estimate(int rows) {
        return rows - now.gone.count();
      }
    };
  }

  /**
   * Gives a label this vector, in place of the one that it has. Searches that begin after this returns find it.
   *
   * @return whether the label is new
   * @throws IllegalArgumentException when the vector has another length or holds NaN or an infinity; nothing is changed
   * @throws IllegalStateException after {@link #close}, or when too much waits since merges fail; nothing is changed
   */
  public boolean put(long label, float[] vector) {
    float[] prepared = metric.prepare(vector, dimension, new float[vector.length]);
    synchronized (this) {
      awaitRoom();
      var before = state;
      var without = without(before, label);
      newer.put(label, without.delta.rows());
      change(label, new State(without.base, without.gone, without.delta.with(label, prepared)));
      return without == before;
    }
  }

  /**
   * Takes a label out. Searches that begin after this returns do not find it.
   *
   * @return whether it was there
   * @throws IllegalStateException as {@link #put}
   */
  public synchronized boolean remove(long label) {
    awaitRoom();
    var before = state;
    var without = without(before, label);
    if (without != before) {
      newer.remove(label);
      change(label, without);
    }
    return without != before;
  }

  private State without(State now, long label) {
    Integer newest = newer.get(label);
    if (newest != null) {
      return new State(now.base, now.gone, now.delta.without(newest));
    }
    int row = now.base.labels().rowOf(label);
    return row < 0 || now.gone.has(row) ? now : new State(now.base, now.gone.with(row), now.delta);
  }

  private void change(long label, State changed) {
    state = changed;
    if (merging) {
      written.add(label);
    }
    mergeWhereDue();
  }

  private void awaitRoom() {
    boolean interrupted = false;
    while (!closed && state.isDue(config, config.backlog())) {
      mergeWhereDue();
      if (failure.isPresent()) {
        throw new IllegalStateException("too much waits to be merged, and merges fail: " + failure.orElseThrow().getMessage(), failure.orElseThrow());
      }
      interrupted |= !awaitMerge();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (closed) {
      throw new IllegalStateException("the index is closed");
    }
  }

  /** Waits for some news of a merge; false when interrupted. */
  private boolean awaitMerge() {
    try {
      wait(100);
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  private void mergeWhereDue() {
    if (!merging && !closed && state.isDue(config, 1)) {
      var begun = begin();
      Thread.ofPlatform().daemon().name("tributary-index-merge").start(() -> mergeInBackground(begun));
    }
  }

  private void mergeInBackground(State begun) {
    try {
      run(begun);
    } catch (CancellationException e) {
      LOG.log(System.Logger.Level.DEBUG, "a merge was stopped", e);
    } catch (RuntimeException e) { // top of a thread: whoever writes hears of it when too much waits
      LOG.log(System.Logger.Level.WARNING, "could not merge an index; its newer vectors wait", e);
    }
  }

  /** Merges what waits, if anything does, in the calling thread, after a merge that is under way. */
  public void merge() {
    State begun;
    synchronized (this) {
      boolean interrupted = false;
      while (merging) {
        interrupted |= !awaitMerge();
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      if (state.isMerged()) {
        return;
      }
      begun = begin();
    }
    run(begun);
  }

  private State begin() {
    merging = true;
    written.clear();
    return state;
  }

  private void run(State begun) {
    try {
      var base = merged(begun);
      synchronized (this) {
        state = after(base, begun.delta.rows());
        merges++;
        failure = Optional.empty();
      }
    } catch (RuntimeException e) {
      synchronized (this) {
        failure = Optional.of(e);
      }
      throw e;
    } finally {
      synchronized (this) {
        merging = false;
        notifyAll();
      }
    }
  }

  private VectorIndex merged(State begun) {
    var delta = begun.delta;
    var vectors = Matrix.zeros(delta.living(), dimension);
    var labels = new long[delta.living()];
    var vector = new float[dimension];
    int count = 0;
    for (int row = 0; row < delta.rows(); row++) {
      if (!delta.isGone(row)) {
        delta.copyVector(row, vector);
        vectors.setRow(count, vector);
        labels[count++] = delta.label(row);
      }
    }
    return update.run(begun.base, begun.gone.toBitSet(), Vectors.of(metric, vectors, Labels.of(labels)), job);
  }

  /** The state over a base that has all newer vectors before {@code mark}: what was written since is newer than what the base has. */
  private State after(VectorIndex base, int mark) {
    var gone = Marks.none(base.labels().size());
    for (long label : written) {
      int row = base.labels().rowOf(label);
      gone = row < 0 ? gone : gone.with(row);
    }
    var before = state.delta;
    var delta = Delta.empty(metric, dimension);
    var vector = new float[dimension];
    newer.clear();
    for (int row = mark; row < before.rows(); row++) {
      if (!before.isGone(row)) {
        before.copyVector(row, vector);
        newer.put(before.label(row), delta.rows());
        delta = delta.with(before.label(row), vector);
      }
    }
    return new State(base, gone, delta);
  }

  /**
   * An immutable index of all that can be found now, for example to be written to a file: the base itself where nothing waits, else what a
   * merge would make. Writing and searching go on.
   */
  public VectorIndex frozen() {
    var now = state;
    return now.isMerged() ? now.base : merged(now);
  }

  /** Stops merges; nothing can be written any more, searches go on. */
  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
  }
}
