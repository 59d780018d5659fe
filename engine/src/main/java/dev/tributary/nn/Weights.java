package dev.tributary.nn;

import static dev.tributary.math.Require.require;

import dev.tributary.math.FloatColumn;
import dev.tributary.math.Seeds;
import dev.tributary.model.CorruptFileException;
import dev.tributary.model.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * All dense parameters of a network in one array. A layer takes its place when it is made; a gradient is an array of the same {@link #size}. Confined
 * while it changes.
 */
public final class Weights implements Checkpointed {
  /** One parameter: rows × columns values from {@code place} on. */
  private record Entry(String name, int place, int rows, int columns) {}

  private final long seed;
  private final List<Entry> entries = new ArrayList<>();
  private float[] values = {};

  /** No parameters yet. */
  public Weights(long seed) {
    this.seed = Seeds.of(seed, "weights");
  }

  /**
   * Adds a parameter of random values, normal around 0; what they are follows from the seed and the name.
   *
   * @return its place in {@link #values}
   */
  public int addNormal(String name, int rows, int columns, double deviation) {
    int place = add(name, rows, columns);
    var random = Seeds.random(Seeds.of(seed, name));
    for (int i = place; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * deviation);
    }
    return place;
  }

  /** Adds a parameter whose values are all the same. */
  public int addConstant(String name, int count, float value) {
    int place = add(name, 1, count);
    Arrays.fill(values, place, values.length, value);
    return place;
  }

  private int add(String name, int rows, int columns) {
    require(entries.stream().noneMatch(entry -> entry.name.equals(name)), "there is a parameter '%s' already", name);
    int place = values.length;
    entries.add(new Entry(name, place, rows, columns));
    values = Arrays.copyOf(values, Math.addExact(place, Math.multiplyExact(rows, columns)));
    return place;
  }

  /** How many values there are. */
  public int size() {
    return values.length;
  }

  /** The values themselves; the array is another one after a parameter was added. */
  public float[] values() {
    return values;
  }

  /** The name of the parameter that a place belongs to. */
  public String nameAt(int place) {
    return entries.stream().filter(entry -> place >= entry.place && place < entry.place + entry.rows * entry.columns).findFirst().orElseThrow().name;
  }

  /** Puts every parameter under its own name. */
  @Override
  public void save(String name, Tensors.Builder file) {
    for (var entry : entries) {
      file.floats(name + "." + entry.name, FloatColumn.copyOf(Arrays.copyOfRange(values, entry.place, entry.place + entry.rows * entry.columns)), entry.columns);
    }
  }

  @Override
  public void load(String name, Tensors file) throws CorruptFileException {
    for (var entry : entries) {
      Checkpointed.floats(file, name + "." + entry.name, (long) entry.rows * entry.columns).copyTo(0, (long) entry.rows * entry.columns, values, entry.place);
    }
  }
}
