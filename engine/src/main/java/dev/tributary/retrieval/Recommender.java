package dev.tributary.retrieval;

import dev.tributary.catalog.ItemMask;
import dev.tributary.catalog.User;
import dev.tributary.data.Interests;
import dev.tributary.data.Vocabulary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;

/**
 * Recommends from one model alone, without catalog, live view or funnel: what the library's five lines, {@code recommend}
 * and {@code evaluate} use. The model's own ints stand for the catalog's. Confined: one thread.
 */
public final class Recommender {
  private final ChannelModel model;
  private final Channel channel;
  private final Interests history;
  private final int[] historyToModel;
  private final Query query = new Query();
  private final Hits hits = new Hits();
  private final ItemMask mask = new ItemMask();
  private final List<Query> queries = new ArrayList<>();
  private final List<ItemMask> masks = new ArrayList<>();
  private final long now;
  private boolean keepSeen;

  /** Over the histories in the model. */
  public Recommender(ChannelModel model) {
    this(model, model.history());
  }

  /** Over other histories (fold-in): the model has never seen these users. */
  public Recommender(ChannelModel model, Interests history) {
    this.model = model;
    this.history = history;
    var identity = new int[model.items().size()];
    Arrays.setAll(identity, i -> i);
    channel = model.open(identity);
    historyToModel = history.items().indexesIn(model.items());
    now = history.lastTime();
  }

  /** Lets items come back that the user has in the history. */
  public Recommender keepSeen() {
    keepSeen = true;
    return this;
  }

  /** Up to {@code count} items for a user, best first; for an unknown user what the channel says without a history. */
  public List<Scored> recommend(String user, int count) {
    retrieve(history.users().indexOf(user), count, hits);
    var items = new ArrayList<Scored>(hits.size());
    for (int rank = 0; rank < hits.size(); rank++) {
      items.add(new Scored(model.items().id(hits.item(rank)), hits.score(rank)));
    }
    return items;
  }

  /** The same for a user's int in the history (-1: nobody), into {@code found}, in the model's ints. */
  public void retrieve(int user, int count, Hits found) {
    retrieve(user, count, _ -> {}, found);
  }

  /** The same, when {@code narrow} has forbidden more on the mask that the history left; the mask speaks the model's ints. */
  public void retrieve(int user, int count, Consumer<ItemMask> narrow, Hits found) {
    ask(user, query, mask);
    narrow.accept(mask);
    channel.retrieve(query, count, found);
  }

  /**
   * The same for several users at once, which many a channel answers faster; without the interests behind the items.
   *
   * @param narrow is told the mask and the place of its user in {@code users}
   * @param found as many as users, or more
   */
  public void retrieve(int[] users, int count, ObjIntConsumer<ItemMask> narrow, List<Hits> found) {
    while (queries.size() < users.length) {
      queries.add(new Query());
      masks.add(new ItemMask());
    }
    for (int n = 0; n < users.length; n++) {
      ask(users[n], queries.get(n), masks.get(n));
      narrow.accept(masks.get(n), n);
    }
    channel.retrieve(queries.subList(0, users.length), count, found);
  }

  /** What the channel is asked for a user's int in the history (-1: nobody), in the model's ints; good until the next one. */
  public Query query(int user) {
    ask(user, query, mask);
    return query;
  }

  private void ask(int user, Query query, ItemMask mask) {
    mask.allowAll(model.items().size());
    query.reset(-1, now, mask);
    if (user >= 0) {
      query.profile(User.of(history.users().id(user)));
      for (long entry = history.end(user) - 1; entry >= history.start(user); entry--) {
        int item = historyToModel[history.item(entry)];
        if (item >= 0) {
          query.addInterest(item, history.like(entry), history.time(entry));
          if (!keepSeen) {
            mask.forbid(item);
          }
        }
      }
      for (long entry = history.metStart(user); entry < history.metEnd(user) && !keepSeen; entry++) {
        mask.forbid(historyToModel[history.met(entry)]);
      }
    }
  }

  /** The items that {@link #retrieve} speaks of. */
  public Vocabulary items() {
    return model.items();
  }
}
