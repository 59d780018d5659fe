package dev.tributary.model;

import dev.tributary.data.Interests;
import dev.tributary.data.Vocabulary;
import dev.tributary.math.ByteColumn;
import dev.tributary.math.FloatColumn;
import dev.tributary.math.IntColumn;
import dev.tributary.math.LongColumn;
import java.util.Set;

/** Named columns: the content of one safetensors file. */
public final class Tensors {
  private Tensors() {}

  public static Builder builder() {
    return new Builder();
  }

  public Set<String> names() {
    throw new UnsupportedOperationException();
  }

  /** The column of this name; an IllegalArgumentException-free CorruptFileException when absent or of another type. */
  public IntColumn ints(String name) throws CorruptFileException {
    throw new UnsupportedOperationException();
  }

  public LongColumn longs(String name) throws CorruptFileException {
    throw new UnsupportedOperationException();
  }

  public FloatColumn floats(String name) throws CorruptFileException {
    throw new UnsupportedOperationException();
  }

  public ByteColumn bytes(String name) throws CorruptFileException {
    throw new UnsupportedOperationException();
  }

  /** The vocabulary kept as NAME.offsets, NAME.bytes, NAME.ties. */
  public Vocabulary vocabulary(String name) throws CorruptFileException {
    throw new UnsupportedOperationException();
  }

  /** The interests kept with both vocabularies (users, items, starts, …, a timed flag). */
  public Interests interests() throws CorruptFileException {
    throw new UnsupportedOperationException();
  }

  /** Collects columns. */
  public static final class Builder {
    public Builder ints(String name, IntColumn column) {
      throw new UnsupportedOperationException();
    }

    public Builder longs(String name, LongColumn column) {
      throw new UnsupportedOperationException();
    }

    public Builder floats(String name, FloatColumn column) {
      throw new UnsupportedOperationException();
    }

    public Builder bytes(String name, ByteColumn column) {
      throw new UnsupportedOperationException();
    }

    public Builder vocabulary(String name, Vocabulary vocabulary) {
      throw new UnsupportedOperationException();
    }

    public Builder interests(Interests interests) {
      throw new UnsupportedOperationException();
    }

    public Tensors build() {
      throw new UnsupportedOperationException();
    }
  }
}
