package dev.tributary.cli.terminal;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A result file that appears under its name only when it is whole: written beside, synced, renamed. {@code -} is standard
 * output; what is no ordinary file (a pipe, a device) is written to directly. Confined: one thread.
 */
public final class OutputFile implements AutoCloseable {
  private static final int BUFFER = 1 << 16;

  private final Path target;
  private final Optional<Path> beside;
  private final OutputStream out;
  private final Optional<FileChannel> channel;
  private boolean committed;

  private OutputFile(Path target, Optional<Path> beside, Optional<FileChannel> channel, OutputStream out) {
    this.target = target;
    this.beside = beside;
    this.channel = channel;
    this.out = out;
  }

  /** Whether the name means standard output. */
  public static boolean isStandardOutput(String name) {
    return name.equals("-");
  }

  /**
   * Checks, before any work, that a result can be written: fails when the name is a folder or lies under a file or in a
   * folder that is not writable. Creates nothing.
   */
  public static void check(String option, String name) {
    if (isStandardOutput(name)) {
      return;
    }
    Path target = path(option, name);
    if (Files.isDirectory(target)) {
      throw Failure.usage("%s: %s is a folder; name a file in it", option, name);
    }
    checkParent(option, target);
  }

  /** The same for a result that is a folder. */
  public static void checkFolder(String option, String name) {
    Path target = path(option, name);
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(target)) {
      throw Failure.usage("%s: %s is a file; name a folder", option, name);
    }
    checkParent(option, target);
  }

  /** The path of a name; a name that no file can have is wrong usage. */
  public static Path path(String option, String name) {
    if (name.isEmpty()) {
      throw Failure.usage("%s: the name is empty", option);
    }
    try {
      return Path.of(name);
    } catch (java.nio.file.InvalidPathException e) {
      throw Failure.usage("%s: '%s' is no file name: %s", option, name, e.getReason()).because(e);
    }
  }

  private static void checkParent(String option, Path target) {
    Path parent = target.toAbsolutePath().normalize().getParent();
    while (parent != null && !Files.exists(parent)) {
      parent = parent.getParent();
    }
    if (parent == null) {
      throw Failure.usage("%s: %s has no folder to lie in", option, target);
    }
    if (!Files.isDirectory(parent)) {
      throw Failure.usage("%s: %s is a file, so %s cannot lie in it", option, parent, target);
    }
    if (!Files.isWritable(parent)) {
      throw Failure.failed("%s: the folder %s is not writable; choose another or change its permissions", option, parent);
    }
  }

  /** Opens a result file; folders above it are created. */
  public static OutputFile open(String name, Terminal terminal) throws IOException {
    if (isStandardOutput(name)) {
      return new OutputFile(Path.of("standard output"), Optional.empty(), Optional.empty(), terminal.out());
    }
    Path target = path("--out", name);
    if (Files.exists(target) && !Files.isRegularFile(target)) {
      return new OutputFile(target, Optional.empty(), Optional.empty(), new BufferedOutputStream(Files.newOutputStream(target,
          StandardOpenOption.WRITE), BUFFER));
    }
    target = Files.exists(target) ? target.toRealPath() : target.toAbsolutePath();
    Files.createDirectories(target.getParent());
    for (int attempt = 0; ; attempt++) {
      Path beside = target.resolveSibling(".tributary-" + ProcessHandle.current().pid() + "-" + attempt + ".tmp");
      try {
        var channel = FileChannel.open(beside, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        Interrupts.began(beside);
        return new OutputFile(target, Optional.of(beside), Optional.of(channel),
            new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER));
      } catch (FileAlreadyExistsException e) {
        if (attempt > 1000) {
          throw e;
        }
      }
    }
  }

  /** Where to write, buffered. */
  public OutputStream stream() {
    return out;
  }

  /** Writes text as UTF-8. */
  public OutputFile print(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** Writes a whole result at once. */
  public static void write(String name, String text, Terminal terminal) throws IOException {
    try (var file = open(name, terminal)) {
      file.print(text).commit();
    }
  }

  /** Ends the file and gives it its name. */
  public void commit() throws IOException {
    out.flush();
    if (channel.isPresent()) {
      channel.get().force(true);
      channel.get().close();
    }
    if (beside.isPresent()) {
      Files.move(beside.get(), target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      Interrupts.ended(beside.get());
    }
    committed = true;
  }

  /** Removes what was written unless it was committed. */
  @Override
  public void close() throws IOException {
    if (channel.isPresent()) {
      channel.get().close();
    } else if (!target.equals(Path.of("standard output"))) {
      out.close();
    }
    if (beside.isPresent() && !committed) {
      Files.deleteIfExists(beside.get());
      Interrupts.ended(beside.get());
    }
  }
}
