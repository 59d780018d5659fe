package dev.tributary.retrieval;

import java.util.Arrays;

/** The ints of a model's items and those of a catalog, both ways. Immutable; 4 bytes an item of the catalog beside the array given. */
public final class ItemNumbers {
  private final int[] toCatalog;
  private final int[] toModel;

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
}
