package dev.tributary.retrieval.charts;

import dev.tributary.data.Interests;
import dev.tributary.data.Vocabulary;
import dev.tributary.math.FloatColumn;
import dev.tributary.math.IntColumn;
import dev.tributary.math.LongColumn;
import dev.tributary.model.Bundle;
import dev.tributary.model.BundleWriter;
import dev.tributary.model.CorruptFileException;
import dev.tributary.model.Tensors;
import dev.tributary.retrieval.Channel;
import dev.tributary.retrieval.ChannelKind;
import dev.tributary.retrieval.ChannelModel;
import dev.tributary.settings.Settings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Items in order, for everybody and for groups of users. In a bundle: {@code items.safetensors} has the vocabulary {@code items}; a file named
 * as the channel has {@code items} (int32) and {@code scores} (float32), best first, everybody's chart and then the groups', where
 * there are groups also {@code starts} (int64: where each chart begins, and the end) and the vocabulary {@code groups}. Immutable.
 *
 * @param <C> the channel's settings
 */
public final class ChartModel<C extends Record & ChartSettings> implements ChannelModel {
  private final ChannelKind<C> kind;
  private final C config;
  private final Vocabulary groups;
  private final List<Chart> charts; // everybody's first
  private final Vocabulary items;
  private final Interests history;
  private final Figures figures;

  /** What training found: the half-life in force (0: none), and items that a cap left out of everybody's chart. */
  record Figures(double halfLifeDays, long itemsCut) {}

  ChartModel(ChannelKind<C> kind, C config, Vocabulary groups, List<Chart> charts, Vocabulary items, Interests history, Figures figures) {
    this.kind = kind;
    this.config = config;
    this.groups = groups;
    this.charts = charts;
    this.items = items;
    this.history = history;
    this.figures = figures;
  }

  /** Reads what {@link #write} wrote. */
  public static <C extends Record & ChartSettings> ChartModel<C> read(ChannelKind<C> kind, Bundle bundle) throws IOException {
    var items = bundle.tensors("items").vocabulary("items");
    var file = bundle.tensors(kind.name());
    var ranked = file.ints("items").toArray();
    var scores = file.floats("scores").toArray();
    boolean grouped = file.names().contains("starts");
    var groups = grouped ? file.vocabulary("groups") : Vocabulary.of(List.of());
    var starts = grouped ? file.longs("starts").toArray() : new long[] {0, ranked.length};
    boolean fits = ranked.length == scores.length && starts.length == groups.size() + 2 && starts[0] == 0 && starts[starts.length - 1] == ranked.length;
    for (int rank = 0; fits && rank < ranked.length; rank++) {
      fits = ranked[rank] >= 0 && ranked[rank] < items.size() && Float.isFinite(scores[rank]);
    }
    for (int chart = 0; fits && chart + 1 < starts.length; chart++) {
      fits = starts[chart] <= starts[chart + 1];
    }
    if (!fits) {
      throw new CorruptFileException(bundle.folder().resolve(kind.name() + ".safetensors"), -1, "items and scores do not fit together");
    }
    var charts = new ArrayList<Chart>();
    for (int chart = 0; chart + 1 < starts.length; chart++) {
      charts.add(new Chart(Arrays.copyOfRange(ranked, (int) starts[chart], (int) starts[chart + 1]), Arrays.copyOfRange(scores, (int) starts[chart], (int) starts[chart + 1])));
    }
    var figures = new Figures(bundle.figure("halfLifeDays").doubleValue(), (long) bundle.figure("itemsCut").doubleValue());
    return new ChartModel<>(kind, Settings.of(kind.defaults()).parse(bundle.settings()), groups, charts, items, ChannelModel.historyIn(bundle, items), figures);
  }

  /** The group of a user with these attributes; empty for none. */
  static String group(Map<String, Object> attributes, String by) {
    var value = attributes.get(by);
    return value == null || value instanceof List ? "" : value instanceof Double number && number == Math.rint(number) ? Long.toString(number.longValue()) : value.toString();
  }

  /** The settings it was trained with. */
  public C config() {
    return config;
  }

  /** The half-life in force, in days; 0 where nothing decays or the log has no times. */
  public double halfLifeDays() {
    return figures.halfLifeDays;
  }

  /** The groups that have a chart of their own. */
  public Vocabulary groups() {
    return groups;
  }

  @Override
  public String kind() {
    return kind.name();
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
    var byGroup = new HashMap<String, Chart>();
    for (int group = 0; group < groups.size(); group++) {
      byGroup.put(groups.id(group), inCatalog(charts.get(group + 1), toCatalog));
    }
    return new ChartChannel(kind(), config.by(), inCatalog(charts.getFirst(), toCatalog), byGroup);
  }

  private static Chart inCatalog(Chart chart, int[] toCatalog) {
    var catalogItems = new int[chart.items().length];
    var found = new float[catalogItems.length];
    int size = 0;
    for (int rank = 0; rank < catalogItems.length; rank++) {
      int item = toCatalog[chart.items()[rank]];
      if (item >= 0) {
        catalogItems[size] = item;
        found[size++] = chart.scores()[rank];
      }
    }
    return new Chart(Arrays.copyOf(catalogItems, size), Arrays.copyOf(found, size));
  }

  @Override
  public void write(BundleWriter bundle) {
    bundle.settings(Settings.of(kind.defaults()).toMap(config));
    bundle.figure("items", charts.getFirst().items().length);
    bundle.figure("itemsCut", figures.itemsCut);
    bundle.figure("halfLifeDays", figures.halfLifeDays);
    bundle.tensors("items", Tensors.builder().vocabulary("items", items).build());
    var starts = new long[charts.size() + 1];
    for (int chart = 0; chart < charts.size(); chart++) {
      starts[chart + 1] = starts[chart] + charts.get(chart).items().length;
    }
    var ranked = IntColumn.allocate(starts[charts.size()]);
    var scores = FloatColumn.allocate(ranked.size());
    for (int chart = 0; chart < charts.size(); chart++) {
      for (int rank = 0; rank < charts.get(chart).items().length; rank++) {
        ranked.set(starts[chart] + rank, charts.get(chart).items()[rank]);
        scores.set(starts[chart] + rank, charts.get(chart).scores()[rank]);
      }
    }
    var tensors = Tensors.builder().ints("items", ranked).floats("scores", scores);
    if (groups.size() > 0) {
      bundle.figure("groups", groups.size());
      tensors.longs("starts", LongColumn.copyOf(starts)).vocabulary("groups", groups);
    }
    bundle.tensors(kind(), tensors.build());
  }
}
