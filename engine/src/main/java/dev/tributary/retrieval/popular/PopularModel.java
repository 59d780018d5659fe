package dev.tributary.retrieval.popular;

import dev.tributary.data.Interests;
import dev.tributary.data.Vocabulary;
import dev.tributary.math.FloatColumn;
import dev.tributary.math.IntColumn;
import dev.tributary.model.Bundle;
import dev.tributary.model.BundleWriter;
import dev.tributary.model.CorruptFileException;
import dev.tributary.model.Tensors;
import dev.tributary.retrieval.Channel;
import dev.tributary.retrieval.ChannelModel;
import dev.tributary.settings.Settings;
import java.io.IOException;

/**
 * The items by popularity. In a bundle: {@code items.safetensors} has the vocabulary {@code items}; {@code
 * popular.safetensors} has {@code items} (int32) and {@code scores} (float32), best first, equal scores in the order of ties.
 * Immutable.
 */
public final class PopularModel implements ChannelModel {
  private final PopularConfig config;
  private final Vocabulary items;
  private final Interests history;
  private final int[] ranked;
  private final float[] scores;
  private final Figures figures;

  /** What training found: the half-life in force (0: none), and items that a cap left out. */
  record Figures(double halfLifeDays, long itemsCut) {}

  PopularModel(PopularConfig config, Vocabulary items, Interests history, int[] ranked, float[] scores, Figures figures) {
    this.config = config;
    this.items = items;
    this.history = history;
    this.ranked = ranked;
    this.scores = scores;
    this.figures = figures;
  }

  static PopularModel read(Bundle bundle) throws IOException {
    var config = Settings.of(PopularConfig.DEFAULT).parse(bundle.settings());
    var items = bundle.tensors("items").vocabulary("items");
    var popular = bundle.tensors("popular");
    var ranked = popular.ints("items").toArray();
    var scores = popular.floats("scores").toArray();
    boolean fits = ranked.length == scores.length;
    for (int rank = 0; fits && rank < ranked.length; rank++) {
      fits = ranked[rank] >= 0 && ranked[rank] < items.size() && Float.isFinite(scores[rank]);
    }
    if (!fits) {
      throw new CorruptFileException(bundle.folder().resolve("popular.safetensors"), -1, "items and scores do not fit together");
    }
    var figures = new Figures(number(bundle, "halfLifeDays"), (long) number(bundle, "itemsCut"));
    return new PopularModel(config, items, ChannelModel.historyIn(bundle, items), ranked, scores, figures);
  }

  private static double number(Bundle bundle, String figure) {
    return bundle.figures().get(figure) instanceof Number n ? n.doubleValue() : 0;
  }

  /** The settings it was trained with. */
  public PopularConfig config() {
    return config;
  }

  /** The half-life in force, in days; 0 where nothing decays. */
  public double halfLifeDays() {
    return figures.halfLifeDays;
  }

  @Override
  public String kind() {
    return Popular.KIND.name();
  }

  @Override
  public Vocabulary items() {
    return items;
  }

  @Override
  public Interests history() {
    return history;
  }

  @Override
  public Channel open(int[] toCatalog) {
    var catalogItems = new int[ranked.length];
    var found = new float[ranked.length];
    int size = 0;
    for (int rank = 0; rank < ranked.length; rank++) {
      if (toCatalog[ranked[rank]] >= 0) {
        catalogItems[size] = toCatalog[ranked[rank]];
        found[size++] = scores[rank];
      }
    }
    return new PopularList(kind(), java.util.Arrays.copyOf(catalogItems, size), java.util.Arrays.copyOf(found, size));
  }

  @Override
  public void write(BundleWriter bundle) {
    bundle.settings(Settings.of(PopularConfig.DEFAULT).toMap(config));
    bundle.figure("items", ranked.length);
    bundle.figure("itemsCut", figures.itemsCut);
    bundle.figure("halfLifeDays", figures.halfLifeDays);
    bundle.tensors("items", Tensors.builder().vocabulary("items", items).build());
    bundle.tensors("popular", Tensors.builder().ints("items", IntColumn.copyOf(ranked)).floats("scores", FloatColumn.copyOf(scores)).build());
  }
}
