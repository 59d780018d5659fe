package dev.tributary.retrieval.content;

import dev.tributary.catalog.Item;
import dev.tributary.math.Kernels;
import dev.tributary.math.Pool;
import dev.tributary.math.Threshold;
import dev.tributary.math.TopK;
import dev.tributary.retrieval.Channel;
import dev.tributary.retrieval.Hits;
import dev.tributary.retrieval.ItemNumbers;
import dev.tributary.retrieval.LiveItems;
import dev.tributary.retrieval.Query;
import dev.tributary.retrieval.Recency;
import dev.tributary.retrieval.SuppliedVectors;
import java.util.Arrays;
import java.util.Optional;

/**
 * Retrieval by content: the profile is the sum of the interests' vectors, each times like and recency; an item's score is the
 * cosine of its terms with the profile's, plus, where items have vectors of their own, the weighted cosine of those.
 *
 * <p>Candidates come from the lists of the profile's heaviest terms ({@code profileTerms}, each list cut at {@code postings}),
 * from a scan of all embeddings where the profile has one, and from all items that came or changed since training. The best
 * k + 100 by what the lists gave are then scored in full, so that the caps decide which items are found, never what
 * they score. Items that score 0 or less are not found.
 *
 * <p>O(profileTerms · postings + embeddings · dimension + items since training · terms); no allocation once warm. Equal scores
 * in the order of ties. Thread-safe: scratch from a pool; {@link #itemChanged} has one writer, and a query sees each change
 * whole or not at all.
 */
final class ContentWalk implements Channel {
  private static final int BLOCK = 1024;
  private static final int STRETCH = 6; // 64 items
  private static final int DENSE = 4; // where more than so large a part of the stretches has scores, all are looked at
  private static final double DAY = 86_400_000;

  private final String name;
  private final ContentConfig config;
  private final ContentIndex index;
  private final TermWeights weights;
  private final ItemNumbers numbers;
  private final int[] tieRanks;
  private final int[] embeddingRows;
  private final Recency recency;
  private final Pool<Scratch> pool;
  private final LiveItems<Described> live = new LiveItems<>();

  ContentWalk(String name, ContentConfig config, ContentIndex index, TermWeights weights, int[] toCatalog) {
    this.name = name;
    this.config = config;
    this.index = index;
    this.weights = weights;
    numbers = new ItemNumbers(toCatalog);
    tieRanks = index.items().tieRanks().toArray();
    embeddingRows = index.embeddings().rowOf(index.items().size());
    recency = new Recency(config.halfLife());
    pool = new Pool<>(2 * Runtime.getRuntime().availableProcessors(), () -> new Scratch(index, config));
  }

  /** An item's vectors from the model's statistics; empty where it has no such attributes. */
  private record Described(SparseVector terms, float[] embedding) {
    static final Described NOTHING = new Described(SparseVector.EMPTY, new float[0]);
  }

  /**
   * One request's memory; all zero between requests, but for the profile, which is cleared before the next one is made. Which items the lists gave
   * a score is not noted one by one: whole stretches of items are, and are gone through at the speed of memory.
   */
  private static final class Scratch {
    final Profile profile;
    long stamp; // of the query whose profile it is; 0: none
    int historySize;
    Optional<LiveItems.Snapshot<Described>> seen = Optional.empty();
    final float[] score; // by item: what the lists gave so far
    final byte[] stretches; // 1 where an item of a stretch may have a score
    final int[] candidates; // where they are few: the items with a score above 0, ascending
    final float[] scores; // theirs
    final int[] reached; // items that may be among the best
    final int[] columns;
    final float[] values;
    final float[] embedding;
    final TopK terms;
    final float[] termWeights; // of the profile's terms
    final int[] termPlaces; // of those that may be among the heaviest
    final Threshold threshold = new Threshold();
    final TopK first = new TopK(0);
    final TopK best = new TopK(0);
    final TopK bestLive = new TopK(0);
    float[] shares = new float[64];
    int touched; // kept so that the reading is not taken for useless
    long given; // shares so far: so many candidates at the most

    Scratch(ContentIndex index, ContentConfig config) {
      profile = new Profile(index.terms().size(), index.embeddings());
      score = new float[index.items().size()];
      stretches = new byte[(score.length + (1 << STRETCH) - 1) >>> STRETCH];
      candidates = new int[score.length];
      scores = new float[score.length];
      reached = new int[score.length];
      columns = new int[config.topTerms()];
      values = new float[columns.length];
      embedding = new float[index.embeddings().dimension()];
      terms = new TopK(config.profileTerms());
      termWeights = new float[index.terms().size()];
      termPlaces = new int[termWeights.length];
    }

    void add(int item, float share) {
      score[item] += share;
      stretches[item >>> STRETCH] = 1;
    }

    /** Leaves all items that may be among the k best by their scores in {@link #reached}, ascending, and answers how many. */
    int reach(long k) {
      if (touchedStretches() > stretches.length / DENSE) { // all scores at the speed of memory, sooner than those above 0 one by one
        return threshold.select(score, score.length, Float.MIN_VALUE, k, reached);
      }
      int count = collect();
      int size = threshold.select(scores, count, Float.MIN_VALUE, k, reached);
      for (int n = 0; n < size; n++) {
        reached[n] = candidates[reached[n]];
      }
      return size;
    }

    private int touchedStretches() {
      int touched = 0;
      for (byte stretch : stretches) {
        touched += stretch;
      }
      return touched;
    }

    /** Collects the items with a score above 0; answers how many. */
    private int collect() {
      int count = 0;
      for (int first = nextTouched(0); first < stretches.length; ) {
        int end = endTouched(first);
        int before = count;
        count = Kernels.select(score, first << STRETCH, Math.min(end << STRETCH, score.length), Float.MIN_VALUE, candidates, count);
        for (int n = before; n < count; n++) {
          scores[n] = score[candidates[n]];
        }
        first = nextTouched(end);
      }
      return count;
    }

    void clear() {
      given = 0;
      for (int first = nextTouched(0); first < stretches.length; ) {
        int end = endTouched(first);
        Arrays.fill(score, first << STRETCH, Math.min(end << STRETCH, score.length), 0f);
        Arrays.fill(stretches, first, end, (byte) 0);
        first = nextTouched(end);
      }
    }

    private int nextTouched(int stretch) {
      while (stretch < stretches.length && stretches[stretch] == 0) {
        stretch++;
      }
      return stretch;
    }

    private int endTouched(int stretch) {
      while (stretch < stretches.length && stretches[stretch] != 0) {
        stretch++;
      }
      return stretch;
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void retrieve(Query query, int k, Hits hits) {
    hits.clear();
    if (k <= 0 || query.historySize() == 0) {
      return;
    }
    var now = live.snapshot();
    var scratch = pool.take();
    try {
      buildProfile(query, now, scratch);
      walkTerms(query, scratch);
      scanEmbeddings(query, scratch);
      scoreModelItems(query, now, k, scratch);
      scoreLiveItems(query, now, k, scratch);
      merge(query, now, k, scratch, hits);
    } finally {
      scratch.clear();
      pool.give(scratch);
    }
  }

  private int used(Query query) {
    return config.historyUsed() == 0 ? query.historySize() : Math.min(config.historyUsed(), query.historySize());
  }

  /** Makes the profile; the one that is there serves again when it is this query's, as when a page is explained. */
  private void buildProfile(Query query, LiveItems.Snapshot<Described> now, Scratch scratch) {
    if (scratch.stamp == query.stamp() && scratch.historySize == query.historySize() && scratch.seen.equals(Optional.of(now))) {
      return;
    }
    scratch.stamp = 0;
    scratch.profile.clear();
    scratch.touched = touch(query);
    for (int position = 0; position < used(query); position++) {
      int catalogItem = query.historyItem(position);
      float interest = interest(query, position);
      if (interest <= 0) {
        continue;
      }
      var changed = live.get(catalogItem);
      int item = numbers.toModel(catalogItem);
      if (changed.isPresent()) {
        var made = changed.get().made().orElse(Described.NOTHING);
        scratch.profile.add(position, interest, made.terms.terms(), made.terms.weights(), made.terms.terms().length);
        if (made.embedding.length > 0) {
          scratch.profile.addEmbedding(position, interest, made.embedding);
        }
      } else if (item >= 0) {
        int size = load(item, scratch);
        scratch.profile.add(position, interest, scratch.columns, scratch.values, size);
        if (embeddingRow(item) >= 0) {
          scratch.profile.addEmbedding(position, interest, embeddingRow(item));
        }
      }
    }
    scratch.profile.finish(config.embedding());
    scratch.stamp = query.stamp();
    scratch.historySize = query.historySize();
    scratch.seen = Optional.of(now);
  }

  private float interest(Query query, int position) {
    double weight = query.historyLike(position) * recency.of(position);
    if (config.halfLifeDays() > 0 && index.timed()) {
      double age = (double) query.historyTime(0) - query.historyTime(position);
      weight *= Math.pow(2, -Math.max(0, age) / DAY / config.halfLifeDays());
    }
    return (float) weight;
  }

  private int embeddingRow(int item) {
    return embeddingRows.length == 0 ? -1 : embeddingRows[item];
  }

  /** Copies an item's vector to the scratch; answers its number of terms. */
  private int load(int item, Scratch scratch) {
    long from = index.vectors().start(item);
    long to = index.vectors().end(item);
    index.vectors().columns().copyTo(from, to, scratch.columns, 0);
    index.vectors().weights().copyTo(from, to, scratch.values, 0);
    return (int) (to - from);
  }

  private void walkTerms(Query query, Scratch scratch) {
    var profile = scratch.profile;
    var heaviest = scratch.terms;
    heaviest.reset(config.profileTerms());
    for (int n = 0; n < profile.termCount; n++) {
      scratch.termWeights[n] = profile.weight(profile.terms[n]);
    }
    int reached = scratch.threshold.select(scratch.termWeights, profile.termCount, Float.MIN_VALUE, config.profileTerms(), scratch.termPlaces);
    for (int n = 0; n < reached; n++) {
      int place = scratch.termPlaces[n];
      heaviest.offer(scratch.termWeights[place], profile.terms[place]);
    }
    heaviest.ascending();
    for (int rank = 0; rank < heaviest.size(); rank++) {
      query.checkDeadline();
      int term = TopK.tieRank(heaviest.best(rank));
      float weight = profile.weight(term);
      var columns = index.postings().columns();
      var weights = index.postings().weights();
      long start = index.postings().start(term);
      int size = (int) (index.postings().end(term) - start);
      scratch.given += size;
      for (int n = 0; n < size; n++) {
        scratch.add(columns.get(start + n), Math.max(weight * weights.get(start + n), Float.MIN_VALUE));
      }
    }
  }

  private void scanEmbeddings(Query query, Scratch scratch) {
    if (!scratch.profile.hasEmbedding()) {
      return;
    }
    var embeddings = index.embeddings();
    scratch.given += embeddings.rows();
    for (int row = 0; row < embeddings.rows(); row++) {
      if (row % BLOCK == 0) {
        query.checkDeadline();
      }
      float share = scratch.profile.embeddingScore(embeddings.dot(scratch.profile.embedding(), row));
      int item = embeddings.items().get(row);
      // a negative share counts for what the lists found; alone it finds nothing
      if (share > 0 || scratch.score[item] + share > 0) {
        scratch.add(item, share);
      }
    }
  }

  private void scoreModelItems(Query query, LiveItems.Snapshot<Described> now, int k, Scratch scratch) {
    int most = (int) Math.min(k + 100L, Integer.MAX_VALUE);
    int forbidden = numbers.clearForbidden(query.mask(), scratch.score, scratch.given);
    // what may not be found was counted too: so many more must be there for enough to be left
    int reached = scratch.reach((long) most + forbidden + now.replacedCount());
    scratch.first.reset(most);
    int allowed = 0;
    for (int n = 0; n < reached; n++) {
      int item = scratch.reached[n];
      if (query.mask().allows(numbers.toCatalog(item)) && !now.replaces(item)) {
        scratch.reached[allowed++] = item;
        scratch.first.offer(TopK.key(scratch.score[item], tieRanks[item]));
      }
    }
    query.checkDeadline();
    int size = keepFirst(allowed, scratch);
    scratch.touched = touch(scratch.reached, size);
    scratch.best.reset(k);
    for (int n = 0; n < size; n++) {
      int item = scratch.reached[n];
      float score = scratch.profile.score(index.vectors(), item);
      if (scratch.profile.hasEmbedding() && embeddingRow(item) >= 0) {
        score += scratch.profile.embeddingScore(index.embeddings().dot(scratch.profile.embedding(), embeddingRow(item)));
      }
      if (score > 0) {
        scratch.best.offer(TopK.key(score, tieRanks[item]));
      }
    }
    scratch.best.ascending();
  }

  /** Leaves of the items reached those that are among the first, ascending still: read in the order in which they lie, vectors come from memory sooner. */
  private int keepFirst(int reached, Scratch scratch) {
    int size = scratch.first.size();
    long worst = Long.MAX_VALUE;
    for (int n = 0; n < size; n++) {
      worst = Math.min(worst, scratch.first.best(n));
    }
    int kept = 0;
    for (int n = 0; n < reached; n++) {
      int item = scratch.reached[n];
      scratch.reached[kept] = item;
      kept += TopK.key(scratch.score[item], tieRanks[item]) >= worst ? 1 : 0;
    }
    return kept;
  }

  /**
   * Reads a little of each vector of a history and nothing else. The vectors lie far apart, and working on one keeps the processor from
   * looking ahead to the next: read alone they come from memory several at once, and are near when they are needed.
   */
  private int touch(Query query) {
    int sum = 0;
    for (int position = 0; position < used(query); position++) {
      int item = numbers.toModel(query.historyItem(position));
      sum += item < 0 ? 0 : index.vectors().touch(item);
    }
    return sum;
  }

  /** The same for so many items: first where their vectors begin, since each of the others' addresses waits for that. */
  private int touch(int[] items, int size) {
    int sum = 0;
    for (int n = 0; n < size; n++) {
      sum += (int) index.vectors().start(items[n]);
    }
    for (int n = 0; n < size; n++) {
      sum += index.vectors().touch(items[n]);
    }
    return sum;
  }

  private void scoreLiveItems(Query query, LiveItems.Snapshot<Described> now, int k, Scratch scratch) {
    scratch.bestLive.reset(k);
    for (int place = 0; place < now.size(); place++) {
      if (place % BLOCK == 0) {
        query.checkDeadline();
      }
      var entry = now.get(place);
      if (query.mask().allows(entry.catalogItem())) {
        float score = score(entry.made().orElseThrow(), scratch.profile);
        if (score > 0) {
          scratch.bestLive.offer(TopK.key(score, place));
        }
      }
    }
    scratch.bestLive.ascending();
  }

  private static float score(Described item, Profile profile) {
    float score = profile.score(item.terms.terms(), item.terms.weights(), item.terms.terms().length);
    return profile.hasEmbedding() && item.embedding.length > 0
        ? score + profile.embeddingScore(Kernels.dot(profile.embedding(), item.embedding))
        : score;
  }

  private void merge(Query query, LiveItems.Snapshot<Described> now, int k, Scratch scratch, Hits hits) {
    var model = scratch.best;
    var changed = scratch.bestLive;
    for (int m = 0, c = 0; hits.size() < k && (m < model.size() || c < changed.size()); ) {
      if (c == changed.size() || m < model.size() && LiveItems.modelFirst(model.best(m), index.items(), changed.best(c), now)) {
        int item = index.items().atTieRank(TopK.tieRank(model.best(m)));
        int because = scratch.profile.hasEmbedding() ? strongest(query, scratch, item, Optional.empty()) : scratch.profile.newest(index.vectors(), item);
        hits.add(numbers.toCatalog(item), TopK.score(model.best(m++)), because);
      } else {
        var entry = now.get(TopK.tieRank(changed.best(c)));
        hits.add(entry.catalogItem(), TopK.score(changed.best(c++)), strongest(query, scratch, -1, entry.made()));
      }
    }
  }

  /** The position of the interest with the largest share in a score, or -1: an embedding may speak against an item, so not any will do. */
  private int strongest(Query query, Scratch scratch, int item, Optional<Described> changed) {
    int size = used(query);
    if (scratch.shares.length < size) {
      scratch.shares = new float[Math.max(size, 2 * scratch.shares.length)];
    }
    var shares = scratch.shares;
    Arrays.fill(shares, 0, size, 0f);
    addShares(item, changed, scratch, shares, 0);
    int strongest = 0;
    for (int position = 1; position < size; position++) {
      strongest = shares[position] > shares[strongest] ? position : strongest;
    }
    return shares[strongest] > 0 ? strongest : -1;
  }

  /** Adds each interest's share in the score of an item as it is now. */
  private void addShares(int item, Optional<Described> changed, Scratch scratch, float[] shares, int from) {
    var profile = scratch.profile;
    if (changed.isPresent()) {
      var now = changed.get();
      profile.addShares(now.terms.terms(), now.terms.weights(), now.terms.terms().length, shares, from);
      if (profile.hasEmbedding() && now.embedding.length > 0) {
        profile.addEmbeddingShares(now.embedding, shares, from);
      }
      return;
    }
    profile.addShares(scratch.columns, scratch.values, load(item, scratch), shares, from);
    if (profile.hasEmbedding() && embeddingRow(item) >= 0) {
      index.embeddings().copyTo(scratch.embedding, embeddingRow(item));
      profile.addEmbeddingShares(scratch.embedding, shares, from);
    }
  }

  @Override
  public void explain(Query query, int[] items, int count, float[] shares) {
    int size = query.historySize();
    Arrays.fill(shares, 0, count * size, 0f);
    var now = live.snapshot();
    var scratch = pool.take();
    try {
      buildProfile(query, now, scratch);
      for (int n = 0; n < count; n++) {
        var changed = live.get(items[n]);
        int item = numbers.toModel(items[n]);
        if (changed.isPresent() ? changed.get().made().isPresent() : item >= 0) {
          addShares(item, changed.flatMap(LiveItems.Entry::made), scratch, shares, n * size);
        }
      }
    } finally {
      scratch.clear();
      pool.give(scratch);
    }
  }

  /**
   * Makes an item retrievable as it is now. One that is as training saw it is left alone, so that a whole catalog may be told
   * again.
   */
  @Override
  public void itemChanged(int catalogItem, Item item) {
    var terms = weights.vector(item);
    var embedding = config.embedding() > 0 ? new SuppliedVectors(index.embeddings().dimension()).unit(item) : new float[0];
    int modelItem = numbers.toModel(catalogItem);
    if (live.get(catalogItem).isPresent() || modelItem < 0 || !sameAsTrained(modelItem, terms, embedding)) {
      boolean empty = terms.isEmpty() && embedding.length == 0;
      live.put(catalogItem, item.id(), empty ? Optional.empty() : Optional.of(new Described(terms, embedding)), modelItem);
    }
  }

  private boolean sameAsTrained(int item, SparseVector terms, float[] embedding) {
    int row = embeddingRow(item);
    var trained = new float[row < 0 ? 0 : index.embeddings().dimension()];
    if (row >= 0) {
      index.embeddings().copyTo(trained, row);
    }
    return terms.same(index.vectors().row(item)) && Arrays.equals(trained, embedding);
  }
}
