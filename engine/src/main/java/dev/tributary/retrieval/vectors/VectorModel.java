package dev.tributary.retrieval.vectors;

import dev.tributary.data.Interests;
import dev.tributary.data.Vocabulary;
import dev.tributary.retrieval.ChannelModel;
import dev.tributary.retrieval.Scored;
import dev.tributary.retrieval.SimilarItems;
import java.util.List;

/** What a channel of vectors learned, as far as all such channels have it: a vector for each item, and the histories it was trained on. Immutable. */
public abstract class VectorModel implements ChannelModel, SimilarItems {
  private final VectorTable items;
  private final Interests history;

  protected VectorModel(VectorTable items, Interests history) {
    this.items = items;
    this.history = history;
  }

  @Override
  public final Vocabulary items() {
    return items.ids();
  }

  @Override
  public final Interests history() {
    return history;
  }

  /** The items' vectors, in the order of {@link #items()}; zeros for an item of which the channel has none. */
  public final VectorTable itemVectors() {
    return items;
  }

  /** By cosine of the items' vectors. */
  @Override
  public final List<Scored> similar(String item, int count) {
    return items.similar(item, count);
  }
}
