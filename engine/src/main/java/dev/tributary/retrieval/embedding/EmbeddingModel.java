package dev.tributary.retrieval.embedding;

import dev.tributary.catalog.Item;
import dev.tributary.data.Interests;
import dev.tributary.model.Bundle;
import dev.tributary.model.BundleWriter;
import dev.tributary.retrieval.ChannelModel;
import dev.tributary.retrieval.SuppliedVectors;
import dev.tributary.retrieval.vectors.VectorChannel;
import dev.tributary.retrieval.vectors.VectorModel;
import dev.tributary.retrieval.vectors.VectorTable;
import dev.tributary.settings.Settings;
import java.io.IOException;

/** The unit vectors of the items that have one which can be compared: the table {@code items}. Immutable. */
public final class EmbeddingModel extends VectorModel {
  private static final String DIMENSION = "dimension";
  private static final String IGNORED = "vectorsIgnored";

  private final EmbeddingConfig config;
  private final SuppliedVectors supplied;
  private final long ignored;

  EmbeddingModel(EmbeddingConfig config, SuppliedVectors supplied, VectorTable items, Interests history, long ignored) {
    super(items, history);
    this.config = config;
    this.supplied = supplied;
    this.ignored = ignored;
  }

  static EmbeddingModel read(Bundle bundle) throws IOException {
    var config = Settings.of(EmbeddingConfig.DEFAULT).parse(bundle.settings());
    var supplied = new SuppliedVectors(bundle.figure(DIMENSION).intValue());
    var items = VectorTable.read(bundle, "items", Math.max(1, supplied.dimension()));
    return new EmbeddingModel(config, supplied, items, ChannelModel.historyIn(bundle, items.ids()), bundle.figure(IGNORED).longValue());
  }

  /** The settings it was trained with. */
  public EmbeddingConfig config() {
    return config;
  }

  /** Vectors of another dimension than most, of zeros or not finite: their items are never found. */
  public long ignored() {
    return ignored;
  }

  @Override
  public String kind() {
    return Embedding.KIND.name();
  }

  @Override
  public VectorChannel open(int[] toCatalog) {
    return new VectorChannel(kind(), itemVectors(), () -> new EmbeddingFoldIn(config, itemVectors().vectors()), this::encode, toCatalog);
  }

  private boolean encode(Item item, int modelItem, float[] vector) {
    float[] unit = supplied.unit(item);
    System.arraycopy(unit, 0, vector, 0, unit.length);
    return unit.length > 0;
  }

  @Override
  protected EmbeddingModel with(VectorTable items) {
    return new EmbeddingModel(config, supplied, items, history(), ignored);
  }

  @Override
  public void write(BundleWriter bundle) {
    bundle.settings(Settings.of(EmbeddingConfig.DEFAULT).toMap(config));
    bundle.figure(DIMENSION, supplied.dimension());
    bundle.figure(IGNORED, ignored);
    itemVectors().write(bundle, "items");
  }
}
