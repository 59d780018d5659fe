package dev.tributary.ann.hnsw;

import dev.tributary.ann.IndexKind;
import dev.tributary.ann.VectorIndex;
import dev.tributary.ann.Vectors;
import dev.tributary.math.Job;
import java.util.BitSet;

/** The kind of HNSW. */
public final class Hnsw implements IndexKind<HnswConfig> {
  /** The only one. */
  public static final Hnsw KIND = new Hnsw();

  private Hnsw() {}

  @Override
  public String name() {
    return "hnsw";
  }

  @Override
  public String summary() {
    return "approximate: walks through a graph of near vectors";
  }

  @Override
  public HnswConfig defaults() {
    return HnswConfig.DEFAULT;
  }

  @Override
  public HnswIndex build(Vectors vectors, HnswConfig settings, Job job) {
    return HnswIndex.build(vectors, settings, job);
  }

  /** Another kind's index, which has no links, is linked anew. */
  @Override
  public HnswIndex update(VectorIndex index, BitSet gone, Vectors added, HnswConfig settings, Job job) {
    return index instanceof HnswIndex linked
        ? linked.updated(gone, added, settings, job)
        : HnswIndex.build(Vectors.concat(index, gone, added), settings, job);
  }
}
