package dev.tributary.nn;

import static dev.tributary.math.Require.require;

import dev.tributary.math.LongColumn;
import dev.tributary.model.CorruptFileException;
import dev.tributary.model.Tensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * All that a training needs to go on with the same bits: parameters, state of optimisers and the number of the step, in one safetensors file. Confined.
 */
public final class Checkpoint {
  private static final String STEP = "step";

  private final Map<String, Checkpointed> parts = new LinkedHashMap<>();

  /** Adds something to be kept under a name. */
  public Checkpoint add(String name, Checkpointed part) {
    require(!name.equals(STEP) && parts.put(name, part) == null, "there is a part '%s' already", name);
    return this;
  }

  /** Writes beside, syncs and renames: a kill leaves the checkpoint from before. */
  public void write(Path file, long step) throws IOException {
    var builder = Tensors.builder();
    var steps = LongColumn.allocate(1);
    steps.set(0, step);
    builder.longs(STEP, steps);
    parts.forEach((name, part) -> part.save(name, builder));
    builder.build().write(file);
  }

  /**
   * Takes all parts back.
   *
   * @return the number of the step
   * @throws CorruptFileException when the file is damaged or of another network; what was taken before stays taken
   */
  public long read(Path file) throws IOException {
    var tensors = Tensors.open(file);
    var steps = tensors.longs(STEP);
    if (steps.size() != 1) {
      throw new CorruptFileException(file, -1, "has " + steps.size() + " numbers of steps, must have 1");
    }
    for (var part : parts.entrySet()) {
      part.getValue().load(part.getKey(), tensors);
    }
    return steps.get(0);
  }
}
