package dev.tributary.retrieval;

import dev.tributary.catalog.ItemMask;
import java.util.Arrays;
import java.util.stream.IntStream;

/** The ints of a model's items and those of a catalog, both ways. Immutable; 4 bytes an item of the catalog beside the array given, and of those that it lacks. */
public final class ItemNumbers {
  private final int[] toCatalog;
  private final int[] toModel;
  /** The model's items that the catalog lacks, ascending. */
  private final int[] missing;

  /**
   * The numbers of an opened model; see {@link ChannelModel#open}.
   *
   * @param toCatalog for each int of the model the catalog's, or -1; not copied
   */
  public ItemNumbers(int[] toCatalog) {
    this.toCatalog = toCatalog;
    toModel = new int[Arrays.stream(toCatalog).max().orElse(-1) + 1];
    Arrays.fill(toModel, -1);
    for (int item = 0; item < toCatalog.length; item++) {
      if (toCatalog[item] >= 0) {
        toModel[toCatalog[item]] = item;
      }
    }
    missing = IntStream.range(0, toCatalog.length).filter(item -> toCatalog[item] < 0).toArray();
  }

  /** The catalog's ints end below this, as far as the model knows them. */
  public int catalogSize() {
    return toModel.length;
  }

  /** The catalog's int of a model's item, or -1 where the catalog lacks it. */
  public int toCatalog(int item) {
    return toCatalog[item];
  }

  /** The model's int of an item of the catalog, or -1 where the model lacks it. */
  public int toModel(int catalogItem) {
    return catalogItem >= 0 && catalogItem < toModel.length ? toModel[catalogItem] : -1;
  }

  /**
   * Sets the scores of the model's items that a mask forbids, or the catalog lacks, to 0, where that is less work than to ask about each candidate: O(forbidden),
   * or nothing.
   *
   * @param scores by the model's ints
   * @param candidates how many there are at the most
   * @return how many candidates may still be forbidden
   */
  public int clearForbidden(ItemMask mask, float[] scores, long candidates) {
    int forbidden = mask.forbidden() + missing.length;
    if (forbidden > candidates) {
      return forbidden;
    }
    for (int item = mask.nextForbidden(0); item < mask.size(); item = mask.nextForbidden(item + 1)) {
      int known = toModel(item);
      if (known >= 0) {
        scores[known] = 0;
      }
    }
    for (int item : missing) {
      scores[item] = 0;
    }
    return 0;
  }
}
