package dev.tributary.funnel;

import static dev.tributary.math.Require.require;

import dev.tributary.ann.recall.RecallMonitor;
import dev.tributary.catalog.Catalog;
import dev.tributary.catalog.Item;
import dev.tributary.data.Signal;
import dev.tributary.live.Live;
import dev.tributary.math.Pool;
import dev.tributary.math.Seeds;
import dev.tributary.math.XxHash64;
import dev.tributary.ranking.blend.Blend;
import dev.tributary.reranking.Scatter;
import dev.tributary.retrieval.Channel;
import dev.tributary.retrieval.Hits;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Serves one release: channels and ranker are fixed, the live view moves. A request is sequential inside; its memory
 * comes from a pool.
 *
 * <p>Thread-safe. Time comes from a clock, so that a page can be asked for at any moment.
 */
public final class Funnel {
  private static final int WIDER = 8;

  private final Scene scene;
  private final List<Channel> channels;
  private final List<WatchedChannel> watched;
  private final Blend blend;
  private final Scatter scatter;
  private final Live live;
  private final Catalog catalog;
  private final String release;
  private final InstantSource clock;
  private final Pool<Passage> passages = new Pool<>(64, Passage::new);
  private final Leftovers leftovers = new Leftovers();
  private final AtomicLong requests = new AtomicLong();

  /**
   * A funnel over open channels.
   *
   * @param blend its channels must be these, in this order
   * @param release named on every page
   */
  public Funnel(Scene scene, List<Channel> channels, Blend blend, Live live, String release, InstantSource clock) {
    require(blend.channels().equals(channels.stream().map(Channel::name).toList()), "the blend knows %s, the funnel has %s", blend.channels(), channels.stream().map(Channel::name).toList());
    this.scene = scene;
    this.channels = List.copyOf(channels);
    watched = this.channels.stream().map(WatchedChannel::new).toList();
    this.blend = blend;
    this.live = live;
    this.release = release;
    this.clock = clock;
    scatter = new Scatter(scene.rules());
    catalog = live.catalog();
  }

  /** The release's name. */
  public String release() {
    return release;
  }

  /** Tells the channels of an item that came or changed after they were trained. One writer. */
  public void itemChanged(int index) {
    channels.forEach(channel -> channel.itemChanged(index, catalog.item(index)));
  }

  /**
   * A page for a request: {@code count} items whenever so many may be shown. What channels do not find is filled in from
   * the catalog, newest first, and such an item names no channel.
   *
   * @throws dev.tributary.catalog.filter.InvalidFilterException when the request's filter is none
   */
  public Page recommend(Request request) {
    Passage passage = passages.take();
    try {
      long now = clock.millis();
      String id = responseId(request, now);
      passage.sample.begin(XxHash64.hash(id));
      var trace = walk(passage, request, now);
      if (scene.leftovers() > 0 && passage.query.user() >= 0) {
        leftovers.keep(passage.query.user(), passage.leftovers(scene.leftovers()));
      }
      passage.reasons.ask(channels, passage.candidates, passage.query, passage.page, passage.pageSize, catalog, passage.degraded);
      var items = new ArrayList<Page.Shown>(passage.pageSize);
      for (int slot = 0; slot < passage.pageSize; slot++) {
        items.add(shown(passage, slot));
      }
      return new Page(id, request.user(), release, items, passage.degraded, passage.unmet, passage.sample.cuts(passage, catalog), trace);
    } finally {
      give(passage);
    }
  }

  /**
   * The catalog ints of a page in their order, without names and reasons: what offline evaluation calls a million times.
   *
   * @param page receives them
   * @param scores receives the ranking scores
   * @return how many
   */
  public int recommend(Request request, int[] page, float[] scores) {
    Passage passage = passages.take();
    try {
      walk(passage, request, clock.millis());
      for (int slot = 0; slot < passage.pageSize; slot++) {
        page[slot] = passage.page[slot];
        scores[slot] = score(passage, passage.page[slot]);
      }
      return passage.pageSize;
    } finally {
      give(passage);
    }
  }

  /** An item that is like another, and the channel that says so. Scores of different channels cannot be compared. */
  public record Neighbor(String id, float score, String channel) {}

  /**
   * Up to {@code count} items that are like an item, of those that may be shown now. The first channel that compares items comes first,
   * best first; where it finds fewer, the next one fills in: a new item has neighbours by content before anybody met it.
   *
   * @return empty for an unknown item
   */
  public List<Neighbor> similar(String item, int count) {
    require(count >= 1 && count <= 500, "count is %d, allowed 1..500", count);
    int index = catalog.itemIndex(item);
    var neighbors = new ArrayList<Neighbor>();
    if (index < 0) {
      return neighbors;
    }
    Passage passage = passages.take();
    try {
      long now = clock.millis();
      passage.begin(Request.of("", count), scene, live, now);
      passage.mask.forbid(index);
      passage.query.reset(-1, now, passage.mask).addInterest(index, 1f, now);
      for (Channel channel : channels) {
        passage.neighbors(channel, count, (found, score) -> neighbors.add(new Neighbor(catalog.item(found).id(), score, channel.name())));
        if (neighbors.size() >= count) {
          break;
        }
      }
      return neighbors.subList(0, Math.min(count, neighbors.size()));
    } finally {
      give(passage);
    }
  }

  /** An item and its score by the blend; 0 for one that no channel finds. */
  public record Ranked(String id, float score) {}

  /**
   * What everybody likes, best first: every channel asked without a history, in the order of the blend, without scatter rules.
   *
   * @param topic a category or keyword that all must have; empty for all
   */
  public List<Ranked> popular(String topic, int count) {
    Passage passage = passages.take();
    try {
      passage.begin(Request.of("", count), scene, live, clock.millis());
      if (!topic.isEmpty()) {
        passage.only(catalog.itemsOfTopic(topic));
      }
      return ranked(passage, count);
    } finally {
      give(passage);
    }
  }

  /**
   * Given items in the order of the blend for who asks, best first. Those that no channel finds have score 0 and stand last, as do those
   * that are unknown, withdrawn, expired or hidden, in the order in which they were given.
   *
   * @param request says who asks, with a filter or none; its count and exclusions play no part
   */
  public List<Ranked> rank(Request request, List<String> items) {
    Passage passage = passages.take();
    try {
      passage.begin(request.withExclude(List.of()).withSeen(Request.SeenPolicy.KEEP), scene, live, clock.millis());
      passage.only(items.stream().mapToInt(catalog::itemIndex).filter(index -> index >= 0).toArray());
      var ranked = new ArrayList<>(ranked(passage, items.size()));
      var there = new HashSet<String>();
      ranked.forEach(r -> there.add(r.id()));
      items.stream().filter(there::add).forEach(id -> ranked.add(new Ranked(id, 0f)));
      return ranked;
    } finally {
      give(passage);
    }
  }

  private List<Ranked> ranked(Passage passage, int count) {
    passage.retrieve(watched, Math.max(scene.quota(), count), scene, Long.MAX_VALUE);
    passage.rank(blend, catalog, count, Long.MAX_VALUE);
    var ranked = new ArrayList<Ranked>(passage.rankedSize);
    for (int n = 0; n < passage.rankedSize; n++) {
      ranked.add(new Ranked(catalog.item(passage.ranked[n]).id(), passage.rankedScores[n]));
    }
    return ranked;
  }

  /**
   * The same release under another scene, over the same open channels: what {@link #itemChanged} tells one, both know.
   *
   * @param names which channels to ask, in the funnel's order; empty for all
   * @throws IllegalArgumentException when the release has no channel of a name
   */
  public Funnel with(Scene scene, List<String> names) {
    var known = channels.stream().map(Channel::name).toList();
    for (String name : names) {
      require(known.contains(name), "release %s has no channel '%s'; it has %s", release, name, String.join(" ", known));
    }
    var kept = names.isEmpty() ? channels : channels.stream().filter(c -> names.contains(c.name())).toList();
    return new Funnel(scene, kept, blend.forChannels(kept.stream().map(Channel::name).toList()), live, release, clock);
  }

  /** How this funnel works. */
  public Scene scene() {
    return scene;
  }

  /** The names of its channels, in the order in which they are asked. */
  public List<String> channelNames() {
    return blend.channels();
  }

  /** How much the channels that search through an index find of what a scan of all items would, by name; see {@link Channel#recall}. */
  public Map<String, RecallMonitor.Tally> recall() {
    var byName = new TreeMap<String, RecallMonitor.Tally>();
    channels.forEach(channel -> channel.recall().ifPresent(tally -> byName.put(channel.name(), tally)));
    return byName;
  }

  /** The catalog that the ints belong to. */
  public Catalog catalog() {
    return catalog;
  }

  private void give(Passage passage) {
    if (!passage.leftBehind) {
      passages.give(passage);
    }
  }

  private Page.Trace walk(Passage passage, Request request, long now) {
    long start = System.nanoTime();
    long deadline = request.deadlineMillis() == 0 ? Long.MAX_VALUE : start + request.deadlineMillis() * 1_000_000L;
    passage.begin(request, scene, live, now);
    int quota = Math.max(scene.quota(), request.count());
    passage.retrieve(watched, quota, scene, deadline);
    if (passage.merged < request.count() && passage.degraded.isEmpty()) {
      passage.channelTraces.clear();
      passage.retrieve(watched, quota * WIDER, scene, deadline);
    }
    if (scene.leftovers() > 0) {
      passage.restore(leftovers.of(passage.query.user()));
    }
    long retrieved = System.nanoTime();
    passage.sample.draw(passage.candidates, Math.max(scene.preRanked(), request.count()));
    passage.preRank(Math.max(scene.preRanked(), request.count()));
    int preRanked = passage.candidates.size();
    long cut = System.nanoTime();
    passage.rank(blend, catalog, Math.max(scene.ranked(), request.count()), Math.min(deadline, retrieved + scene.rankingMillis() * 1_000_000L));
    long ranked = System.nanoTime();
    passage.reRank(scatter, catalog, request.count());
    long done = System.nanoTime();
    return new Page.Trace(
        passage.channelTraces,
        passage.merged,
        preRanked,
        passage.rankedSize,
        (retrieved - start) / 1000,
        (cut - retrieved) / 1000,
        (ranked - cut) / 1000,
        (done - ranked) / 1000);
  }

  private float score(Passage passage, int item) {
    int row = passage.candidates.find(item);
    return row < 0 ? 0f : blend.score(passage.candidates, row);
  }

  private Page.Shown shown(Passage passage, int slot) {
    int item = passage.page[slot];
    int row = passage.candidates.find(item);
    var found = passage.found;
    found.clear();
    for (int c = 0; c < channels.size() && row >= 0; c++) {
      int rank = passage.candidates.rank(c, row);
      if (rank > 0) {
        found.add(new Page.Found(channels.get(c).name(), rank, passage.candidates.score(c, row), passage.reasons.of(c, slot)));
      }
    }
    return new Page.Shown(catalog.item(item).id(), slot + 1, score(passage, item), found); // copies
  }

  /** Sortable by time, unlike any other of this funnel: 48 bits of time and 80 of a hash, in Crockford's base 32 (a ULID). */
  private String responseId(Request request, long now) {
    long number = requests.incrementAndGet();
    long high = Seeds.of(XxHash64.hash(release + "/" + request.user()), number);
    long low = Seeds.of(high, now);
    var text = new char[26];
    for (int n = 9; n >= 0; n--, now >>>= 5) {
      text[n] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".charAt((int) now & 31);
    }
    for (int n = 25; n >= 10; n--) {
      long bits = n >= 18 ? low >>> (25 - n) * 5 : high >>> (17 - n) * 5;
      text[n] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".charAt((int) bits & 31);
    }
    return new String(text);
  }

  /** An item's way through the funnel for a request as of now, or where it fell out. */
  public Why why(Request request, String item) {
    var steps = new ArrayList<Why.Step>();
    int index = catalog.itemIndex(item);
    if (index < 0) {
      steps.add(new Why.Step("catalog", "unknown item: no event and no upsert has named '" + item + "'"));
      return new Why(request.user(), item, 0, steps);
    }
    Passage passage = passages.take();
    try {
      walk(passage, request, clock.millis());
      steps.add(new Why.Step("catalog", describe(index)));
      steps.add(new Why.Step("history", passage.query.historySize() + " interests" + (catalog.userIndex(request.user()) < 0 && !request.user().isEmpty() ? ", the user is unknown" : "")));
      steps.add(new Why.Step("filter", filter(request, index, passage)));
      boolean allowed = passage.mask.allows(index);
      int row = passage.candidates.find(index);
      int position = Arrays.stream(passage.page, 0, passage.pageSize).boxed().toList().indexOf(index) + 1;
      if (allowed) {
        channelSteps(passage, index, steps);
        rankSteps(passage, index, row, position, steps);
      }
      steps.add(new Why.Step("page", position > 0 ? "position " + position + " of " + passage.pageSize : "not on the page of " + passage.pageSize));
      passage.degraded.forEach(text -> steps.add(new Why.Step("degraded", text)));
      return new Why(request.user(), item, position, steps);
    } finally {
      give(passage);
    }
  }

  private String describe(int index) {
    return live.count(index, Signal.IMPRESSION) + " impressions, " + live.count(index, Signal.CLICK) + " clicks, " + live.count(index, Signal.LIKE) + " likes in the log";
  }

  private String filter(Request request, int index, Passage passage) {
    if (passage.mask.allows(index)) {
      return "passes";
    }
    int user = catalog.userIndex(request.user());
    Item item = catalog.item(index);
    if (item.withdrawn()) {
      return "removed: withdrawn";
    }
    if (item.expiresAt() != Item.NO_TIME && item.expiresAt() <= clock.millis()) {
      return "removed: expired at " + java.time.Instant.ofEpochMilli(item.expiresAt());
    }
    String hidden = live.hiddenBecause(user, index);
    if (!hidden.isEmpty()) {
      return "removed: the user hid the " + hidden;
    }
    if (request.exclude().contains(item.id())) {
      return "removed: excluded by the request";
    }
    if (!request.filter().isEmpty() && !live.filters().passes(index, request.filter(), clock.millis())) {
      return "removed: does not pass the request's filter";
    }
    return "removed: the user has met it already (seen policy hide)";
  }

  private void channelSteps(Passage passage, int index, List<Why.Step> steps) {
    int row = passage.candidates.find(index);
    passage.reasons.ask(channels, passage.candidates, passage.query, new int[] {index}, 1, catalog, passage.degraded);
    for (int c = 0; c < channels.size(); c++) {
      var channel = channels.get(c);
      if (row >= 0 && passage.candidates.rank(c, row) > 0) {
        var reasons = passage.reasons.of(c, 0).stream().map(b -> String.format(Locale.ROOT, "%s (%.0f %%)", b.item(), 100 * b.share())).toList();
        steps.add(new Why.Step(channel.name(), String.format(Locale.ROOT, "rank %d, score %.4f%s", passage.candidates.rank(c, row), passage.candidates.score(c, row), reasons.isEmpty() ? "" : ", because of " + String.join(", ", reasons))));
      } else {
        steps.add(new Why.Step(channel.name(), missed(passage, channel, index)));
      }
    }
  }

  /** Where a channel would rank an item if it were asked for everything. */
  private String missed(Passage passage, Channel channel, int index) {
    var hits = new Hits();
    try {
      channel.retrieve(passage.query, catalog.itemCount(), hits);
    } catch (RuntimeException e) { // the same failure that the page names
      return "failed: " + e;
    }
    for (int rank = 0; rank < hits.size(); rank++) {
      if (hits.item(rank) == index) {
        return String.format(Locale.ROOT, "rank %d, score %.4f: asked for the first %d only, or cut by pre-ranking", rank + 1, hits.score(rank), scene.quota());
      }
    }
    return "does not find it";
  }

  private void rankSteps(Passage passage, int index, int row, int position, List<Why.Step> steps) {
    if (row < 0) {
      steps.add(new Why.Step("merge", position > 0 ? "no channel found it; filled in from the catalog" : "no channel found it among its first " + scene.quota() + ", or pre-ranking kept the " + scene.preRanked() + " before it"));
      return;
    }
    float score = blend.score(passage.candidates, row);
    int better = 0;
    for (int other = 0; other < passage.candidates.size(); other++) {
      float others = blend.score(passage.candidates, other);
      better += others > score || (others == score && catalog.compareTies(passage.candidates.item(other), index) < 0) ? 1 : 0;
    }
    steps.add(new Why.Step("merge", passage.merged + " candidates, " + passage.candidates.size() + " after pre-ranking"));
    steps.add(new Why.Step("ranking", String.format(Locale.ROOT, "rank %d of %d, score %.4f", better + 1, passage.candidates.size(), score)));
    if (position > 0 && position != better + 1) {
      steps.add(new Why.Step("re-ranking", "moved from " + (better + 1) + " to " + position + " by the scatter rules"));
    } else if (position == 0) {
      steps.add(new Why.Step("re-ranking", better >= passage.rankedSize ? "cut: only the first " + passage.rankedSize + " go on" : better < passage.pageSize ? "put off by the scatter rules" : "the page was full before its turn"));
    }
  }
}
