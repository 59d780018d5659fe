package dev.tributary.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/**
 * Names of what is being written: {@code .NAME.tmp-PID-N}. The process in the name tells leftovers of a killed process from
 * work in hand.
 */
public final class TempName {
  private static final Pattern SHAPE = Pattern.compile("\\..+\\.tmp-(\\d{1,18})-\\d+");
  private static final AtomicLong NEXT = new AtomicLong();

  private TempName() {}

  /** A name that nothing else has, for a file or folder that will lie beside this one. */
  public static String of(Path target) {
    return "." + target.getFileName() + ".tmp-" + ProcessHandle.current().pid() + "-" + NEXT.incrementAndGet();
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
        if (match.matches() && !ProcessHandle.of(Long.parseLong(match.group(1))).map(ProcessHandle::isAlive).orElse(false)) {
          found.add(child);
        }
      }
    }
    return found;
  }
}
