package dev.tributary.retrieval.shelves;

import dev.tributary.catalog.Item;
import dev.tributary.data.Interests;
import dev.tributary.data.Vocabulary;
import dev.tributary.model.Bundle;
import dev.tributary.model.BundleWriter;
import dev.tributary.retrieval.Channel;
import dev.tributary.retrieval.ChannelKind;
import dev.tributary.retrieval.ChannelModel;
import dev.tributary.settings.Settings;
import java.io.IOException;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * What a channel over shelves learned; its files are those of {@link Shelves}. Immutable.
 *
 * @param <C> the channel's settings
 */
public final class ShelfModel<C extends Record & ShelfSettings> implements ChannelModel {
  private final ChannelKind<C> kind;
  private final C config;
  private final Shelves shelves;
  private final Interests history;
  private final BiFunction<C, Item, List<String>> place;
  private final Function<C, ShelfChannel.Taste> taste;

  /**
   * A model just trained.
   *
   * @param place the names of the shelves that an item stands on
   * @param taste which shelves a query likes
   */
  public ShelfModel(ChannelKind<C> kind, C config, Shelves shelves, Interests history, BiFunction<C, Item, List<String>> place, Function<C, ShelfChannel.Taste> taste) {
    this.kind = kind;
    this.config = config;
    this.shelves = shelves;
    this.history = history;
    this.place = place;
    this.taste = taste;
  }

  /** Reads what {@link #write} wrote. */
  public static <C extends Record & ShelfSettings> ShelfModel<C> read(ChannelKind<C> kind, Bundle bundle, BiFunction<C, Item, List<String>> place, Function<C, ShelfChannel.Taste> taste) throws IOException {
    var shelves = Shelves.read(bundle);
    return new ShelfModel<>(kind, Settings.of(kind.defaults()).parse(bundle.settings()), shelves, ChannelModel.historyIn(bundle, shelves.items()), place, taste);
  }

  /** The settings it was trained with. */
  public C config() {
    return config;
  }

  /** Items on shelves. */
  public Shelves shelves() {
    return shelves;
  }

  @Override
  public String kind() {
    return kind.name();
  }

  @Override
  public Vocabulary items() {
    return shelves.items();
  }

  @Override
  public Interests history() {
    return history;
  }

  @Override
  public Channel open(int[] toCatalog) {
    return new ShelfChannel(kind(), shelves, config, item -> place.apply(config, item), taste.apply(config), toCatalog);
  }

  @Override
  public void write(BundleWriter bundle) {
    bundle.settings(Settings.of(kind.defaults()).toMap(config));
    shelves.write(bundle);
  }
}
