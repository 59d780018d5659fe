package dev.tributary.nn;

import dev.tributary.math.FloatColumn;
import dev.tributary.model.CorruptFileException;
import dev.tributary.model.Tensors;
import java.nio.file.Path;
import java.util.List;

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

  /** All of these as one. */
  static Checkpointed all(List<? extends Checkpointed> parts) {
    return new Checkpointed() {
      @Override
      public void save(String name, Tensors.Builder file) {
        for (int n = 0; n < parts.size(); n++) {
          parts.get(n).save(name + "." + n, file);
        }
      }

      @Override
      public void load(String name, Tensors file) throws CorruptFileException {
        for (int n = 0; n < parts.size(); n++) {
          parts.get(n).load(name + "." + n, file);
        }
      }
    };
  }

  /** The state as it is: columns of floats, which go on changing with it. */
  private Tensors state() {
    var file = Tensors.builder();
    save(Checkpointed.class.getSimpleName(), file);
    return file.build();
  }

  /** How many values the state has. */
  default long stateValues() {
    try {
      var state = state();
      long values = 0;
      for (String column : state.names()) {
        values += state.floats(column).size();
      }
      return values;
    } catch (CorruptFileException e) {
      throw new IllegalStateException(e); // it was put together in memory
    }
  }

  /** A copy of the state in memory. */
  default Tensors remember() {
    var copy = Tensors.builder();
    try {
      var state = state();
      for (String column : state.names()) {
        var values = state.floats(column);
        var own = FloatColumn.allocate(values.size());
        own.set(values);
        copy.floats(column, own, Math.toIntExact(state.shape(column).getLast()));
      }
    } catch (CorruptFileException e) {
      throw new IllegalStateException(e); // it was put together in memory
    }
    return copy.build();
  }

  /** Goes back to what {@link #remember} kept. */
  default void recall(Tensors kept) {
    try {
      load(Checkpointed.class.getSimpleName(), kept);
    } catch (CorruptFileException e) {
      throw new IllegalStateException(e); // it was kept in memory
    }
  }
}
