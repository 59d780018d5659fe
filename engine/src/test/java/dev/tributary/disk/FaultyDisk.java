package dev.tributary.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A disk that fails at its n-th step, for tests: once, as a full disk does, or from then on, as after a kill. */
public class FaultyDisk implements Disk {
  /** How it fails. */
  public enum Fault {
    /** One step fails without effect; clean-up works. */
    ONCE,
    /** One write puts half of its bytes there and fails; clean-up works. */
    HALF_WRITTEN,
    /** The step and all after it fail: nothing can be cleaned up. */
    KILLED,
    /** As KILLED, but the step itself has had its effect. */
    KILLED_AFTER
  }

  private final int failAt;
  private final Fault fault;
  private int steps;

  public FaultyDisk(int failAt, Fault fault) {
    this.failAt = failAt;
    this.fault = fault;
  }

  /** How many steps were asked for. */
  public int steps() {
    return steps;
  }

  private boolean fails() {
    int step = steps++;
    return step == failAt || step > failAt && (fault == Fault.KILLED || fault == Fault.KILLED_AFTER);
  }

  private interface Step {
    void run() throws IOException;
  }

  private void run(Step step) throws IOException {
    int number = steps;
    if (fails()) {
      if (fault == Fault.KILLED_AFTER && number == failAt) {
        step.run();
      }
      throw new IOException("no space left on device (step " + number + ")");
    }
    step.run();
  }

  @Override
  public void createFolder(Path folder) throws IOException {
    run(() -> REAL.createFolder(folder));
  }

  @Override
  public Sink open(Path file, StandardOpenOption... options) throws IOException {
    var opened = new Sink[1];
    run(() -> opened[0] = REAL.open(file, options));
    return new FaultySink(opened[0]);
  }

  @Override
  public void truncate(Path file, long length) throws IOException {
    run(() -> REAL.truncate(file, length));
  }

  @Override
  public void syncFolder(Path folder) throws IOException {
    run(() -> REAL.syncFolder(folder));
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    run(() -> REAL.move(from, to));
  }

  @Override
  public void delete(Path path) throws IOException {
    run(() -> REAL.delete(path));
  }

  private final class FaultySink implements Sink {
    private final Sink sink;

    FaultySink(Sink sink) {
      this.sink = sink;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
      int number = steps;
      if (fails()) {
        if (fault != Fault.ONCE && number == failAt) {
          sink.write(bytes.duplicate().limit(bytes.position() + bytes.remaining() / 2));
        }
        throw new IOException("no space left on device (step " + number + ")");
      }
      sink.write(bytes);
    }

    @Override
    public void force() throws IOException {
      run(sink::force);
    }

    @Override
    public void close() throws IOException {
      sink.close();
    }
  }
}
