package dev.tributary.retrieval.graphfilter;

import dev.tributary.model.Bundle;
import dev.tributary.retrieval.ChannelKind;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.itemitem.ItemItemModel;
import java.io.IOException;
import java.util.Map;

/** The channel of graph filters (图谱滤波). */
public final class GraphFilter implements ChannelKind<GraphFilterConfig> {
  /** The only one. */
  public static final GraphFilter KIND = new GraphFilter();

  private GraphFilter() {}

  @Override
  public String name() {
    return "graphfilter";
  }

  @Override
  public String summary() {
    return "a low-pass filter of the user's interests over the graph of items";
  }

  @Override
  public GraphFilterConfig defaults() {
    return GraphFilterConfig.DEFAULT;
  }

  @Override
  public Map<String, GraphFilterConfig> presets() {
    return Map.of("gfcf", GraphFilterConfig.GF_CF, "chebycf", GraphFilterConfig.CHEBY_CF);
  }

  @Override
  public GraphFilterTrainer trainer(GraphFilterConfig settings) {
    return new GraphFilterTrainer(settings);
  }

  @Override
  public ItemItemModel<GraphFilterConfig> read(Bundle bundle) throws IOException {
    return ItemItemModel.read(this, bundle);
  }

  @Override
  public Estimate estimate(GraphFilterConfig settings, TrainingData data) {
    long items = data.interests().items().size();
    double products = 2.0 * data.interests().size() * items * settings.degree() + (double) items * items * settings.idealRank();
    long threads = Runtime.getRuntime().availableProcessors();
    long buffers = 4L * GraphFilterRow.BLOCK * (4 * items + data.interests().users().size()) * threads;
    return new Estimate(
        32 * data.interests().size() + buffers, 16L * items * settings.idealRank() + 20L * Math.min(items * settings.topK(), items * items), 4e-10 * products);
  }
}
