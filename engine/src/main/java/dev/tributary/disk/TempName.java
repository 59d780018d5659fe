package dev.tributary.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/**
 * Names of what is being written: {@code .NAME.tmp-PID-START-N}. The process in the name, with the time of its start
 * (in a container every process may be number 1), tells leftovers of a killed process from work in hand.
 */
public final class TempName {
  private static final Pattern SHAPE = Pattern.compile("\\..+\\.tmp-(\\d{1,18})-(\\d{1,18})-\\d+");
  private static final long CLOCK_SLACK_MILLIS = 10_000; // a start time moves a little when the clock is set
  private static final AtomicLong NEXT = new AtomicLong();

  private TempName() {}

  /** A name that nothing else has, for a file or folder that will lie beside this one. */
  public static String of(Path target) {
    var process = ProcessHandle.current();
    return "." + target.getFileName() + ".tmp-" + process.pid() + "-" + startMillis(process) + "-" + NEXT.incrementAndGet();
  }

  /** Whether this is a name that {@link #of} gave. */
  public static boolean is(Path path) {
    return SHAPE.matcher(path.getFileName().toString()).matches();
  }

  /** What dead processes left unfinished in a folder, by name. */
  public static List<Path> leftovers(Path folder) throws IOException {
    var found = new ArrayList<Path>();
    if (!Files.isDirectory(folder)) {
      return found;
    }
    try (var children = Files.list(folder)) {
      for (Path child : children.sorted().toList()) {
        var match = SHAPE.matcher(child.getFileName().toString());
        if (match.matches() && !runs(Long.parseLong(match.group(1)), Long.parseLong(match.group(2)))) {
          found.add(child);
        }
      }
    }
    return found;
  }

  /** Whether a process lives that has this number and began at this time (0 when that is not known). */
  private static boolean runs(long pid, long start) {
    var process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
    if (process.isEmpty()) {
      return false;
    }
    long itsStart = startMillis(process.get());
    return start == 0 || itsStart == 0 || Math.abs(itsStart - start) <= CLOCK_SLACK_MILLIS;
  }

  private static long startMillis(ProcessHandle process) {
    return process.info().startInstant().map(java.time.Instant::toEpochMilli).orElse(0L);
  }
}
