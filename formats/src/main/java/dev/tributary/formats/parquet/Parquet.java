package dev.tributary.formats.parquet;

import dev.tributary.data.EventFormat;
import dev.tributary.data.TableFormat;
import dev.tributary.data.TableReader;
import java.io.IOException;
import java.nio.file.Path;

/** Parquet as the engine's readers know it. Thread-safe: holds nothing. Internal. */
public final class Parquet implements TableFormat {
  /** For {@link java.util.ServiceLoader}. */
  public Parquet() {}

  @Override
  public EventFormat format() {
    return EventFormat.PARQUET;
  }

  @Override
  public boolean recognizes(byte[] head) {
    return head.length >= 4 && head[0] == 'P' && head[1] == 'A' && head[2] == 'R' && (head[3] == '1' || head[3] == 'E');
  }

  @Override
  public TableReader open(Path file) throws IOException {
    return ParquetTable.open(file);
  }
}
