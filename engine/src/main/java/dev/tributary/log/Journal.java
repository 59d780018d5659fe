package dev.tributary.log;

import dev.tributary.disk.Disk;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The log at work: many threads hand in records, and all that wait at a time share one sync (group commit). An event whose id the log met
 * lately ({@link RecentIds}) is not taken in again.
 *
 * <p>What {@link #commit} has returned for survives a kill and a power cut. When the disk fails, nothing of the waiting batches is kept,
 * each of them is told so, and the log stays as it was; the next batch tries again, so that work goes on once there is room. One journal or
 * {@link LogWriter} a folder, in any process: a second one is refused and the holder named. Thread-safe.
 */
public final class Journal implements Closeable {
  private static final System.Logger LOG = System.getLogger(Journal.class.getName());
  private static final long MOST_WAIT_NANOS = 2_000_000;
  private static final int ENOUGH_OFFERED = 1024; // to be written without a commit
  private static final int MOST_OFFERED = 16 * ENOUGH_OFFERED;

  /** Learns of records in their order, each once it is durable; one thread at a time. */
  @FunctionalInterface
  public interface Follower {
    void committed(long sequence, LogRecord entry);
  }

  /**
   * What became of a batch.
   *
   * @param accepted how many of its records the log took in
   * @param duplicates the places in the batch, from 0, of events that the log has already
   */
  public record Receipt(int accepted, List<Integer> duplicates) {
    public Receipt {
      duplicates = List.copyOf(duplicates);
    }
  }

  /** A batch that waits, with its records as bytes: encoding them is left to the thread that brings them. */
  private static final class Batch {
    private final List<LogRecord> entries;
    private final PayloadWriter payloads = new PayloadWriter(1 << 10);
    private final int[] ends;
    private final List<Integer> duplicates = new ArrayList<>();
    private boolean done;
    private Optional<Exception> failure = Optional.empty();

    Batch(List<LogRecord> entries) {
      this.entries = entries;
      ends = new int[entries.size()];
      int start = 0;
      for (int n = 0; n < ends.length; n++) {
        payloads.write(entries.get(n));
        Segment.checkLength(payloads.size() - start);
        ends[n] = start = payloads.size();
      }
    }
  }

  private final LogWriter writer;
  private final RecentIds recent;
  private final Follower follower;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private ArrayDeque<Batch> waiting = new ArrayDeque<>();
  private ArrayDeque<Batch> offered = new ArrayDeque<>(); // nobody waits for them
  private boolean leading; // a thread is writing a group
  private boolean called; // a thread of the journal's own is on its way to lead
  private boolean closed;
  private int expected = 1; // batches that are likely to wait at a time
  private long syncNanos; // of the last sync

  private Journal(LogWriter writer, RecentIds recent, Follower follower) {
    this.writer = writer;
    this.recent = recent;
    this.follower = follower;
  }

  /**
   * Opens the log of a folder, which is made when it is missing.
   *
   * @param recent the ids met in the log so far; the journal's from now on
   */
  public static Journal open(Path folder, RecentIds recent, Follower follower) throws IOException {
    return open(folder, LogWriter.SEGMENT_BYTES, Disk.REAL, recent, follower);
  }

  static Journal open(Path folder, long segmentBytes, Disk disk, RecentIds recent, Follower follower) throws IOException {
    return new Journal(LogWriter.open(folder, segmentBytes, disk), recent, follower);
  }

  /** What was found on opening. */
  public LogWriter.OpenReport report() {
    return writer.report();
  }

  /**
   * Takes in records, all or none, and returns when they are durable and the follower knows them.
   *
   * @throws IllegalArgumentException when a record takes more than 16 MiB or has an attribute of another type; nothing is kept
   * @throws NotStoredException when the disk fails; nothing is kept
   */
  public Receipt commit(List<LogRecord> entries) throws IOException {
    var batch = new Batch(List.copyOf(entries));
    lock.lock();
    try {
      checkOpen();
      waiting.add(batch);
      moved.signalAll(); // a leader may be waiting for it
      while (!batch.done && leading) {
        moved.awaitUninterruptibly();
      }
      if (!batch.done) {
        lead();
      }
    } finally {
      lock.unlock();
    }
    if (batch.failure.isPresent()) {
      switch (batch.failure.get()) {
        case RuntimeException e -> throw e;
        case IOException e -> throw new NotStoredException(full(), "nothing of the batch was kept: " + e.getMessage(), e);
        case Exception e -> throw new IllegalStateException(e);
      }
    }
    return new Receipt(entries.size() - batch.duplicates.size(), batch.duplicates);
  }

  /**
   * Leaves records to the next group, and never waits for the disk: they stand in the log before whatever is committed later, but a kill or a failing
   * disk may lose them. For what is worth keeping and not worth a sync, as a page that was served. Where many wait and nobody commits, a thread of the
   * journal's own writes them.
   *
   * @return false when the disk is so far behind that they were not taken
   * @throws IllegalArgumentException as {@link #commit}
   */
  public boolean offer(List<LogRecord> entries) {
    var batch = new Batch(List.copyOf(entries));
    lock.lock();
    try {
      checkOpen();
      if (offered.size() >= MOST_OFFERED) {
        return false;
      }
      offered.add(batch);
      if (offered.size() >= ENOUGH_OFFERED && !leading && !called) {
        called = true;
        Thread.ofPlatform().daemon().name("journal").start(this::writeOffered);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void writeOffered() {
    lock.lock();
    try {
      called = false;
      if (!leading && !closed && !offered.isEmpty()) {
        lead();
      }
    } finally {
      lock.unlock();
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the journal is closed; open another");
    }
  }

  private boolean full() {
    try {
      return Files.getFileStore(writer.folder()).getUsableSpace() < 2L << 20;
    } catch (IOException _) {
      return false;
    }
  }

  /** Writes what waits as one group. Holds the lock, but not while the disk works. */
  private void lead() {
    leading = true;
    awaitOthers();
    int served = waiting.size();
    var group = offered;
    group.addAll(waiting);
    offered = new ArrayDeque<>();
    waiting = new ArrayDeque<>();
    lock.unlock();
    Optional<Exception> failure = Optional.of(new IllegalStateException("the thread that wrote for all ended"));
    try {
      failure = write(group);
    } finally {
      lock.lock();
      leading = false;
      done(group, served, failure);
    }
  }

  private void done(ArrayDeque<Batch> group, int served, Optional<Exception> failure) {
    for (var batch : group) {
      batch.failure = failure;
      batch.done = true;
    }
    expected = served + waiting.size();
    if (failure.isPresent() && group.size() > served) {
      LOG.log(System.Logger.Level.WARNING, "records that nobody waited for are lost: " + failure.get().getMessage());
    }
    moved.signalAll();
  }

  /**
   * Those whom the last sync served are on their way back with their next batch. Without a moment's patience the threads fall into two halves, each
   * waiting for the other's sync; a quarter of a sync is less than what the missing half would cost.
   */
  private void awaitOthers() {
    long left = Math.min(syncNanos / 4, MOST_WAIT_NANOS);
    while (waiting.size() < expected && left > 0) {
      try {
        left = moved.awaitNanos(left);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt(); // the group is written all the same
        return;
      }
    }
  }

  /** Appends, syncs, and tells the follower; what failed, if anything did. */
  private Optional<Exception> write(Iterable<Batch> group) {
    var taken = new ArrayList<LogRecord>();
    long first;
    try {
      writer.rollBack(); // what an earlier failure left
      first = writer.size();
      var ids = new HashSet<String>();
      for (var batch : group) {
        append(batch, ids, taken);
      }
      if (!taken.isEmpty()) { // duplicates of earlier groups are durable already
        long start = System.nanoTime();
        writer.sync();
        syncNanos = System.nanoTime() - start;
      }
    } catch (IOException e) {
      try {
        writer.rollBack();
      } catch (IOException again) {
        e.addSuppressed(again); // the next group tries once more
      }
      return Optional.of(e);
    }
    try {
      for (int n = 0; n < taken.size(); n++) {
        if (taken.get(n) instanceof LogRecord.OfEvent(var event)) {
          recent.add(event.id());
        }
        follower.committed(first + n, taken.get(n));
      }
      return Optional.empty();
    } catch (RuntimeException e) {
      return Optional.of(e);
    }
  }

  private void append(Batch batch, HashSet<String> ids, List<LogRecord> taken) throws IOException {
    batch.duplicates.clear();
    int start = 0;
    for (int n = 0; n < batch.ends.length; n++) {
      var entry = batch.entries.get(n);
      if (entry instanceof LogRecord.OfEvent(var event) && !event.id().isEmpty() && (recent.contains(event.id()) || !ids.add(event.id()))) {
        batch.duplicates.add(n);
      } else {
        writer.append(batch.payloads.bytes(), start, batch.ends[n] - start);
        taken.add(entry);
      }
      start = batch.ends[n];
    }
  }

  /** Begins a new segment, so that all records until now lie in closed ones. */
  public void rotate() throws IOException {
    exclusively(writer::rotate);
  }

  /** Something to do while nobody writes. */
  @FunctionalInterface
  public interface Work {
    void run() throws IOException;
  }

  /** Does something between two groups, while the follower is at rest: a snapshot, for example. Those who commit wait. */
  public void exclusively(Work work) throws IOException {
    lock.lock();
    try {
      checkOpen();
      while (leading) {
        moved.awaitUninterruptibly();
      }
      leading = true;
    } finally {
      lock.unlock();
    }
    try {
      work.run();
    } finally {
      lock.lock();
      leading = false;
      moved.signalAll();
      lock.unlock();
    }
  }

  /** Waits for the group at work and gives the log to others. */
  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      while (leading) {
        moved.awaitUninterruptibly();
      }
      if (!closed) {
        if (!offered.isEmpty()) {
          lead();
        }
        closed = true;
        writer.close();
      }
    } finally {
      lock.unlock();
    }
  }
}
