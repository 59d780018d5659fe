package dev.tributary.retrieval.itemitem;

import dev.tributary.data.Vocabulary;
import dev.tributary.math.FloatColumn;
import dev.tributary.math.IntColumn;
import dev.tributary.math.LongColumn;
import dev.tributary.model.Bundle;
import dev.tributary.model.BundleWriter;
import dev.tributary.model.CorruptFileException;
import dev.tributary.model.Tensors;
import java.io.IOException;

/**
 * The sums behind the similarities of a {@link CoOccurrence}: for each item those with all items that the same users took, before norms, shrinkage and
 * the cut to the most similar. Kept beside an index so that later interests can be added to them.
 *
 * <p>In a bundle: {@code sums.safetensors} has {@code starts} (int64, items + 1 numbers), {@code items} (int32, ascending in a row) and {@code sums}
 * (float32: exact for whole numbers up to 2²⁴). 8 bytes for each half of a pair. Immutable; off the heap or mapped.
 */
public final class PairSums {
  private static final String FILE = "sums";

  private final LongColumn starts;
  private final IntColumn items;
  private final FloatColumn sums;

  private PairSums(LongColumn starts, IntColumn items, FloatColumn sums) {
    this.starts = starts;
    this.items = items;
    this.sums = sums;
  }

  /** Whether a bundle has some. */
  static boolean isIn(Bundle bundle) {
    return bundle.has(FILE);
  }

  static PairSums read(Bundle bundle, Vocabulary vocabulary) throws IOException {
    var file = bundle.tensors(FILE);
    var read = new PairSums(file.longs("starts"), file.ints("items"), file.floats("sums"));
    boolean fits = read.starts.size() == vocabulary.size() + 1L && read.starts.get(0) == 0 && read.starts.get(vocabulary.size()) == read.items.size() && read.items.size() == read.sums.size();
    for (int item = 0; fits && item < vocabulary.size(); item++) {
      fits = read.start(item) <= read.end(item);
    }
    for (long entry = 0; fits && entry < read.items.size(); entry++) {
      fits = read.items.get(entry) >= 0 && read.items.get(entry) < vocabulary.size();
    }
    if (!fits) {
      throw new CorruptFileException(bundle.folder().resolve(FILE + ".safetensors"), -1, "the sums do not fit " + vocabulary.size() + " items");
    }
    return read;
  }

  void write(BundleWriter bundle) {
    bundle.tensors(FILE, Tensors.builder().longs("starts", starts).ints("items", items).floats("sums", sums).build());
  }

  /** Both halves of all pairs. */
  public long size() {
    return items.size();
  }

  long start(int item) {
    return starts.get(item);
  }

  long end(int item) {
    return starts.get(item + 1L);
  }

  int item(long entry) {
    return items.get(entry);
  }

  float sum(long entry) {
    return sums.get(entry);
  }

  /** Collects rows that threads compute in any order, each row once. */
  static final class Builder {
    private final int[][] items;
    private final float[][] sums;

    Builder(int count) {
      items = new int[count][];
      sums = new float[count][];
    }

    /** Takes a row, the items ascending; keeps the arrays. */
    void put(int item, int[] others, float[] sums) {
      items[item] = others;
      this.sums[item] = sums;
    }

    PairSums build() {
      var starts = LongColumn.allocate(items.length + 1L);
      for (int item = 0; item < items.length; item++) {
        starts.set(item + 1L, starts.get(item) + items[item].length);
      }
      var built = new PairSums(starts, IntColumn.allocate(starts.get(items.length)), FloatColumn.allocate(starts.get(items.length)));
      for (int item = 0; item < items.length; item++) {
        for (int n = 0; n < items[item].length; n++) {
          built.items.set(starts.get(item) + n, items[item][n]);
          built.sums.set(starts.get(item) + n, sums[item][n]);
        }
        items[item] = new int[0]; // no longer needed beside its copy
        sums[item] = new float[0];
      }
      return built;
    }
  }
}
