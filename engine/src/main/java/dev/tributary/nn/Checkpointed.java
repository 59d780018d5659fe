package dev.tributary.nn;

import dev.tributary.math.FloatColumn;
import dev.tributary.model.CorruptFileException;
import dev.tributary.model.Tensors;
import java.nio.file.Path;

/** Something whose state a checkpoint keeps: after {@link #load} training goes on with the same bits as if it had never stopped. */
public interface Checkpointed {
  /** Puts the state into a file, under names that begin with this one; what was put there must not change before the file is written. */
  void save(String name, Tensors.Builder file);

  /**
   * Takes the state back.
   *
   * @throws CorruptFileException when the file does not hold such a state; what was taken before stays taken
   */
  void load(String name, Tensors file) throws CorruptFileException;

  /** The floats of a name, so many. */
  static FloatColumn floats(Tensors file, String name, long count) throws CorruptFileException {
    var column = file.floats(name);
    if (column.size() != count) {
      throw new CorruptFileException(Path.of(name), -1, "has " + column.size() + " values, must have " + count);
    }
    return column;
  }

  /** A copy of columns of floats that somebody goes on changing. */
  static Tensors copy(Tensors file) {
    var copy = Tensors.builder();
    try {
      for (String column : file.names()) {
        var values = file.floats(column);
        var own = FloatColumn.allocate(values.size());
        own.set(values);
        copy.floats(column, own, Math.toIntExact(file.shape(column).getLast()));
      }
    } catch (CorruptFileException e) {
      throw new IllegalStateException(e); // it was put together in memory
    }
    return copy.build();
  }
}
