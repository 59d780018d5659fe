package dev.tributary.formats.tfrecord;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes records as TFRecord over a stream, which the caller buffers and closes. Confined: one thread. */
public final class TfRecordWriter {
  private final OutputStream out;

  public TfRecordWriter(OutputStream out) {
    this.out = out;
  }

  /** Appends a record. */
  public void write(byte[] record) throws IOException {
    out.write(Framing.head(record.length));
    out.write(record);
    out.write(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(Framing.checksum(record, 0, record.length)).array());
  }
}
