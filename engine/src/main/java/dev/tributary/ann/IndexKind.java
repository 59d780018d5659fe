package dev.tributary.ann;

import dev.tributary.math.Job;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * All that the house knows of a kind of index: its name, its settings and how it is built.
 *
 * @param <C> the settings of its build
 */
public interface IndexKind<C extends Record> {
  /** The name on command lines: small letters and digits. */
  String name();

  /** One line for people. */
  String summary();

  /** The settings where none are given; each component has a {@code @Setting}. */
  C defaults();

  /**
   * Ways to search, from the fastest to the most thorough, for who chooses one by measuring; empty for an exact kind. Each finds at least
   * about as much as the one before.
   */
  default List<Map<String, Integer>> searches() {
    return List.of();
  }

  /**
   * Builds an index; the same vectors, settings and seed give the same one on any number of threads.
   *
   * @throws java.util.concurrent.CancellationException when the job's listener stops it
   */
  VectorIndex build(Vectors vectors, C settings, Job job);

  /**
   * What is left of an index of this kind, in the order of its rows, and more vectors behind it: as good as one that is built anew, and
   * mostly sooner there, since what was learned of the old rows is carried over.
   *
   * @param gone rows of the index to leave out
   * @param added of the same metric and dimension
   * @throws IllegalArgumentException when a label would name two vectors
   * @throws java.util.concurrent.CancellationException when the job's listener stops it
   */
  VectorIndex update(VectorIndex index, BitSet gone, Vectors added, C settings, Job job);
}
