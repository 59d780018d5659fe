package dev.tributary.home;

import static dev.tributary.math.Require.require;

import dev.tributary.retrieval.ChannelKind;
import dev.tributary.retrieval.biassvd.BiasSvd;
import dev.tributary.retrieval.bpr.Bpr;
import dev.tributary.retrieval.content.Content;
import dev.tributary.retrieval.dssm.Dssm;
import dev.tributary.retrieval.ease.Ease;
import dev.tributary.retrieval.embedding.Embedding;
import dev.tributary.retrieval.fm.Fm;
import dev.tributary.retrieval.funksvd.FunkSvd;
import dev.tributary.retrieval.graphfilter.GraphFilter;
import dev.tributary.retrieval.itemcf.ItemCf;
import dev.tributary.retrieval.logisticmf.LogisticMf;
import dev.tributary.retrieval.newest.Newest;
import dev.tributary.retrieval.place.Place;
import dev.tributary.retrieval.popular.Popular;
import dev.tributary.retrieval.rp3beta.Rp3beta;
import dev.tributary.retrieval.sasrec.SasRec;
import dev.tributary.retrieval.slim.Slim;
import dev.tributary.retrieval.social.Social;
import dev.tributary.retrieval.softmaxdnn.SoftmaxDnn;
import dev.tributary.retrieval.swing.Swing;
import dev.tributary.retrieval.transitions.Transitions;
import dev.tributary.retrieval.trending.Trending;
import dev.tributary.retrieval.twotower.TwoTower;
import dev.tributary.retrieval.usercf.UserCf;
import dev.tributary.retrieval.wals.Wals;
import dev.tributary.retrieval.warp.Warp;
import dev.tributary.retrieval.youtubednn.YoutubeDnn;
import dev.tributary.settings.Nearest;
import java.util.List;

/** All channels of the house. A new channel has one line here. */
public final class Channels {
  private static final List<ChannelKind<?>> ALL =
      List.of(
          ItemCf.KIND,
          Swing.KIND,
          UserCf.KIND,
          Rp3beta.KIND,
          Slim.KIND,
          Ease.KIND,
          GraphFilter.KIND,
          Wals.KIND,
          Bpr.KIND,
          Warp.KIND,
          LogisticMf.KIND,
          FunkSvd.KIND,
          BiasSvd.KIND,
          Fm.KIND,
          TwoTower.KIND,
          Dssm.KIND,
          YoutubeDnn.KIND,
          SoftmaxDnn.KIND,
          Transitions.KIND,
          SasRec.KIND,
          Content.KIND,
          Embedding.KIND,
          Popular.KIND,
          Trending.KIND,
          Newest.KIND,
          Social.KIND,
          Place.KIND);

  /** What a funnel asks that nobody configured: one channel of each sort, each trained in seconds. */
  private static final List<ChannelKind<?>> DEFAULTS = List.of(ItemCf.KIND, Content.KIND, Popular.KIND);

  private Channels() {}

  /** Every channel. */
  public static List<ChannelKind<?>> all() {
    return ALL;
  }

  /** The channels of a funnel that nobody configured. */
  public static List<ChannelKind<?>> defaults() {
    return DEFAULTS;
  }

  /** The names of all channels. */
  public static List<String> names() {
    return ALL.stream().<String>map(ChannelKind::name).toList();
  }

  /**
   * The channel of a name.
   *
   * @throws IllegalArgumentException when there is none; names the nearest and all
   */
  public static ChannelKind<?> named(String name) {
    var kind = ALL.stream().filter(k -> k.name().equals(name)).findFirst();
    require(kind.isPresent(), "unknown channel '%s'; did you mean '%s'? The channels are %s", name, Nearest.of(name, names()), String.join(" ", names()));
    return kind.get();
  }
}
