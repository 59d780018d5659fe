package dev.tributary.data;

import dev.tributary.math.Progress;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A split as files. Rows lie as JSON lines in the wire format: grouped by user where there are times; in the order of the source, over all users,
 * where there are none, since order is then all that is known. Holds nothing.
 */
final class SplitFolder {
  private static final List<String> VALID = List.of("valid", "val", "validation", "dev");

  private SplitFolder() {}

  static boolean holds(Path folder) throws IOException {
    return Files.isDirectory(folder) && part(folder, List.of("train")).isPresent() && part(folder, List.of("test")).isPresent();
  }

  private static Optional<Path> part(Path folder, List<String> stems) throws IOException {
    var found = EventFolder.files(folder).stream().filter(f -> stems.contains(EventFolder.stem(f))).toList();
    if (found.size() > 1) {
      throw new UnclearFormatException(folder + " holds several files of one part: " + String.join(", ", found.stream().map(f -> f.getFileName().toString()).toList()) + "; keep one");
    }
    return found.stream().findFirst();
  }

  static Split read(Path folder, ReadOptions options) throws IOException {
    var train = EventFiles.load(required(folder, "train"), options, Progress.NONE).interactions();
    var test = EventFiles.load(required(folder, "test"), options, Progress.NONE).interactions();
    var valid = part(folder, VALID);
    return valid.isEmpty() ? Split.of(train, test) : Split.of(train, EventFiles.load(valid.get(), options, Progress.NONE).interactions(), test);
  }

  static Path required(Path folder, String name) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new BadDataException(folder + " is no folder; a split is a folder with train.* and test.*");
    }
    return part(folder, List.of(name)).orElseThrow(() -> new BadDataException(folder + " holds no " + name + ".*; a split is a folder with train.* and test.*"));
  }

  static void write(Split split, Path folder) throws IOException {
    Path target = folder.toAbsolutePath();
    if (Files.exists(target)) {
      try (var list = Files.isDirectory(target) ? Files.list(target) : java.util.stream.Stream.of(target)) {
        if (list.findAny().isPresent()) {
          throw new FileAlreadyExistsException(folder + " exists already and is not empty; name another folder");
        }
      }
    }
    if (target.getParent() != null) {
      Files.createDirectories(target.getParent());
    }
    Path beside = Files.createTempDirectory(target.getParent(), "." + target.getFileName() + "-");
    try {
      write(split.train(), beside.resolve("train.jsonl"));
      if (split.valid().isPresent()) {
        write(split.valid().get(), beside.resolve("valid.jsonl"));
      }
      write(split.test(), beside.resolve("test.jsonl"));
      Files.deleteIfExists(target);
      Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      if (Files.exists(beside)) {
        for (String name : List.of("train.jsonl", "valid.jsonl", "test.jsonl")) {
          Files.deleteIfExists(beside.resolve(name));
        }
        Files.deleteIfExists(beside);
      }
    }
  }

  private static void write(Interactions rows, Path file) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        var writer = new EventWriter(java.nio.channels.Channels.newOutputStream(channel))) {
      var userOf = new Rows(rows);
      if (rows.timed()) {
        for (long row = 0; row < rows.size(); row++) {
          writer.write(userOf.event(row));
        }
      } else {
        var order = new long[Math.toIntExact(rows.size())]; // number in the source, row
        Arrays.setAll(order, row -> rows.time(row) << 32 | row);
        Arrays.sort(order);
        for (long key : order) {
          writer.write(userOf.event(key & 0xFFFFFFFFL));
        }
      }
      writer.flush();
      channel.force(true);
    }
  }

  /** Rows of a log as events. */
  private static final class Rows {
    private final Interactions log;
    private final String[] users;
    private final String[] items;

    Rows(Interactions log) {
      this.log = log;
      users = new String[log.users().size()];
      items = new String[log.items().size()];
      Arrays.setAll(users, log.users()::id);
      Arrays.setAll(items, log.items()::id);
    }

    Event event(long row) {
      int low = 0;
      int high = users.length - 1;
      while (low < high) { // the last user who begins at or before the row
        int middle = (low + high + 1) >>> 1;
        if (log.start(middle) <= row) {
          low = middle;
        } else {
          high = middle - 1;
        }
      }
      long time = log.timed() ? log.time(row) : Event.NO_TIME;
      return Event.of(log.signal(row), users[low], items[log.item(row)], time).withValue(log.value(row));
    }
  }
}
