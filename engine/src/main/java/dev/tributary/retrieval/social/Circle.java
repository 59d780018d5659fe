package dev.tributary.retrieval.social;

import dev.tributary.retrieval.HalfLife;
import dev.tributary.retrieval.Query;
import dev.tributary.retrieval.shelves.Likings;
import dev.tributary.retrieval.shelves.ShelfChannel;

/** The authors around a user: those followed, those of the interests, and authors like them. Immutable. */
record Circle(SocialConfig config, SimilarAuthors similar) implements ShelfChannel.Taste {
  @Override
  public void add(Query query, ShelfChannel channel, Likings likings) {
    int used = config.historyUsed() == 0 ? query.historySize() : Math.min(config.historyUsed(), query.historySize());
    for (int position = 0; position < used; position++) {
      float interest = (float) (query.historyLike(position) * HalfLife.left(position, config.halfLife()));
      for (int author : channel.shelvesOf(query.historyItem(position))) {
        add(author, interest, position, likings);
      }
    }
    for (String author : query.followed()) {
      add(channel.shelf(author), (float) config.followed(), -1, likings);
    }
  }

  private void add(int author, float liking, int position, Likings likings) {
    likings.add(author, liking, position);
    if (author >= 0 && author < similar.count() && config.similar() > 0) {
      for (long entry = similar.starts().get(author); entry < similar.starts().get(author + 1L); entry++) {
        likings.add(similar.authors().get(entry), (float) (liking * config.similar() * similar.similarities().get(entry)), position);
      }
    }
  }
}
