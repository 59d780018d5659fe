package dev.tributary.ann.flat;

import dev.tributary.ann.IndexKind;
import dev.tributary.ann.VectorIndex;
import dev.tributary.ann.Vectors;
import dev.tributary.math.Job;
import java.util.BitSet;

/** The kind of the exact scan. */
public final class Flat implements IndexKind<Flat.NoSettings> {
  /** The only one. */
  public static final Flat KIND = new Flat();

  private Flat() {}

  /** An exact index has nothing to set. */
  public record NoSettings() {}

  @Override
  public String name() {
    return "flat";
  }

  @Override
  public String summary() {
    return "exact: compares every vector";
  }

  @Override
  public NoSettings defaults() {
    return new NoSettings();
  }

  @Override
  public FlatIndex build(Vectors vectors, NoSettings settings, Job job) {
    return FlatIndex.of(vectors);
  }

  @Override
  public FlatIndex update(VectorIndex index, BitSet gone, Vectors added, NoSettings settings, Job job) {
    return FlatIndex.of(Vectors.concat(index, gone, added));
  }
}
