package dev.tributary.log;

import dev.tributary.catalog.Item;
import dev.tributary.data.Event;
import dev.tributary.disk.Disk;
import dev.tributary.disk.LockFile;
import dev.tributary.model.CorruptFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * Upkeep of the closed segments, all but the last one: compresses them, takes out what erasures, take-backs, age or later records made void, and
 * sets damaged ones aside.
 *
 * <p>Sequence numbers stay: a gap stands for what was taken out. An item stays known from the same record on, as an item without fields where the
 * record itself goes, so that the catalog's ints stay too. A damaged segment keeps its records before the damage, and goes as it was
 * to {@code quarantine/}; that changes the ints of items whose first record was lost, and a release is opened accordingly.
 *
 * <p>Each segment is replaced in one step, oldest first, and the record of an erasure goes last, so that a kill at any instant leaves a log that
 * reads the same, and upkeep can begin again. Readers and a writer go on meanwhile; one upkeep at a time. Reads the closed segments once or
 * twice; memory for two segments, a name for each item, and with {@link Rules#latestOnly} a number for each item and user. Holds nothing.
 */
public final class Upkeep {
  /** Folder of damaged segments, beside the good ones. */
  public static final String QUARANTINE = "quarantine";

  private static final System.Logger LOG = System.getLogger(Upkeep.class.getName());

  /**
   * What goes beside the erased.
   *
   * @param eventsFrom events and responses of an earlier time, in epoch milliseconds, go; {@link Long#MIN_VALUE} keeps all. Those without a
   *     time stay
   * @param latestOnly whether items and users that a later record replaced go
   */
  public record Rules(long eventsFrom, boolean latestOnly) {
    /** Nothing goes but the erased. */
    public static final Rules KEEP_ALL = new Rules(Long.MIN_VALUE, false);
  }

  /**
   * What was done.
   *
   * @param erased for each user whose erasure was pending, how many records went
   * @param outdated how many further records went by the rules, or were taken back
   * @param rewritten segments with other content than before
   * @param compressed segments with the same content, now compressed
   * @param quarantined damages, whose records are lost but for the copy in quarantine
   * @param bytesBefore of the closed segments, as {@code bytesAfter}
   */
  public record Report(Map<String, Long> erased, long outdated, int rewritten, int compressed, List<EventLog.Damage> quarantined, long bytesBefore, long bytesAfter) {
    public Report {
      erased = Map.copyOf(erased);
      quarantined = List.copyOf(quarantined);
    }
  }

  private final Path folder;
  private final Rules rules;
  private final Disk disk;
  private final Map<String, Long> erasures = new HashMap<>(); // user → number of the last erasure in a closed segment
  private final Map<String, Long> takenBack = new HashMap<>(); // event → number of the last record that takes it back
  private final Map<String, Long> latestItems = new HashMap<>();
  private final Map<String, Long> latestUsers = new HashMap<>();
  private final Set<String> known = new HashSet<>(); // items met so far
  private final Map<String, Long> erased = new TreeMap<>();
  private final List<EventLog.Damage> quarantined = new ArrayList<>();
  private long outdated;
  private int rewritten;
  private int compressed;

  private Upkeep(Path folder, Rules rules, Disk disk) {
    this.folder = folder;
    this.rules = rules;
    this.disk = disk;
  }

  /** Does the upkeep of a log: O(records). */
  public static Report run(Path folder, Rules rules) throws IOException {
    return run(folder, rules, Disk.REAL);
  }

  static Report run(Path folder, Rules rules, Disk disk) throws IOException {
    if (Segment.list(folder).size() < 2) {
      return new Report(Map.of(), 0, 0, 0, List.of(), 0, 0);
    }
    try (var _ = LockFile.take(folder.resolve("UPKEEP"), "upkeep of the event log")) {
      return new Upkeep(folder, rules, disk).run();
    }
  }

  private Report run() throws IOException {
    var files = Segment.list(folder);
    var closed = files.subList(0, files.size() - 1);
    long before = bytes(closed);
    survey(Segment.first(files.getLast()));
    long end = 0;
    for (int n = 0; n < closed.size(); n++) {
      long first = Segment.first(closed.get(n));
      if (first > end) {
        lost(closed.get(n), end, first, "does not follow on the segment before it");
      }
      end = Segment.first(files.get(n + 1));
      keepUp(closed.get(n), end);
    }
    long after = bytes(Segment.list(folder)) - Files.size(Segment.list(folder).getLast());
    return new Report(erased, outdated, rewritten, compressed, quarantined, before, after);
  }

  private static long bytes(List<Path> files) throws IOException {
    long bytes = 0;
    for (Path file : files) {
      bytes += Files.size(file);
    }
    return bytes;
  }

  /** Learns which users are to be erased, and which records are the latest of their item or user. */
  private void survey(long closedEnd) throws IOException {
    EventLog.open(folder)
        .replay(
            0,
            (sequence, entry) -> {
              switch (entry) {
                case LogRecord.OfErasure(var user) -> {
                  if (sequence < closedEnd) {
                    erasures.put(user, sequence);
                    erased.put(user, 0L);
                  }
                }
                case LogRecord.OfTakeBack(var event, _) -> takenBack.put(event, sequence);
                case LogRecord.OfItem(var item) -> latest(latestItems, item.id(), sequence);
                case LogRecord.OfUser(var user) -> latest(latestUsers, user.id(), sequence);
                case LogRecord.OfEvent _, LogRecord.OfResponse _ -> {}
              }
            },
            _ -> {}); // the second reading reports it
  }

  private void latest(Map<String, Long> latest, String id, long sequence) {
    if (rules.latestOnly) {
      latest.put(id, sequence);
    }
  }

  /** Fills a hole between segments with a segment that is a gap. */
  private void lost(Path file, long from, long to, String reason) throws IOException {
    quarantined.add(new EventLog.Damage(file, from, to - 1, reason));
    LOG.log(System.Logger.Level.WARNING, "the event log lacks records " + from + ".." + (to - 1) + ": a segment is missing before " + file.getFileName());
    var content = new Content(from);
    content.gap(to - from);
    disk.replaceFile(Segment.packedFile(folder, from), content.packed());
    rewritten++;
  }

  /** One closed segment, whose last record is the one before {@code next}. */
  private void keepUp(Path file, long next) throws IOException {
    var content = new Content(Segment.first(file));
    boolean changed = false;
    Optional<CorruptFileException> damage = Optional.empty();
    try (var segment = Segment.open(file)) {
      while (segment.next()) {
        changed |= take(segment, content);
      }
      if (segment.tail() != Segment.Tail.NONE || segment.sequence() != next) {
        damage = Optional.of(new CorruptFileException(file, segment.offset(), "record " + segment.sequence() + " is damaged or cut off"));
      }
    } catch (CorruptFileException e) {
      damage = Optional.of(e);
    }
    if (damage.isPresent()) {
      quarantine(file, content, next, damage.get());
    }
    if (changed || damage.isPresent()) {
      rewritten++;
    } else if (Segment.packed(file)) {
      return;
    } else {
      compressed++;
    }
    disk.replaceFile(Segment.packedFile(folder, Segment.first(file)), content.packed());
    if (!Segment.packed(file) && Files.exists(file)) {
      disk.delete(file);
      disk.syncFolder(folder);
    }
  }

  private void quarantine(Path file, Content content, long next, CorruptFileException damage) throws IOException {
    quarantined.add(new EventLog.Damage(file, content.sequence, next - 1, damage.getMessage()));
    LOG.log(System.Logger.Level.WARNING, "records " + content.sequence + ".." + (next - 1) + " of the event log are lost; " + file.getFileName() + " goes to " + QUARANTINE + ": " + damage.getMessage());
    content.gap(next - content.sequence);
    Path aside = folder.resolve(QUARANTINE);
    if (!Files.isDirectory(aside)) {
      disk.createFolder(aside);
      disk.syncFolder(folder);
    }
    Path copy = aside.resolve(file.getFileName());
    for (int n = 2; Files.exists(copy); n++) {
      copy = aside.resolve(file.getFileName() + "." + n);
    }
    disk.writeFile(copy, Files.readAllBytes(file)); // copied: until the good part has taken its place the log stays as it is
    disk.syncFolder(aside);
  }

  /** Takes one record over, or what is left of it; whether it changed. */
  private boolean take(Segment segment, Content content) throws IOException {
    long sequence = segment.sequence() - 1;
    if (segment.gap()) {
      content.gap(segment.sequence() - content.sequence);
      return false;
    }
    var entry = segment.entry();
    boolean stays =
        switch (entry) {
          case LogRecord.OfEvent(var event) -> !isErased(event.user(), sequence) && !isOld(event.time()) && !isTakenBack(event.id(), sequence);
          case LogRecord.OfResponse(var response) -> !isErased(response.user(), sequence) && !isOld(response.time());
          case LogRecord.OfItem(var item) -> isLatest(latestItems, item.id(), sequence);
          case LogRecord.OfUser(var user) -> !isErased(user.id(), sequence) && isLatest(latestUsers, user.id(), sequence);
          case LogRecord.OfErasure _ -> false; // all that it names went before
          case LogRecord.OfTakeBack(_, var user) -> !isErased(user, sequence);
        };
    String item = entry instanceof LogRecord.OfEvent(var event) ? event.item() : entry instanceof LogRecord.OfItem(var of) ? of.id() : "";
    boolean first = !item.isEmpty() && known.add(item);
    if (stays) {
      content.copy(segment);
      return false;
    }
    if (first && isBare(entry)) {
      content.copy(segment);
      return false;
    }
    if (first) {
      content.add(new LogRecord.OfItem(Item.of(item)));
    } else {
      content.gap(1);
    }
    return true;
  }

  /** Whether this is an item without fields already, left by an earlier upkeep. */
  private static boolean isBare(LogRecord entry) {
    return entry instanceof LogRecord.OfItem(var item) && item.equals(Item.of(item.id()));
  }

  private boolean isErased(String user, long sequence) {
    boolean isErased = erasures.getOrDefault(user, -1L) > sequence;
    if (isErased) {
      erased.merge(user, 1L, Long::sum);
    }
    return isErased;
  }

  private boolean isOld(long time) {
    boolean isOld = time != Event.NO_TIME && time < rules.eventsFrom;
    outdated += isOld ? 1 : 0;
    return isOld;
  }

  private boolean isTakenBack(String id, long sequence) {
    boolean isTakenBack = !id.isEmpty() && takenBack.getOrDefault(id, -1L) > sequence;
    outdated += isTakenBack ? 1 : 0;
    return isTakenBack;
  }

  private boolean isLatest(Map<String, Long> latest, String id, long sequence) {
    boolean isLatest = latest.getOrDefault(id, sequence) == sequence;
    outdated += isLatest ? 0 : 1;
    return isLatest;
  }

  /** A segment as it will be. */
  private static final class Content {
    private final PayloadWriter bytes = new PayloadWriter(1 << 20);
    private final CRC32C crc = new CRC32C();
    private long sequence; // of the record that comes next
    private long gap; // records before it that are gone and not written yet

    Content(long first) {
      sequence = first;
      byte[] header = Segment.header(first);
      System.arraycopy(header, 0, bytes.bytes(), bytes.skip(header.length), header.length);
    }

    void copy(Segment segment) {
      closeGap();
      int frame = bytes.skip(Segment.FRAME_BYTES + segment.payloadLength());
      System.arraycopy(segment.block(), segment.payloadAt(), bytes.bytes(), frame + Segment.FRAME_BYTES, segment.payloadLength());
      seal(frame, 1);
    }

    void add(LogRecord entry) {
      closeGap();
      int frame = bytes.skip(Segment.FRAME_BYTES);
      bytes.write(entry);
      seal(frame, 1);
    }

    void gap(long records) {
      gap += records;
      sequence += records;
    }

    private void closeGap() {
      if (gap > 0) {
        long records = gap;
        gap = 0;
        sequence -= records;
        int frame = bytes.skip(Segment.FRAME_BYTES);
        bytes.writeGap(records);
        seal(frame, records);
      }
    }

    private void seal(int frame, long records) {
      Segment.seal(bytes, frame, sequence, crc);
      sequence += records;
    }

    byte[] packed() throws IOException {
      closeGap();
      return Segment.deflated(bytes.bytes(), bytes.size());
    }
  }
}
