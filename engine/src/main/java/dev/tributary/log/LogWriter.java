package dev.tributary.log;

import static dev.tributary.math.Require.require;

import dev.tributary.catalog.Item;
import dev.tributary.catalog.User;
import dev.tributary.data.Event;
import dev.tributary.disk.Disk;
import dev.tributary.disk.LockFile;
import dev.tributary.model.CorruptFileException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Appends to an event log. Records are collected in memory and written in blocks; what {@link #sync} has returned for survives a
 * kill and a power cut, what was only appended may be lost, always from the end.
 *
 * <p>After any failure of the disk the writer refuses all further work: close it and open another, which cuts what was left
 * half-written. Thread-safe: calls wait for each other. One writer a folder: a second one is refused and the holder named.
 */
public final class LogWriter implements Closeable {
  /** Size at which a new segment begins. */
  public static final long SEGMENT_BYTES = 64L << 20;

  private static final System.Logger LOG = System.getLogger(LogWriter.class.getName());
  private static final int BLOCK = 1 << 18;

  private final Path folder;
  private final Disk disk;
  private final long segmentBytes;
  private final LockFile lock;
  private final OpenReport report;
  private final PayloadWriter block = new PayloadWriter(2 * BLOCK);
  private final CRC32C crc = new CRC32C();
  private Disk.Sink sink;
  private long first; // sequence number of the segment's first record
  private long written; // bytes of the segment on the disk, not counting the block
  private long sequence; // of the next record
  private Mark durable;
  private boolean closed;
  private Optional<IOException> failure = Optional.empty();

  /**
   * What was found on opening.
   *
   * @param records how many records there are
   * @param cutBytes how many bytes a cut-off write had left at the end; they are gone now
   * @param file the segment that was cut; empty when nothing was
   */
  public record OpenReport(long records, long cutBytes, Optional<Path> file) {
    /** One line for a person; empty when nothing was cut. */
    public String note() {
      return file.map(f -> "the event log ended within record " + records + ", whose writing was cut off: " + cutBytes + " bytes of "
          + f.getFileName() + " were cut, " + records + " whole records are kept").orElse("");
    }
  }

  /** Opens the log of a folder, which is made when it is missing, for appending. Reads the last segment. */
  public static LogWriter open(Path folder) throws IOException {
    return open(folder, SEGMENT_BYTES, Disk.REAL);
  }

  static LogWriter open(Path folder, long segmentBytes, Disk disk) throws IOException {
    require(segmentBytes >= 1024 && segmentBytes <= 1L << 40, "segmentBytes is %d, allowed 1024..1099511627776", segmentBytes);
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new NotDirectoryException(folder.toString());
    }
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder);
      disk.syncFolder(folder.toAbsolutePath().getParent());
    }
    var lock = LockFile.take(folder.resolve("LOCK"), "appending to the event log");
    try {
      return new LogWriter(folder, segmentBytes, disk, lock);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private LogWriter(Path folder, long segmentBytes, Disk disk, LockFile lock) throws IOException {
    this.folder = folder;
    this.disk = disk;
    this.segmentBytes = segmentBytes;
    this.lock = lock;
    var files = Segment.list(folder);
    long cut = 0;
    if (!files.isEmpty()) {
      Path last = files.getLast();
      first = Segment.first(last);
      cut = Files.size(last) < Segment.HEADER_BYTES ? Files.size(last) : findEnd(last);
      if (Files.size(last) < Segment.HEADER_BYTES) {
        checkFollows(files.size() < 2 ? Optional.empty() : Optional.of(files.get(files.size() - 2)), last);
        disk.delete(last);
        sequence = first;
        written = 0;
      }
      if (Segment.packed(last)) {
        if (cut > 0) {
          throw new CorruptFileException(last, -1, "is damaged or cut off; restore it from a copy");
        }
        written = 0; // closed: the next record begins another
      }
      if (written > 0 && cut > 0) {
        disk.truncate(last, written);
      }
    }
    report = new OpenReport(sequence, cut, cut == 0 ? Optional.empty() : Optional.of(files.getLast()));
    if (cut > 0) {
      LOG.log(System.Logger.Level.WARNING, report.note());
    }
    sink = written > 0 ? disk.open(Segment.file(folder, first), StandardOpenOption.WRITE, StandardOpenOption.APPEND) : begin(sequence);
    durable = new Mark(sequence, first, written);
  }

  /** Finds the last whole record; answers how many bytes follow it. */
  private long findEnd(Path last) throws IOException {
    try (var segment = Segment.open(last)) {
      while (segment.next()) {
        // hops from record to record
      }
      if (segment.tail() == Segment.Tail.DAMAGED) {
        throw segment.damaged();
      }
      sequence = segment.sequence();
      written = segment.offset();
      return segment.fileSize() - segment.offset();
    }
  }

  /** A segment that lost its header takes its number from its name: the one before it must end there. */
  private static void checkFollows(Optional<Path> before, Path last) throws IOException {
    long end = 0;
    if (before.isPresent()) {
      try (var segment = Segment.open(before.get())) {
        while (segment.next()) {
          end = segment.sequence();
        }
        if (segment.tail() != Segment.Tail.NONE) {
          throw segment.damaged();
        }
        end = segment.sequence();
      }
    }
    if (Segment.first(last) != end) {
      throw new CorruptFileException(last, -1, "has no header, and its name does not follow on record " + (end - 1)
          + "; restore it from a copy");
    }
  }

  private Disk.Sink begin(long sequence) throws IOException {
    first = sequence;
    Path file = Segment.file(folder, sequence);
    var opened = disk.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try {
      opened.write(ByteBuffer.wrap(Segment.header(sequence)));
      opened.force();
      disk.syncFolder(folder);
    } catch (IOException | RuntimeException e) {
      opened.close();
      throw e;
    }
    written = Segment.HEADER_BYTES;
    return opened;
  }

  /** What was found on opening. */
  public OpenReport report() {
    return report;
  }

  /** How many records there are with those that were only appended: the number of the next one. */
  public synchronized long size() {
    return sequence;
  }

  Path folder() {
    return folder;
  }

  /** The same log for reading; it sees what was synced or written out. */
  public EventLog log() throws IOException {
    return EventLog.open(folder);
  }

  public long append(Event event) throws IOException {
    return append(new LogRecord.OfEvent(event));
  }

  public long append(Item item) throws IOException {
    return append(new LogRecord.OfItem(item));
  }

  public long append(User user) throws IOException {
    return append(new LogRecord.OfUser(user));
  }

  /**
   * Adds a record; it is durable when a later {@link #sync} returns.
   *
   * @return its sequence number
   * @throws IllegalArgumentException when it takes more than 16 MiB or has an attribute of another type; nothing is added
   */
  public synchronized long append(LogRecord entry) throws IOException {
    check();
    int frame = block.size();
    try {
      block.skip(Segment.FRAME_BYTES);
      block.write(entry);
      Segment.checkLength(block.size() - frame - Segment.FRAME_BYTES);
    } catch (RuntimeException e) {
      block.cutTo(frame);
      throw e;
    }
    return added(frame);
  }

  /** The same for a record that is bytes already, of a length that is allowed. */
  synchronized long append(byte[] payload, int from, int length) throws IOException {
    check();
    int frame = block.skip(Segment.FRAME_BYTES + length);
    System.arraycopy(payload, from, block.bytes(), frame + Segment.FRAME_BYTES, length);
    return added(frame);
  }

  private long added(int frame) throws IOException {
    seal(frame);
    sequence++;
    if (block.size() >= BLOCK) {
      guarded(this::flush);
    }
    return sequence - 1;
  }

  /** Fills in length and checksum of the record that ends the block; begins a new segment before it when this one is full. */
  private void seal(int frame) throws IOException {
    Segment.seal(block, frame, sequence, crc);
    if (sequence > first && written + block.size() > segmentBytes) {
      guarded(() -> rotate(frame));
    }
  }

  private void rotate(int frame) throws IOException {
    sink.write(ByteBuffer.wrap(block.bytes(), 0, frame));
    sink.force();
    sink.close();
    sink = begin(sequence);
    int length = block.size() - frame;
    System.arraycopy(block.bytes(), frame, block.bytes(), 0, length);
    block.cutTo(length);
  }

  private void flush() throws IOException {
    sink.write(ByteBuffer.wrap(block.bytes(), 0, block.size()));
    written += block.size();
    block.cutTo(0);
  }

  /** Makes all that was appended durable. */
  public synchronized void sync() throws IOException {
    check();
    guarded(
        () -> {
          flush();
          sink.force();
        });
    durable = new Mark(sequence, first, written);
  }

  /** Begins a new segment unless this one is empty. Makes all that was appended durable. */
  public synchronized void rotate() throws IOException {
    sync();
    if (sequence > first) {
      guarded(() -> rotate(0));
      durable = new Mark(sequence, first, written);
    }
  }

  /**
   * A place to come back to. Writes out what was appended.
   *
   * @param sequence number of the record that came next
   */
  public record Mark(long sequence, long first, long written) {}

  /** The end of the log as it is now, for {@link #cutBack}. */
  public synchronized Mark mark() throws IOException {
    sync();
    return durable;
  }

  /** Takes back what was appended and is not durable yet, after a failure too; nothing happens when all is well. */
  synchronized void rollBack() throws IOException {
    if (failure.isPresent() || sequence > durable.sequence) {
      cutBack(durable);
    }
  }

  /**
   * Takes back everything that this writer appended after a mark: what an import does that fails half-way. Works after a failure
   * of the disk, too, and then makes the writer usable again.
   */
  public synchronized void cutBack(Mark mark) throws IOException {
    require(!closed && mark.sequence <= sequence && mark.sequence >= report.records, "mark %d is none of this writer's", mark.sequence);
    block.cutTo(0);
    try {
      sink.close();
      for (Path file : Segment.list(folder).reversed()) {
        if (Segment.first(file) > mark.first) {
          disk.delete(file);
        }
      }
      Path file = Segment.file(folder, mark.first);
      disk.truncate(file, mark.written);
      disk.syncFolder(folder);
      sink = disk.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
      first = mark.first;
      written = mark.written;
      sequence = mark.sequence;
      durable = mark;
      failure = Optional.empty();
    } catch (IOException e) {
      failure = Optional.of(e);
      throw e;
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private void guarded(Work work) throws IOException {
    try {
      work.run();
    } catch (IOException e) {
      failure = Optional.of(e);
      throw e;
    }
  }

  private void check() throws IOException {
    if (closed) {
      throw new IllegalStateException("the log's writer is closed; open another");
    }
    if (failure.isPresent()) {
      throw new IOException("the event log in " + folder + " failed before and takes nothing more: " + failure.get().getMessage()
          + "; free the disk and open it again", failure.get());
    }
  }

  /** Makes all durable and gives the log to others. After a failure what was not yet durable is given up. */
  @Override
  public synchronized void close() throws IOException {
    if (closed) {
      return;
    }
    try (lock;
        var _ = sink) {
      if (failure.isEmpty() && sequence > durable.sequence) {
        sync();
      }
    } finally {
      closed = true;
    }
  }
}
