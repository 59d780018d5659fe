package dev.tributary.ann.files;

import dev.tributary.disk.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A little-endian file that appears in one step when all of it is written, or not at all: written beside, synced, renamed. Confined: one
 * thread.
 */
final class NewFile {
  /** Writes the content of a file. */
  @FunctionalInterface
  interface Content {
    void write(NewFile file) throws IOException;
  }

  private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
  private final Disk.Sink sink;

  private NewFile(Disk.Sink sink) {
    this.sink = sink;
  }

  /** Writes a file, in the place of another if there is one. */
  static void write(Path path, Content content) throws IOException {
    Disk.REAL.replaceFile(
        path,
        beside -> {
          try (var sink = Disk.REAL.open(beside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            var file = new NewFile(sink);
            content.write(file);
            file.flush();
            sink.force();
          }
        });
  }

  private ByteBuffer room(int bytes) throws IOException {
    if (buffer.remaining() < bytes) {
      flush();
    }
    return buffer;
  }

  private void flush() throws IOException {
    sink.write(buffer.flip());
    buffer.clear();
  }

  void putByte(int value) throws IOException {
    room(1).put((byte) value);
  }

  void putInt(int value) throws IOException {
    room(4).putInt(value);
  }

  void putLong(long value) throws IOException {
    room(8).putLong(value);
  }

  void putDouble(double value) throws IOException {
    room(8).putDouble(value);
  }

  void putFloats(float[] values) throws IOException {
    for (float value : values) {
      room(4).putFloat(value);
    }
  }

  void putBytes(byte[] values) throws IOException {
    for (byte value : values) {
      putByte(value);
    }
  }
}
