package dev.tributary.retrieval.vectors;

import static dev.tributary.math.Require.require;

import dev.tributary.ann.Labels;
import dev.tributary.ann.Metric;
import dev.tributary.ann.SearchResult;
import dev.tributary.ann.Vectors;
import dev.tributary.ann.flat.FlatIndex;
import dev.tributary.ann.ivf.IvfIndex;
import dev.tributary.data.Vocabulary;
import dev.tributary.math.Matrix;
import dev.tributary.model.Bundle;
import dev.tributary.model.BundleWriter;
import dev.tributary.model.CorruptFileException;
import dev.tributary.model.Tensors;
import dev.tributary.retrieval.Scored;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Vectors by id: of items, where they are searched, and of users, where they are looked up. In a bundle, {@code NAME.safetensors} has the
 * vocabulary {@code NAME} and the matrix {@code vectors} (float32, a row for each id), and {@code NAME-index.safetensors}, where there is an index, what {@link IvfIndex#columns} gives. Immutable; off the heap or mapped.
 *
 * @param ids whose they are
 * @param vectors row by row in the order of the ids
 * @param index finds most of the largest inner products sooner than a scan; its rows are the ids' ints
 */
public record VectorTable(Vocabulary ids, Matrix vectors, Optional<IvfIndex> index) {
  private static final String VECTORS = "vectors";
  private static final String INDEX = "-index";

  public VectorTable {
    require(vectors.rows() == ids.size(), "%d vectors for %d ids", vectors.rows(), ids.size());
    require(index.isEmpty() || index.orElseThrow().labels().size() == ids.size(), "an index of other vectors");
  }

  /** A table without an index. */
  public VectorTable(Vocabulary ids, Matrix vectors) {
    this(ids, vectors, Optional.empty());
  }

  /** The same table with an index. */
  VectorTable withIndex(IvfIndex index) {
    return new VectorTable(ids, vectors, Optional.of(index));
  }

  /** Puts the table into a bundle under a name, such as {@code items}. */
  public void write(BundleWriter bundle, String name) {
    bundle.tensors(name, Tensors.builder().vocabulary(name, ids).floats(VECTORS, vectors.values(), vectors.columns()).build());
    index.ifPresent(made -> bundle.tensors(name + INDEX, made.columns()));
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param width the length that the vectors must have
   * @throws CorruptFileException when the file does not hold as many vectors of this length as ids, or the index is not one of them
   */
  public static VectorTable read(Bundle bundle, String name, int width) throws IOException {
    var file = bundle.tensors(name);
    var ids = file.vocabulary(name);
    var shape = file.shape(VECTORS);
    if (!shape.equals(List.of((long) ids.size(), (long) width))) {
      throw new CorruptFileException(
          bundle.folder().resolve(name + ".safetensors"), -1, "column '" + VECTORS + "' has the shape " + shape + ", must be [" + ids.size() + ", " + width + "]");
    }
    var table = new VectorTable(ids, Matrix.of(ids.size(), width, file.floats(VECTORS)));
    if (!bundle.has(name + INDEX)) {
      return table;
    }
    return table.withIndex(IvfIndex.over(table.prepared(Metric.INNER_PRODUCT), bundle.tensors(name + INDEX), bundle.folder().resolve(name + INDEX + ".safetensors")));
  }

  /** A copy of the vector of an id. */
  public Optional<float[]> vector(String id) {
    int row = ids.indexOf(id);
    if (row < 0) {
      return Optional.empty();
    }
    var vector = new float[vectors.columns()];
    vectors.copyRow(row, vector);
    return Optional.of(vector);
  }

  /** The exact index of inner products; its rows are the ids' ints, equal scores in the order of ties of ids. Reads all vectors once, unless an index has done so. */
  FlatIndex exact() {
    return FlatIndex.of(index.map(IvfIndex::vectors).orElseGet(() -> prepared(Metric.INNER_PRODUCT)));
  }

  private Vectors prepared(Metric metric) {
    return Vectors.of(metric, vectors, Labels.rows(ids.size()).withTieRanks(ids.tieRanks()));
  }

  /** Up to {@code count} others whose vectors point most in the direction of this one's, best first; empty for an unknown id. O(values). */
  public List<Scored> similar(String id, int count) {
    int self = ids.indexOf(id);
    var similar = new ArrayList<Scored>();
    if (self >= 0 && count > 0) {
      var vector = new float[vectors.columns()];
      vectors.copyRow(self, vector);
      var found = new SearchResult();
      FlatIndex.of(prepared(Metric.COSINE)).search(vector, Math.min(count, ids.size()), row -> row != self, found);
      for (int rank = 0; rank < found.size(); rank++) {
        similar.add(new Scored(ids.id(found.row(rank)), found.score(rank)));
      }
    }
    return similar;
  }
}
