package dev.tributary.retrieval.vectors;

import dev.tributary.data.Interests;
import dev.tributary.data.Vocabulary;
import dev.tributary.math.Kernels;
import dev.tributary.math.Matrix;
import dev.tributary.retrieval.ChannelModel;
import dev.tributary.retrieval.Recommender;
import dev.tributary.retrieval.Scored;
import dev.tributary.retrieval.SimilarItems;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

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

  /** The inner product of a user's vector in a table of training with an item's; empty where either is unknown. */
  protected final Optional<Float> product(VectorTable users, String user, String item) {
    var a = users.vector(user);
    var b = items.vector(item);
    return a.isPresent() && b.isPresent() ? Optional.of(Kernels.dot(a.get(), b.get())) : Optional.empty();
  }

  /** The same model over another table of the same vectors. */
  protected abstract VectorModel with(VectorTable items);

  @Override
  public abstract VectorChannel open(int[] toCatalog);

  /** The vectors that up to so many users of the history would be searched with, a row each, spread evenly over all users; those of whom no vector can be made are left out. */
  final Matrix vectorsOfUsers(int most) {
    var channel = open(IntStream.range(0, items().size()).toArray());
    var asking = new Recommender(this);
    int users = history.users().size();
    var vectors = Matrix.zeros(Math.min(most, users), items.vectors().columns());
    int count = 0;
    for (int n = 0; n < vectors.rows(); n++) {
      var vector = channel.userVector(asking.query((int) ((long) users * n / vectors.rows())));
      if (vector.isPresent()) {
        vectors.setRow(count++, vector.orElseThrow());
      }
    }
    return Matrix.of(count, vectors.columns(), vectors.values().part(0, (long) count * vectors.columns()));
  }

  /** By cosine of the items' vectors. */
  @Override
  public final List<Scored> similar(String item, int count) {
    return items.similar(item, count);
  }
}
