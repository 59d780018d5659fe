package dev.tributary.ann.ivf;

import dev.tributary.ann.IndexKind;
import dev.tributary.ann.VectorIndex;
import dev.tributary.ann.Vectors;
import dev.tributary.math.Job;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The kind of the inverted file. */
public final class Ivf implements IndexKind<IvfConfig> {
  /** The only one. */
  public static final Ivf KIND = new Ivf();

  private Ivf() {}

  @Override
  public String name() {
    return "ivf";
  }

  @Override
  public String summary() {
    return "approximate: looks into the cells near the query, through codes of 4 bits";
  }

  @Override
  public IvfConfig defaults() {
    return IvfConfig.DEFAULT;
  }

  /** Each nprobe about a quarter larger than the one before; what is compared exactly grows with its root, from 40 on. */
  @Override
  public List<Map<String, Integer>> searches() {
    return IntStream.rangeClosed(0, 36)
        .mapToObj(step -> Math.pow(1.25, step))
        .map(nprobe -> Map.of("nprobe", (int) Math.round(nprobe), "rerank", (int) Math.round(40 * Math.sqrt(nprobe))))
        .toList();
  }

  /**
   * Ways to search for hundreds of rows, as {@link #searches} are for about ten: codes of 4 bits put so many in order only about, so that between 1.3 and seven times as many as are asked for are compared
   * exactly.
   *
   * @param k about how many rows are asked for
   */
  public List<Map<String, Integer>> searches(int k) {
    return IntStream.range(0, 16).mapToObj(step -> Map.of("nprobe", (int) (32 * Math.pow(1.25, step)), "rerank", (int) (1.3 * k * Math.pow(1.12, step)))).toList();
  }

  @Override
  public IvfIndex build(Vectors vectors, IvfConfig settings, Job job) {
    return IvfIndex.build(vectors, settings, job);
  }

  /** Another kind's index, which has no cells, gets new ones. */
  @Override
  public IvfIndex update(VectorIndex index, BitSet gone, Vectors added, IvfConfig settings, Job job) {
    return index instanceof IvfIndex celled
        ? celled.updated(gone, added, job)
        : IvfIndex.build(Vectors.concat(index, gone, added), settings, job);
  }
}
