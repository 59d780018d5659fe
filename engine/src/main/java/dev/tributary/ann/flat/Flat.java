package dev.tributary.ann.flat;

import dev.tributary.ann.IndexKind;
import dev.tributary.ann.VectorIndex;
import dev.tributary.ann.Vectors;
import dev.tributary.math.Job;
import java.util.BitSet;

/** The kind of the exact scan. */
public final class Flat implements IndexKind<FlatConfig> {
  /** The only one. */
  public static final Flat KIND = new Flat();

  private Flat() {}

  @Override
  public String name() {
    return "flat";
  }

  @Override
  public String summary() {
    return "exact: compares every vector";
  }

  @Override
  public FlatConfig defaults() {
    return FlatConfig.DEFAULT;
  }

  @Override
  public FlatIndex build(Vectors vectors, FlatConfig settings, Job job) {
    return FlatIndex.of(vectors).withCodes(settings.codes(), job);
  }

  @Override
  public FlatIndex update(VectorIndex index, BitSet gone, Vectors added, FlatConfig settings, Job job) {
    return build(Vectors.concat(index, gone, added), settings, job);
  }
}
