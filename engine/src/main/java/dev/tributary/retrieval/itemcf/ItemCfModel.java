package dev.tributary.retrieval.itemcf;

import dev.tributary.data.Interests;
import dev.tributary.data.Vocabulary;
import dev.tributary.model.BundleWriter;
import dev.tributary.retrieval.Channel;
import dev.tributary.retrieval.ChannelModel;
import dev.tributary.retrieval.Scored;
import dev.tributary.retrieval.SimilarItems;
import dev.tributary.retrieval.itemitem.ItemItemIndex;
import dev.tributary.retrieval.itemitem.ItemItemWalk;
import dev.tributary.settings.Settings;
import java.util.List;

/**
 * What ItemCF learned: the item→item index, and the user→items histories. Its files are those of {@link ItemItemIndex}; the
 * manifest's figure {@code timed} (0 or 1) says whether the log had times.
 * Immutable.
 */
public final class ItemCfModel implements ChannelModel, SimilarItems {
  private final ItemCfConfig config;
  private final ItemItemIndex index;
  private final Interests history;
  private final long historyCut;
  private final boolean timed;

  ItemCfModel(ItemCfConfig config, ItemItemIndex index, Interests history, long historyCut, boolean timed) {
    this.config = config;
    this.index = index;
    this.history = history;
    this.historyCut = historyCut;
    this.timed = timed;
  }

  /** The settings it was trained with. */
  public ItemCfConfig config() {
    return config;
  }

  @Override
  public String kind() {
    return ItemCf.KIND.name();
  }

  @Override
  public Vocabulary items() {
    return index.items();
  }

  @Override
  public Interests history() {
    return history;
  }

  @Override
  public Channel open(int[] toCatalog) {
    var settings = new ItemItemWalk.Settings(config.historyUsed(), timed ? config.halfLife() : config.halfLifeUntimed(), config.normalize());
    return new ItemItemWalk(kind(), index, settings, toCatalog);
  }

  /** Interests that {@code maxHistory} kept out of training. */
  public long historyCut() {
    return historyCut;
  }

  /** Similar pairs that a full list left out. */
  public long neighborsCut() {
    return index.cut();
  }

  /** Number of similarities kept. */
  public long size() {
    return index.size();
  }

  @Override
  public void write(BundleWriter bundle) {
    bundle.settings(Settings.of(ItemCfConfig.DEFAULT).toMap(config));
    bundle.figure("historyCut", historyCut);
    bundle.figure("timed", timed ? 1 : 0);
    index.write(bundle);
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
