package dev.tributary.server.keys;

import dev.tributary.disk.TempName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A small file that nobody but its owner may read. Where the file system knows no such rights, the folder's own must do. */
final class OwnerFile {
  private static final boolean POSIX = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  private static final Set<PosixFilePermission> OWNER = Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
  private static final long MAX_BYTES = 4L << 20;

  private OwnerFile() {}

  /**
   * Reads the file.
   *
   * @throws AccessDeniedException when others may read it, or this process may not
   */
  static byte[] read(Path file) throws IOException {
    if (POSIX && !OWNER.containsAll(Files.getPosixFilePermissions(file))) {
      throw new AccessDeniedException(file.toString(), null, "others than its owner may use it; run: chmod 600 " + file);
    }
    if (Files.size(file) > MAX_BYTES) {
      throw new IOException(file + " has " + Files.size(file) + " bytes, allowed " + MAX_BYTES + "; restore it from a copy");
    }
    return Files.readAllBytes(file);
  }

  /** Puts the file in the place of another in one step, durably. */
  static void replace(Path file, byte[] content) throws IOException {
    Path beside = file.resolveSibling(TempName.of(file));
    FileAttribute<?>[] attributes = POSIX ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER)} : new FileAttribute<?>[0];
    try {
      try (var channel = FileChannel.open(beside, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes)) {
        var bytes = ByteBuffer.wrap(content);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(beside);
    }
    dev.tributary.disk.Disk.REAL.syncFolder(file.toAbsolutePath().getParent());
  }
}
