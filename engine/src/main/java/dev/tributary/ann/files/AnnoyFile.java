package dev.tributary.ann.files;

import dev.tributary.ann.Labels;
import dev.tributary.ann.Metric;
import dev.tributary.ann.Vectors;
import dev.tributary.ann.flat.FlatIndex;
import dev.tributary.math.Matrix;
import dev.tributary.model.CorruptFileException;
import java.util.Arrays;

/**
 * The file of Annoy's {@code save}: nodes of one size, little-endian, without a header; metric and dimension must be known.
 *
 * <pre>
 * angular     int32 below, 2 × int32 children, d × float
 * euclidean   int32 below, float, 2 × int32 children, d × float
 * dot         int32 below, 2 × int32 children, float, d × float
 * </pre>
 *
 * <p>Node i is item i as long as i is below the number of items, which the last node, the root of a tree, says of itself; an item has 1
 * below, and 0 where none was added: such holes are left out, and labels stay the items' numbers. The trees are not read: the vectors are
 * searched exactly.
 */
final class AnnoyFile {
  private AnnoyFile() {}

  /**
   * Reads the vectors.
   *
   * @throws CorruptFileException when it is damaged, cut short, or of another dimension or metric
   */
  static FlatIndex read(MappedFile file, Metric metric, int dimension) throws CorruptFileException {
    int head = metric == Metric.COSINE ? 12 : 16;
    long node = head + 4L * dimension;
    file.check(file.size() % node == 0, -1, "has %d bytes, no whole number of nodes of %d; is it of dimension %d and metric %s?", file.size(), node, dimension, metric.shortName());
    long nodes = file.size() / node;
    long items = nodes == 0 ? 0 : file.intAt(file.size() - node);
    file.check(items >= 0 && items <= nodes, file.size() - node, "has a root of %d items, but %d nodes; is it of dimension %d and metric %s?", items, nodes, dimension, metric.shortName());
    var labels = new long[(int) items];
    int rows = 0;
    for (int item = 0; item < items; item++) {
      int below = file.intAt(item * node);
      file.check(below == 0 || below == 1, item * node, "has %d items below item %d, must be 1, or 0 for a hole; is it of dimension %d and metric %s?", below, item, dimension, metric.shortName());
      if (below == 1) {
        labels[rows++] = item;
      }
    }
    var values = Matrix.zeros(rows, dimension);
    var row = new float[dimension];
    for (int n = 0; n < rows; n++) {
      file.floatsAt(labels[n] * node + head, row);
      values.setRow(n, row);
    }
    try {
      return FlatIndex.of(Vectors.of(metric, values, Labels.of(Arrays.copyOf(labels, rows))));
    } catch (IllegalArgumentException e) { // NaN
      throw file.corrupt(-1, "holds what no index can: %s", e.getMessage());
    }
  }
}
