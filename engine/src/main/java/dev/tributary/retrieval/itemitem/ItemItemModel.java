package dev.tributary.retrieval.itemitem;

import dev.tributary.data.Interests;
import dev.tributary.data.Vocabulary;
import dev.tributary.model.Bundle;
import dev.tributary.model.BundleWriter;
import dev.tributary.retrieval.Channel;
import dev.tributary.retrieval.ChannelKind;
import dev.tributary.retrieval.ChannelModel;
import dev.tributary.retrieval.Scored;
import dev.tributary.retrieval.SimilarItems;
import dev.tributary.settings.Settings;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a channel over the item→item index learned: the index, and the user→items histories. Its files are those of {@link
 * ItemItemIndex}, and of {@link PairSums} where they are kept; the manifest's figure {@code timed} (0 or 1) says whether the log had times. Immutable.
 *
 * @param <C> the channel's settings
 */
public final class ItemItemModel<C extends Record & WalkSettings> implements ChannelModel, SimilarItems {
  private static final String TIMED = "timed";

  private final ChannelKind<C> kind;
  private final C config;
  private final ItemItemIndex index;
  private final Interests history;
  private final Map<String, Long> figures;
  private final Optional<PairSums> sums;

  /**
   * A model just trained.
   *
   * @param history what it was trained on
   * @param figures what the manifest says beside the index's own figures, for example what caps left out
   */
  public ItemItemModel(ChannelKind<C> kind, C config, ItemItemIndex index, Interests history, Map<String, Long> figures) {
    this(kind, config, index, history, figures, Optional.empty());
  }

  /**
   * A model just trained that can be updated.
   *
   * @param sums what the index was computed from
   */
  public ItemItemModel(ChannelKind<C> kind, C config, ItemItemIndex index, Interests history, Map<String, Long> figures, Optional<PairSums> sums) {
    this.sums = sums;
    this.kind = kind;
    this.config = config;
    this.index = index;
    this.history = history;
    this.figures = new TreeMap<>(figures);
    this.figures.putIfAbsent(TIMED, history.timed() ? 1L : 0L);
  }

  /** Reads what {@link #write} wrote. */
  public static <C extends Record & WalkSettings> ItemItemModel<C> read(ChannelKind<C> kind, Bundle bundle) throws IOException {
    var index = ItemItemIndex.read(bundle);
    var figures = new TreeMap<String, Long>();
    bundle.figures().forEach((name, value) -> {
      if (value instanceof Number number && !ItemItemIndex.FIGURES.contains(name)) {
        figures.put(name, number.longValue());
      }
    });
    figures.putIfAbsent(TIMED, 0L); // a bundle may come without its histories, which would say it
    return new ItemItemModel<>(
        kind, Settings.of(kind.defaults()).parse(bundle.settings()), index, ChannelModel.historyIn(bundle, index.items()), figures, PairSums.isIn(bundle) ? Optional.of(PairSums.read(bundle, index.items())) : Optional.empty());
  }

  /** The settings it was trained with. */
  public C config() {
    return config;
  }

  @Override
  public String kind() {
    return kind.name();
  }

  @Override
  public Vocabulary items() {
    return index.items();
  }

  @Override
  public Interests history() {
    return history;
  }

  /** Item → similar items. */
  public ItemItemIndex index() {
    return index;
  }

  /** The sums behind the index, where they were kept. */
  public Optional<PairSums> sums() {
    return sums;
  }

  /** What the manifest says beside the index's own figures. */
  public Map<String, Long> figures() {
    return Map.copyOf(figures);
  }

  @Override
  public Channel open(int[] toCatalog) {
    return new ItemItemWalk(kind(), index, config, figures.get(TIMED) == 1, toCatalog);
  }

  @Override
  public void write(BundleWriter bundle) {
    bundle.settings(Settings.of(kind.defaults()).toMap(config));
    figures.forEach(bundle::figure);
    index.write(bundle);
    sums.ifPresent(kept -> kept.write(bundle));
  }

  @Override
  public List<Scored> similar(String item, int count) {
    return index.similar(item, count);
  }

  /** sim(interest, candidate) as the online walk looks it up; 0 for unknown items and pairs that are in no list. */
  public float between(String interest, String candidate) {
    int from = items().indexOf(interest);
    int to = items().indexOf(candidate);
    return from < 0 || to < 0 ? 0 : index.between(from, to);
  }
}
