package dev.tributary.server;

import static dev.tributary.math.Require.require;

import dev.tributary.disk.Disk;
import dev.tributary.disk.TempName;
import dev.tributary.home.Home;
import dev.tributary.log.EventLog;
import dev.tributary.model.ModelStore;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * Copies of a home as folders, made while the home serves. Which release serves is read first and the log is copied last, so that the copy
 * knows all that its release knows; what the log took in meanwhile may or may not be in it. A copy gets its name only after every
 * checksum in it was compared. Derived things (the live view's snapshot, locks) are left out.
 */
public final class Backup {
  private static final String STORE = "store";
  private static final String CURRENT = "CURRENT";
  private static final List<String> FILES = List.of("HOME", ServiceSettings.FILE, "scenes.json", "keys.json", "secret", "audit.log");
  private static final int TRIES = 5;

  private Backup() {}

  /** What a copy holds. */
  public record Content(long records, int releases, int bundles) {}

  /**
   * Copies a home to a folder that does not exist yet.
   *
   * @throws FileAlreadyExistsException when there is something
   * @throws IOException when the home is damaged, or the disk fails; nothing is left
   */
  public static Content write(Path home, Path folder) throws IOException {
    require(Home.isHome(home), "%s is no home of Tributary", home);
    return copy(home, folder);
  }

  /** Makes a home of a copy, in a folder that does not exist yet. */
  public static Content restore(Path backup, Path home) throws IOException {
    require(Home.isHome(backup), "%s is no backup of a home; 'tributary backup' makes one", backup);
    return copy(backup, home);
  }

  private static Content copy(Path from, Path to) throws IOException {
    if (Files.exists(to)) {
      throw new FileAlreadyExistsException(to.toString(), null, "is there already; name a folder that does not exist");
    }
    Path parent = to.toAbsolutePath().getParent();
    Files.createDirectories(parent);
    Path beside = parent.resolve(TempName.of(to));
    try {
      Files.createDirectory(beside);
      copyStore(from.resolve(STORE), beside.resolve(STORE));
      copyLog(from, beside);
      for (String name : FILES) {
        if (Files.exists(from.resolve(name))) {
          copyFile(from.resolve(name), beside.resolve(name));
        }
      }
      var content = check(beside);
      Disk.REAL.syncFolder(beside);
      Disk.REAL.move(beside, to);
      Disk.REAL.syncFolder(parent);
      return content;
    } catch (IOException | RuntimeException e) {
      Disk.REAL.deleteQuietly(beside, e);
      throw e;
    }
  }

  private static void copyStore(Path from, Path to) throws IOException {
    if (!Files.isDirectory(from)) {
      return;
    }
    Optional<byte[]> current = Files.exists(from.resolve(CURRENT)) ? Optional.of(Files.readAllBytes(from.resolve(CURRENT))) : Optional.empty();
    Files.createDirectory(to);
    for (String kind : List.of("releases", "bundles")) { // bundles last: they are there before a release names them
      copyTree(from.resolve(kind), to.resolve(kind));
    }
    if (current.isPresent()) {
      Disk.REAL.writeFile(to.resolve(CURRENT), current.get());
    }
    Disk.REAL.syncFolder(to);
  }

  /** Upkeep may put one segment in the place of another meanwhile: then it begins again. */
  private static void copyLog(Path from, Path to) throws IOException {
    for (int tries = 1; ; tries++) {
      try {
        copyTree(Home.log(from), Home.log(to));
        return;
      } catch (NoSuchFileException e) {
        if (tries == TRIES) {
          throw e;
        }
        Disk.REAL.deleteTree(Home.log(to));
      }
    }
  }

  private static void copyTree(Path from, Path to) throws IOException {
    if (!Files.isDirectory(from)) {
      return;
    }
    Files.createDirectory(to);
    try (var children = Files.list(from)) {
      for (Path child : children.sorted().toList()) {
        String name = child.getFileName().toString();
        if (name.startsWith(".") || name.equals("LOCK")) {
          continue; // being written, or of the other's process
        }
        if (Files.isDirectory(child)) {
          copyTree(child, to.resolve(name));
        } else {
          copyFile(child, to.resolve(name));
        }
      }
    }
    Disk.REAL.syncFolder(to);
  }

  private static void copyFile(Path from, Path to) throws IOException {
    Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
    try (var channel = FileChannel.open(to, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  private static Content check(Path copy) throws IOException {
    var store = ModelStore.open(copy.resolve(STORE)).verify();
    if (!store.problems().isEmpty()) {
      throw new IOException("the copy is damaged: " + String.join("; ", store.problems()));
    }
    long records = EventLog.open(Home.log(copy)).verify().records();
    return new Content(records, store.releases(), store.bundles());
  }
}
