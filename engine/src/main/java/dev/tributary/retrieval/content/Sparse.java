package dev.tributary.retrieval.content;

import dev.tributary.math.FloatColumn;
import dev.tributary.math.IntColumn;
import dev.tributary.math.LongColumn;
import dev.tributary.model.Bundle;
import dev.tributary.model.CorruptFileException;
import dev.tributary.model.Tensors;
import java.io.IOException;

/** Compressed rows of (column, weight): item → terms, or term → items. Immutable; off the heap or mapped. */
record Sparse(LongColumn starts, IntColumn columns, FloatColumn weights) {
  static Sparse allocate(int rows, long size) {
    return new Sparse(LongColumn.allocate(rows + 1L), IntColumn.allocate(size), FloatColumn.allocate(size));
  }

  long start(int row) {
    return starts.get(row);
  }

  long end(int row) {
    return starts.get(row + 1L);
  }

  long size() {
    return columns.size();
  }

  /** Reads one entry in each cache line of a row, so that it is near when all of it is read; the sum says nothing. */
  int touch(int row) {
    long start = start(row);
    long end = end(row);
    return columns.touch(start, end) + Float.floatToRawIntBits(weights.touch(start, end));
  }

  SparseVector row(int row) {
    return new SparseVector(columns.toArray(start(row), end(row)), weights.toArray(start(row), end(row)));
  }

  /** As {@code NAME.starts} (int64, rows + 1), {@code NAME.columns} (int32) and {@code NAME.weights} (float32). */
  void write(Tensors.Builder tensors, String name) {
    tensors.longs(name + ".starts", starts).ints(name + ".columns", columns).floats(name + ".weights", weights);
  }

  static Sparse read(Bundle bundle, String file, String name, int rows) throws IOException {
    var tensors = bundle.tensors(file);
    var sparse = new Sparse(tensors.longs(name + ".starts"), tensors.ints(name + ".columns"), tensors.floats(name + ".weights"));
    boolean fits = sparse.starts.size() == rows + 1L && sparse.starts.get(0) == 0;
    for (int row = 0; fits && row < rows; row++) {
      fits = sparse.start(row) <= sparse.end(row);
    }
    if (!fits || sparse.end(rows - 1) != sparse.size() || sparse.weights.size() != sparse.size()) {
      throw new CorruptFileException(bundle.folder().resolve(file + ".safetensors"), -1, "the rows of '" + name + "' do not fit " + rows + " rows and their entries");
    }
    return sparse;
  }
}
