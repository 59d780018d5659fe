package dev.tributary.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * The steps by which files come to be, each of which may fail: the seam at which tests stop, break or fill the disk.
 * Thread-safe.
 */
public interface Disk {
  /** The machine's own file system. */
  Disk REAL = new RealDisk();

  /** Makes one folder that does not exist yet. */
  void createFolder(Path folder) throws IOException;

  /** Opens a file for writing at its end. */
  Sink open(Path file, StandardOpenOption... options) throws IOException;

  /** Cuts a file to its first bytes, durably. */
  void truncate(Path file, long length) throws IOException;

  /** Makes the names in a folder durable. */
  void syncFolder(Path folder) throws IOException;

  /** Renames in one step; a file that has the new name is replaced, a folder that has content is not. */
  void move(Path from, Path to) throws IOException;

  /** Deletes a file or an empty folder. */
  void delete(Path path) throws IOException;

  /** A file being written. Confined: one thread. */
  interface Sink extends Closeable {
    /** Writes all that remains in the buffer. */
    void write(ByteBuffer bytes) throws IOException;

    /** Makes what was written durable. */
    void force() throws IOException;
  }

  /** Writes a small new file and makes its content durable. */
  default void writeFile(Path file, byte[] content) throws IOException {
    try (Sink sink = open(file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
      sink.write(ByteBuffer.wrap(content));
      sink.force();
    }
  }

  /** Puts a small file in the place of another in one step, durably: readers see the old or the new one. */
  default void replaceFile(Path file, byte[] content) throws IOException {
    replaceFile(file, beside -> writeFile(beside, content));
  }

  /** The same for a file of any size, which {@code writing} writes and syncs. */
  default void replaceFile(Path file, Writing writing) throws IOException {
    Path beside = file.resolveSibling(TempName.of(file));
    try {
      writing.to(beside);
      move(beside, file);
    } catch (IOException | RuntimeException e) {
      deleteQuietly(beside, e);
      throw e;
    }
    syncFolder(file.toAbsolutePath().getParent());
  }

  /** Writes a new file and makes its content durable. */
  @FunctionalInterface
  interface Writing {
    void to(Path beside) throws IOException;
  }

  /** Deletes a file, or a folder with all that is in it; what does not exist is left alone. Links are not followed. */
  default void deleteTree(Path path) throws IOException {
    if (Files.isDirectory(path, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
      try (var children = Files.list(path)) {
        for (Path child : children.sorted().toList()) {
          deleteTree(child);
        }
      }
    }
    if (Files.exists(path, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
      delete(path);
    }
  }

  /** The same while another failure is on its way; a failure here is added to that one. */
  default void deleteQuietly(Path path, Throwable cause) {
    try {
      deleteTree(path);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }
}

/** The file system of the machine. */
final class RealDisk implements Disk {
  private static final boolean WINDOWS = System.getProperty("os.name", "").startsWith("Windows");

  @Override
  public void createFolder(Path folder) throws IOException {
    Files.createDirectory(folder);
  }

  @Override
  public Sink open(Path file, StandardOpenOption... options) throws IOException {
    return new ChannelSink(FileChannel.open(file, options));
  }

  @Override
  public void truncate(Path file, long length) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(length);
      channel.force(true);
    }
  }

  @Override
  public void syncFolder(Path folder) throws IOException {
    if (!WINDOWS) { // a folder cannot be opened there, and renames are journalled
      try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void delete(Path path) throws IOException {
    Files.delete(path);
  }

  private record ChannelSink(FileChannel channel) implements Sink {
    @Override
    public void write(ByteBuffer bytes) throws IOException {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }

    @Override
    public void force() throws IOException {
      channel.force(true);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
