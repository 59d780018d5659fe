package dev.tributary.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A lock that ends with its process, held through the operating system on a file whose text says who holds it. The file
 * stays; only the lock on it counts. Confined: one thread takes and closes it.
 */
public final class LockFile implements Closeable {
  private static final int TEXT_LIMIT = 200;

  private final FileChannel channel;

  private LockFile(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock, without waiting.
   *
   * @param purpose what it is taken for, for example {@code publishing}
   * @throws FileSystemException when another holds it; names the holder
   */
  public static LockFile take(Path file, String purpose) throws IOException {
    var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      FileLock lock = tryLock(channel);
      if (lock == null) {
        throw new FileSystemException(file.toString(), null, "is held by " + holder(channel) + "; wait until it is done");
      }
      channel.truncate(0);
      Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
      String text = "process " + ProcessHandle.current().pid() + ", " + purpose + " since " + now + "\n";
      channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
      return new LockFile(channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static @org.jspecify.annotations.Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // this process holds it already
    }
  }

  private static String holder(FileChannel channel) throws IOException {
    var bytes = ByteBuffer.allocate(TEXT_LIMIT);
    int length = channel.read(bytes, 0);
    return length <= 0 ? "another process" : new String(bytes.array(), 0, length, StandardCharsets.UTF_8).strip();
  }

  /** Gives the lock back. */
  @Override
  public void close() throws IOException {
    channel.close();
  }
}
