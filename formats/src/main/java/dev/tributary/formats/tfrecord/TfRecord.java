package dev.tributary.formats.tfrecord;

import dev.tributary.data.EventFormat;
import dev.tributary.data.TableFormat;
import dev.tributary.data.TableReader;
import java.io.IOException;
import java.nio.file.Path;

/** TFRecord as the engine's readers know it. Thread-safe: holds nothing. Internal. */
public final class TfRecord implements TableFormat {
  /** For {@link java.util.ServiceLoader}. */
  public TfRecord() {}

  @Override
  public EventFormat format() {
    return EventFormat.TFRECORD;
  }

  @Override
  public boolean recognizes(byte[] head) {
    return TfRecordReader.begins(head);
  }

  @Override
  public TableReader open(Path file) throws IOException {
    return ExampleTable.open(file);
  }
}
