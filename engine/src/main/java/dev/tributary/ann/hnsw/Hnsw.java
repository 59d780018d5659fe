package dev.tributary.ann.hnsw;

import dev.tributary.ann.IndexKind;
import dev.tributary.ann.VectorIndex;
import dev.tributary.ann.Vectors;
import dev.tributary.math.Job;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

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

  /** Each ef about a seventh larger than the one before. */
  @Override
  public List<Map<String, Integer>> searches() {
    return IntStream.rangeClosed(0, 48).mapToObj(step -> Map.of("ef", (int) Math.round(10 * Math.pow(1.15, step)))).toList();
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
