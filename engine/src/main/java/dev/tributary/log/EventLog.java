package dev.tributary.log;

import static dev.tributary.math.Require.require;

import dev.tributary.model.CorruptFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;

/**
 * The append-only log of events, items and users, for reading. Records are numbered from 0 in the order in which they came;
 * {@link LogWriter} appends. A folder of segments, {@link Segment} byte by byte.
 *
 * <p>The log keeps what it is given: importing the same file twice appends it twice. Event ids are kept, and what to do with
 * an id met again is for whoever replays.
 *
 * <p>Thread-safe: holds nothing but the folder's name. Any number of readers in any process, also while another appends: a reader
 * sees the records that were whole when its call began to read their segment. A torn tail of the last segment, which a killed
 * writer leaves, ends the log quietly here; the next writer cuts it and says so. Damage anywhere else is refused. Stable.
 */
public final class EventLog {
  private final Path folder;

  private EventLog(Path folder) {
    this.folder = folder;
  }

  /** The log in a folder; empty as long as there is no folder. */
  public static EventLog open(Path folder) throws IOException {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new NotDirectoryException(folder.toString());
    }
    return new EventLog(folder);
  }

  /** Receives records in order. */
  @FunctionalInterface
  public interface Visitor {
    void visit(long sequence, LogRecord entry) throws IOException;
  }

  public Path folder() {
    return folder;
  }

  /**
   * How many records there are: the sequence number of the next one. Reads the last segment.
   *
   * @throws CorruptFileException when the last segment is damaged
   */
  public long size() throws IOException {
    var files = Segment.list(folder);
    return files.isEmpty() ? 0 : pass(files.subList(files.size() - 1, files.size()), Long.MAX_VALUE, (_, _) -> {}).end;
  }

  /**
   * Gives every record from a sequence number on to a visitor.
   *
   * @return the number after the last record that there was; below {@code from} when the log is shorter
   * @throws CorruptFileException when a segment is damaged or missing; the records before it have been visited
   */
  public long replay(long from, Visitor visitor) throws IOException {
    require(from >= 0, "from is %d, must be 0 or more", from);
    var files = Segment.list(folder);
    if (files.isEmpty()) {
      return 0;
    }
    int start = 0;
    while (start + 1 < files.size() && Segment.first(files.get(start + 1)) <= from) {
      start++;
    }
    if (Segment.first(files.get(start)) > from) {
      throw new CorruptFileException(files.get(start), -1, "is the oldest segment, records " + from + ".."
          + (Segment.first(files.get(start)) - 1) + " are missing; restore them from a copy");
    }
    return pass(files.subList(start, files.size()), from, visitor).end;
  }

  /**
   * What {@link #verify} found.
   *
   * @param records how many are whole
   * @param segments how many files
   * @param bytes how many were read
   * @param tornBytes what a cut-off write left at the end; 0 when there is nothing
   */
  public record Verification(long records, int segments, long bytes, long tornBytes) {}

  /**
   * Reads and decodes everything.
   *
   * @throws CorruptFileException at the first damage
   */
  public Verification verify() throws IOException {
    var files = Segment.list(folder);
    if (!files.isEmpty() && Segment.first(files.getFirst()) != 0) {
      throw new CorruptFileException(files.getFirst(), -1, "is the oldest segment, records 0.." + (Segment.first(files.getFirst()) - 1)
          + " are missing; restore them from a copy");
    }
    var pass = pass(files, 0, (_, _) -> {});
    return new Verification(pass.end, files.size(), pass.bytes, pass.tornBytes);
  }

  private record Pass(long end, long bytes, long tornBytes) {}

  /** Reads segments that follow each other; decodes from a sequence number on. */
  private static Pass pass(List<Path> files, long from, Visitor visitor) throws IOException {
    long end = 0;
    long bytes = 0;
    long torn = 0;
    var payload = new PayloadReader();
    for (int n = 0; n < files.size(); n++) {
      Path file = files.get(n);
      boolean last = n == files.size() - 1;
      long first = Segment.first(file);
      if (n > 0 && first != end) {
        throw new CorruptFileException(file, -1, first > end ? "records " + end + ".." + (first - 1)
            + " before it are missing; restore the segment that held them" : "repeats records of the segment before it; remove one of the two");
      }
      if (last && Files.size(file) < Segment.HEADER_BYTES) {
        return new Pass(first, bytes + Files.size(file), Files.size(file)); // its header was being written
      }
      try (var segment = Segment.open(file)) {
        while (segment.next()) {
          if (segment.sequence() - 1 >= from) {
            visitor.visit(segment.sequence() - 1, decode(file, segment, payload));
          }
        }
        var tail = segment.tail();
        if (tail == Segment.Tail.DAMAGED) {
          throw segment.damaged();
        }
        if (tail == Segment.Tail.TORN && !last) {
          throw new CorruptFileException(file, segment.offset(), "record " + segment.sequence()
              + " is damaged or cut off; restore the file from a copy");
        }
        torn = segment.fileSize() - segment.offset();
        bytes += segment.fileSize();
        end = segment.sequence();
      }
    }
    return new Pass(end, bytes, torn);
  }

  private static LogRecord decode(Path file, Segment segment, PayloadReader payload) throws CorruptFileException {
    try {
      return payload.read(segment.block(), segment.payloadAt(), segment.payloadLength());
    } catch (PayloadReader.Malformed e) {
      throw new CorruptFileException(
          file, segment.offset() - segment.payloadLength(), "record " + (segment.sequence() - 1) + " " + e.getMessage()
              + "; was it written by a newer version?");
    }
  }
}
