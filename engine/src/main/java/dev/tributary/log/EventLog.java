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
 * writer leaves, ends the log quietly here; the next writer cuts it and says so. Damage anywhere else is refused or reported. {@link
 * Upkeep} compresses closed segments and takes out what is void. Stable.
 */
public final class EventLog {
  private static final long WORTH_A_THREAD = 1 << 20; // bytes
  private static final int FEW_IDS = 10; // logarithms of how many are remembered
  private static final int MANY_IDS = 20;

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
    return files.isEmpty() ? 0 : pass(files.subList(files.size() - 1, files.size()), Long.MAX_VALUE, (_, _) -> {}, STRICT).end;
  }

  /**
   * Gives every record from a sequence number on to a visitor. Numbers of records that are gone for good, erased or out of date, are passed
   * over.
   *
   * @return the number after the last record that there was; below {@code from} when the log is shorter
   * @throws CorruptFileException when a segment is damaged or missing; the records before it have been visited
   */
  public long replay(long from, Visitor visitor) throws IOException {
    return replay(from, visitor, STRICT);
  }

  /**
   * Records that cannot be read.
   *
   * @param file the segment that is damaged, or before which others are missing
   * @param from number of the first record
   * @param to number of the last record
   */
  public record Damage(Path file, long from, long to, String reason) {}

  /** Receives damages. */
  @FunctionalInterface
  public interface DamageListener {
    void damaged(Damage damage) throws IOException;
  }

  /**
   * The same, going on after a segment that is damaged or missing: its records before the damage are visited, the others reported.
   *
   * @throws CorruptFileException when the last segment is damaged, which takes new records
   */
  public long replay(long from, Visitor visitor, DamageListener damages) throws IOException {
    return replay(from, (_, _) -> true, visitor, damages);
  }

  /** Chooses records as they are read, each in its turn, on a thread of its own. */
  @FunctionalInterface
  public interface Choice {
    boolean wants(long sequence, LogRecord entry);
  }

  /**
   * The same for the records that are chosen. Choice and visit run at the same time on two threads when there is much to read, which is what the choice is for: work that needs
   * the order, too, but nothing of what the visitor does.
   */
  public long replay(long from, Choice choice, Visitor visitor, DamageListener damages) throws IOException {
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
      damages.damaged(new Damage(files.get(start), from, Segment.first(files.get(start)) - 1, "is the oldest segment"));
    }
    var rest = files.subList(start, files.size());
    long bytes = 0;
    for (Path file : rest) {
      bytes += Files.exists(file) ? Files.size(file) : 0; // one may have been compressed since it was listed
    }
    if (bytes < WORTH_A_THREAD) {
      return pass(rest, from, chosen(choice, visitor), damages).end;
    }
    boolean strict = damages == STRICT;
    return ReadAhead.run((batches, reports) -> pass(rest, from, chosen(choice, batches), strict ? STRICT : reports), visitor, damages).end;
  }

  private static Visitor chosen(Choice choice, Visitor visitor) {
    return (sequence, entry) -> {
      if (choice.wants(sequence, entry)) {
        visitor.visit(sequence, entry);
      }
    };
  }

  private static final DamageListener STRICT =
      damage -> {
        throw new CorruptFileException(damage.file, -1, damage.reason + ", records " + damage.from + ".." + damage.to + " are missing; restore them from a copy");
      };

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
      STRICT.damaged(new Damage(files.getFirst(), 0, Segment.first(files.getFirst()) - 1, "is the oldest segment"));
    }
    var pass = pass(files, 0, (_, _) -> {}, STRICT);
    return new Verification(pass.end, files.size(), pass.bytes, pass.tornBytes);
  }

  private record Pass(long end, long bytes, long tornBytes) {}

  /** Reads segments that follow each other; decodes from a sequence number on. */
  private static Pass pass(List<Path> files, long from, Visitor visitor, DamageListener damages) throws IOException {
    long end = 0;
    long bytes = 0;
    long torn = 0;
    var payload = new PayloadReader(new RecentTexts(files.size() == 1 && Files.exists(files.getFirst()) && Files.size(files.getFirst()) < WORTH_A_THREAD ? FEW_IDS : MANY_IDS));
    for (int n = 0; n < files.size(); n++) {
      Path file = files.get(n);
      boolean last = n == files.size() - 1;
      long first = Segment.first(file);
      if (n > 0 && first < end) {
        throw new CorruptFileException(file, -1, "repeats records of the segment before it; remove one of the two");
      }
      if (n > 0 && first > end) {
        damages.damaged(new Damage(file, end, first - 1, "does not follow on the segment before it"));
      }
      end = first;
      if (last && Files.exists(file) && Files.size(file) < Segment.HEADER_BYTES) {
        return new Pass(first, bytes + Files.size(file), Files.size(file)); // its header was being written
      }
      try (var segment = Segment.open(file, payload)) {
        while (segment.next()) {
          if (segment.sequence() - 1 >= from && !segment.gap()) {
            visitor.visit(segment.sequence() - 1, segment.entry());
          }
          end = segment.sequence();
        }
        checkTail(file, segment, last);
        torn = segment.fileSize() - segment.offset();
        bytes += segment.fileSize();
      } catch (CorruptFileException e) {
        if (last || damages == STRICT) {
          throw e;
        }
        long next = Segment.first(files.get(n + 1));
        damages.damaged(new Damage(file, end, next - 1, e.getMessage()));
        end = next;
      }
    }
    return new Pass(end, bytes, torn);
  }

  /** Refuses damage, and in all but the last segment a torn tail too. */
  private static void checkTail(Path file, Segment segment, boolean last) throws IOException {
    var tail = segment.tail();
    if (tail == Segment.Tail.DAMAGED) {
      throw segment.damaged();
    }
    if (tail == Segment.Tail.TORN && !last) {
      throw new CorruptFileException(file, segment.offset(), "record " + segment.sequence() + " is damaged or cut off; restore the file from a copy");
    }
  }
}
