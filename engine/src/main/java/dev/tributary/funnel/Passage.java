package dev.tributary.funnel;

import dev.tributary.catalog.Catalog;
import dev.tributary.catalog.ItemMask;
import dev.tributary.live.Live;
import dev.tributary.math.IntIndex;
import dev.tributary.math.TopK;
import dev.tributary.ranking.blend.Blend;
import dev.tributary.reranking.Scatter;
import dev.tributary.retrieval.Candidates;
import dev.tributary.retrieval.Channel;
import dev.tributary.retrieval.DeadlineExceededException;
import dev.tributary.retrieval.Hits;
import dev.tributary.retrieval.Query;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One request's way through the funnel, with all the memory it needs: reused, so that a request allocates its page and little
 * else, however many candidates there are. Confined: one request at a time.
 *
 * <p>The four stages, in order: {@link #retrieve}, {@link #preRank}, {@link #rank}, {@link #reRank}.
 */
final class Passage {
  final ItemMask mask = new ItemMask();
  final Query query = new Query();
  final Candidates candidates = new Candidates();
  final List<String> degraded = new ArrayList<>();
  final List<Scatter.Unmet> unmet = new ArrayList<>();
  final List<Page.ChannelTrace> channelTraces = new ArrayList<>();
  int merged;
  int rankedSize;
  int scored; // how many have a rank, those that ranking cut among them
  int[] ranked = new int[1024]; // catalog ints by score, best first; -1 where one was taken for the page
  float[] rankedScores = new float[1024];
  int[] page = new int[512];
  int pageSize;
  boolean leftBehind; // a channel may still be at work with the query: this passage serves nobody else
  final Reasons reasons = new Reasons();
  final CutSample sample = new CutSample();
  final List<Page.Found> found = new ArrayList<>();
  private final IntIndex restored = new IntIndex(64);
  private final Hits hits = new Hits();
  private final TopK order = new TopK(0);

  /** Sets the mask and the query from what is known of the user now. */
  void begin(Request request, Scene scene, Live live, long nowMillis) {
    degraded.clear();
    unmet.clear();
    channelTraces.clear();
    Catalog catalog = live.catalog();
    int user = request.user().isEmpty() ? -1 : catalog.userIndex(request.user());
    catalog.available(nowMillis, mask);
    if (!request.filter().isEmpty()) {
      live.filters().restrict(mask, request.filter(), nowMillis);
    }
    if (request.seen() == Request.SeenPolicy.HIDE) {
      live.forbidSeen(user, mask);
    }
    live.forbidHidden(user, mask);
    for (String id : request.exclude()) {
      mask.forbid(catalog.itemIndex(id));
    }
    query.reset(user, nowMillis, mask).context(request.context());
    if (user >= 0) {
      query.profile(catalog.user(user)).follows(live.followed(user));
    }
    for (int n = request.sessionItems().size() - 1; n >= 0; n--) {
      int item = catalog.itemIndex(request.sessionItems().get(n));
      if (item >= 0) {
        query.addInterest(item, 1f, nowMillis);
        if (request.seen() == Request.SeenPolicy.HIDE) {
          mask.forbid(item);
        }
      }
    }
    live.interests(user, scene.history(), query::addInterest);
  }

  /** Forbids all but these items; one that is forbidden stays so. */
  void only(int[] items) {
    var kept = Arrays.stream(items).filter(mask::allows).toArray();
    mask.allowNone(mask.size());
    for (int item : kept) {
      mask.allow(item);
    }
  }

  /** Receives an item and its score. */
  interface Neighbors {
    void neighbor(int item, float score);
  }

  /** Asks a channel for what is like the one interest of the query; what it finds is not found by another one. One that fails finds nothing. */
  void neighbors(Channel channel, int count, Neighbors receiver) {
    try {
      channel.retrieve(query, count, hits);
    } catch (RuntimeException _) { // one of many may fail; a page would name it
      hits.clear();
    }
    for (int rank = 0; rank < hits.size(); rank++) {
      if (hits.because(rank) >= 0) { // else it is not there for that interest
        receiver.neighbor(hits.item(rank), hits.score(rank));
        mask.forbid(hits.item(rank));
      }
    }
  }

  /**
   * Stage 1: asks every channel, within its budget, and merges. A channel that fails is named and costs its candidates; so does one that
   * never comes back, when the request has a deadline.
   */
  void retrieve(List<WatchedChannel> channels, int quota, Scene scene, long requestDeadline) {
    long start = System.nanoTime();
    long stageEnd = Math.min(start + scene.retrievalMillis() * 1_000_000L, requestDeadline);
    candidates.clear(channels.size());
    for (int c = 0; c < channels.size(); c++) {
      long begun = System.nanoTime();
      long deadline = Math.min(begun + scene.channelMillis() * 1_000_000L, stageEnd);
      var channel = channels.get(c).channel();
      var found = hits;
      query.deadline(deadline);
      try {
        query.checkDeadline();
        if (requestDeadline == Long.MAX_VALUE) {
          channel.retrieve(query, quota, hits);
        } else {
          var answer = channels.get(c).retrieve(query, quota, deadline);
          leftBehind |= answer.isEmpty();
          found = answer.orElseThrow(() -> new DeadlineExceededException("it was left behind"));
        }
      } catch (DeadlineExceededException e) {
        found.clear();
        degraded.add(channel.name() + ": late, after " + (System.nanoTime() - begun) / 1_000_000 + " ms: " + e.getMessage());
      } catch (RuntimeException e) { // one of many may fail: named on the page, and the rest goes on
        found.clear();
        degraded.add(channel.name() + ": failed: " + e);
      }
      candidates.merge(c, found);
      channelTraces.add(new Page.ChannelTrace(channel.name(), found.size(), (System.nanoTime() - begun) / 1000, candidates.topScore(c)));
    }
    if (!leftBehind) { // else who was left behind may still look for its deadline
      query.deadline(Long.MAX_VALUE);
    }
    merged = candidates.size();
  }

  /** Between the stages: brings back what was left over of the user's last page, as far as it may be shown now. */
  void restore(List<Candidates.Remembered> leftovers) {
    restored.clear();
    for (var left : leftovers) {
      if (mask.allows(left.item()) && candidates.find(left.item()) < 0) {
        restored.add(left.item());
        candidates.restore(left);
      }
    }
    merged = candidates.size();
  }

  /** The best so many that did not fit on the page. What was left over before is not again, so that nothing outlives its second chance. */
  List<Candidates.Remembered> leftovers(int most) {
    var left = new ArrayList<Candidates.Remembered>();
    for (int n = 0; n < rankedSize && left.size() < most; n++) {
      if (ranked[n] >= 0 && restored.find(ranked[n]) < 0) { // what stands on the page was taken out
        left.add(candidates.remember(candidates.find(ranked[n])));
      }
    }
    return left;
  }

  /** Stage 2: keeps so many by fair interleaving. */
  void preRank(int keep) {
    candidates.cut(keep);
  }

  /** Stage 3: scores every candidate and orders them: score, then the order of ties. */
  void rank(Blend blend, Catalog catalog, int keep, long deadline) {
    int size = candidates.size();
    if (ranked.length < size) {
      ranked = new int[size * 2];
      rankedScores = new float[size * 2];
    }
    order.reset(size);
    boolean late = false;
    for (int row = 0; row < size; row++) {
      if ((row & 255) == 0 && !late && System.nanoTime() > deadline) {
        late = true;
        degraded.add("ranking: late, " + (size - row) + " of " + size + " candidates keep the order of their channels");
      }
      // unscored candidates stand behind the scored ones, by their best rank in a channel
      float score = late ? -candidates.bestRank(row) : blend.score(candidates, row);
      order.offer(score, row);
    }
    order.ascending();
    for (int n = 0; n < size; n++) {
      long key = order.best(n);
      rankedScores[n] = TopK.score(key);
      ranked[n] = candidates.item(TopK.tieRank(key));
    }
    orderTies(catalog, size);
    scored = size;
    rankedSize = Math.min(keep, size);
  }

  private void orderTies(Catalog catalog, int size) {
    for (int n = 1; n < size; n++) {
      int item = ranked[n];
      int at = n;
      for (; at > 0 && rankedScores[at - 1] == rankedScores[n] && catalog.compareTies(ranked[at - 1], item) > 0; at--) {
        ranked[at] = ranked[at - 1];
      }
      ranked[at] = item;
    }
  }

  /** Stage 4: fills the page by the scatter rules; what is missing comes from the catalog, newest first. */
  void reRank(Scatter scatter, Catalog catalog, int count) {
    if (page.length < count) {
      page = new int[count];
    }
    pageSize = scatter.fill(catalog, ranked, rankedSize, count, page, unmet);
    for (int item = mask.size() - 1; item >= 0 && pageSize < count; item--) {
      if (mask.allows(item) && candidates.find(item) < 0) {
        page[pageSize++] = item;
      }
    }
  }
}
