package dev.tributary.retrieval;

import dev.tributary.data.Interests;
import dev.tributary.data.Vocabulary;
import dev.tributary.math.FloatColumn;
import dev.tributary.math.IntColumn;
import dev.tributary.math.LongColumn;
import dev.tributary.model.Bundle;
import dev.tributary.model.BundleWriter;
import java.io.IOException;
import java.util.List;

/** What a channel learned: immutable, in ints of its own, written to and read from a bundle. Thread-safe. */
public interface ChannelModel {
  /** Name of the channel. */
  String kind();

  /** The items it can recommend, ordered by the bytes of their ids. */
  Vocabulary items();

  /** The histories it was trained on, in ints of their own; empty in a bundle that was published without them. */
  Interests history();

  /**
   * Opens the model over a catalog.
   *
   * @param toCatalog for each int of {@link #items} the catalog's int, or -1 when the catalog lacks the item: such an item is
   *     never found
   */
  Channel open(int[] toCatalog);

  /** Puts everything but the history into a bundle. */
  void write(BundleWriter bundle);

  /** Up to {@code count} items for a user of the training data, best first, nothing the user has in train. */
  default List<Scored> recommend(String user, int count) {
    return new Recommender(this).recommend(user, count);
  }

  /** The histories in a bundle's file {@code history}; empty ones over these items where the bundle has none. */
  static Interests historyIn(Bundle bundle, Vocabulary items) throws IOException {
    return bundle.has("history") ? bundle.tensors("history").interests() : emptyHistory(items);
  }

  /** No user's history. */
  static Interests emptyHistory(Vocabulary items) {
    return new Interests(
        Vocabulary.of(List.of()),
        items,
        LongColumn.allocate(1),
        IntColumn.allocate(0),
        FloatColumn.allocate(0),
        LongColumn.allocate(0),
        LongColumn.allocate(1),
        IntColumn.allocate(0),
        false);
  }
}
