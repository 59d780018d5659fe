package dev.tributary.home;

import dev.tributary.retrieval.ChannelKind;
import dev.tributary.retrieval.content.Content;
import dev.tributary.retrieval.itemcf.ItemCf;
import dev.tributary.retrieval.popular.Popular;
import dev.tributary.settings.Nearest;
import java.util.List;

/** All channels there are: the one place that knows them. A new channel is one folder and one line here. */
public final class Channels {
  private static final List<ChannelKind<?>> ALL = List.of(ItemCf.KIND, Popular.KIND, Content.KIND);

  private Channels() {}

  /** Every kind, in the order in which lists and tables name them. */
  public static List<ChannelKind<?>> all() {
    return ALL;
  }

  /** The names of all kinds. */
  public static List<String> names() {
    return ALL.stream().<String>map(ChannelKind::name).toList();
  }

  /**
   * The kind of this name.
   *
   * @throws IllegalArgumentException when there is none, with the nearest name
   */
  public static ChannelKind<?> named(String name) {
    return ALL.stream()
        .filter(kind -> kind.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("unknown channel '" + name + "'; did you mean '" + Nearest.of(name, names()) + "'? The channels are " + String.join(" ", names())));
  }
}
