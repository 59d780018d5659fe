package dev.tributary.retrieval.sasrec;

import dev.tributary.data.Interests;
import dev.tributary.model.Bundle;
import dev.tributary.model.BundleWriter;
import dev.tributary.model.Tensors;
import dev.tributary.retrieval.ChannelModel;
import dev.tributary.retrieval.vectors.VectorChannel;
import dev.tributary.retrieval.vectors.VectorModel;
import dev.tributary.retrieval.vectors.VectorTable;
import dev.tributary.settings.Settings;
import java.io.IOException;

/**
 * What SASRec learned: a vector for each item, and the tower that makes a user's vector out of a sequence of them. Its files are the table {@code items} and
 * {@code tower.safetensors} with the weights by name, matrices in × out. Immutable.
 */
public final class SasRecModel extends VectorModel {
  private static final String TOWER = "tower";
  private static final String VALIDATION = "validation.ndcg10";
  private static final String EPOCHS = "epochs";

  private final SasRecConfig config;
  private final Tower tower;
  private final double validation;
  private final long epochs;

  SasRecModel(SasRecConfig config, VectorTable items, Tower tower, Interests history, double validation, long epochs) {
    super(items, history);
    this.config = config;
    this.tower = tower;
    this.validation = validation;
    this.epochs = epochs;
  }

  static SasRecModel read(Bundle bundle) throws IOException {
    var config = Settings.of(SasRecConfig.DEFAULT).parse(bundle.settings());
    var items = VectorTable.read(bundle, "items", config.dim());
    var tower = new Tower(config, 0);
    tower.weights().load(TOWER, bundle.tensors(TOWER));
    double validation = bundle.figure(VALIDATION).doubleValue();
    long epochs = bundle.figure(EPOCHS).longValue();
    return new SasRecModel(config, items, tower, ChannelModel.historyIn(bundle, items.ids()), validation, epochs);
  }

  /** The settings it was trained with. */
  public SasRecConfig config() {
    return config;
  }

  /** NDCG@10 on the interests that were held out, in the epoch whose weights these are; 0 where nothing was. */
  public double validation() {
    return validation;
  }

  /** The epoch whose weights these are, from 1 on. */
  public long epochs() {
    return epochs;
  }

  @Override
  public String kind() {
    return SasRec.KIND.name();
  }

  @Override
  public VectorChannel open(int[] toCatalog) {
    return new VectorChannel(kind(), itemVectors(), () -> new SasRecFoldIn(tower, itemVectors().vectors()), toCatalog);
  }

  @Override
  protected SasRecModel with(VectorTable items) {
    return new SasRecModel(config, items, tower, history(), validation, epochs);
  }

  @Override
  public void write(BundleWriter bundle) {
    bundle.settings(Settings.of(SasRecConfig.DEFAULT).toMap(config));
    bundle.figure(VALIDATION, validation);
    bundle.figure(EPOCHS, epochs);
    itemVectors().write(bundle, "items");
    var file = Tensors.builder();
    tower.weights().save(TOWER, file);
    bundle.tensors(TOWER, file.build());
  }
}
