package dev.tributary.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A disk that keeps in memory what was not synced, for tests: {@link #cutPower} loses it, and names whose folder was not synced too. Thread-safe. */
public final class ForgetfulDisk implements Disk {
  private final Map<Path, Long> synced = new HashMap<>();
  private final Set<Path> unsyncedNames = new HashSet<>();
  private boolean off;

  private synchronized void check() throws IOException {
    if (off) {
      throw new IOException("no power");
    }
  }

  /** From now on every step fails, and what was not synced is gone. */
  public synchronized void cutPower() throws IOException {
    off = true;
    for (Path name : unsyncedNames) {
      Files.deleteIfExists(name);
    }
    for (var file : synced.entrySet()) {
      if (Files.exists(file.getKey())) {
        try (var channel = FileChannel.open(file.getKey(), StandardOpenOption.WRITE)) {
          channel.truncate(file.getValue());
        }
      }
    }
  }

  @Override
  public void createFolder(Path folder) throws IOException {
    check();
    REAL.createFolder(folder);
  }

  @Override
  public synchronized Sink open(Path file, StandardOpenOption... options) throws IOException {
    check();
    boolean fresh = !Files.exists(file);
    var sink = REAL.open(file, options);
    if (fresh) {
      unsyncedNames.add(file);
    }
    synced.put(file, fresh ? 0 : Files.size(file));
    return new ForgetfulSink(file, sink);
  }

  @Override
  public synchronized void truncate(Path file, long length) throws IOException {
    check();
    REAL.truncate(file, length);
    synced.put(file, length);
  }

  @Override
  public synchronized void syncFolder(Path folder) throws IOException {
    check();
    REAL.syncFolder(folder);
    unsyncedNames.removeIf(name -> folder.equals(name.getParent()));
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    check();
    REAL.move(from, to);
  }

  @Override
  public void delete(Path path) throws IOException {
    check();
    REAL.delete(path);
  }

  private final class ForgetfulSink implements Sink {
    private final Path file;
    private final Sink sink;

    ForgetfulSink(Path file, Sink sink) {
      this.file = file;
      this.sink = sink;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
      synchronized (ForgetfulDisk.this) {
        check();
        sink.write(bytes);
      }
    }

    @Override
    public void force() throws IOException {
      synchronized (ForgetfulDisk.this) {
        check();
        synced.put(file, Files.size(file)); // a real sync would only slow the test down
      }
    }

    @Override
    public void close() throws IOException {
      sink.close();
    }
  }
}
