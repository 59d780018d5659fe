package dev.tributary.retrieval.usercf;

import dev.tributary.math.Pool;
import dev.tributary.math.TopK;
import dev.tributary.retrieval.Channel;
import dev.tributary.retrieval.Hits;
import dev.tributary.retrieval.ItemNumbers;
import dev.tributary.retrieval.Query;
import dev.tributary.retrieval.Recency;
import java.util.Arrays;
import java.util.Optional;

/**
 * UserCF at request time: {@code score(i) = Σ_v sim(u,v)^q · like(v,i) / n_i^β} over the K users v most similar to the query's
 * interests; best first, equal scores in the order of ties.
 *
 * <ol>
 *   <li>each interest's users gain what the interest says of their likeness; the K most similar become neighbours. One whose items
 *       the user has all takes no place among them: they have nothing to offer, and the asking user's own row of the log is one;
 *   <li>each neighbour's row gives the similarity anew, exact also where a cap cut an item's users, and adds to the items in it;
 *   <li>of the k best items, a block at a time, the neighbours' rows tell which interests made the neighbours similar: each
 *       interest's share of a neighbour's similarity is its share of what the neighbour adds.
 * </ol>
 *
 * <p>Where followed authors count, their followers gain likewise, and the two likenesses are mixed; then a user without interests is answered too.
 *
 * <p>O(Σ users of the interests + K · d · 2) and, for the shares, O(K · common items · found items of a row); no allocation once warm. Thread-safe:
 * scratch of 12 bytes a user and 20 an item from a pool.
 */
final class NeighborWalk implements Channel {
  private static final int BLOCK = 2048;
  private static final int EXPLAINED = 256;
  private static final Query ENDLESS = new Query(); // polled where nobody waits: an explanation is never late

  private final Tastes tastes;
  /** Empty where only items count. */
  private final Optional<Tastes> follows;
  private final UserCfConfig config;
  private final UserSimilarity similarity;
  private final Recency recency;
  private final ItemNumbers numbers;
  private final int[] tieRanks;
  private final float[] divisors; // by item: n^β
  private final Pool<Scratch> pool;

  NeighborWalk(Tastes tastes, Optional<Tastes> follows, UserCfConfig config, boolean timed, int[] toCatalog) {
    this.tastes = tastes;
    this.follows = follows;
    this.config = config;
    similarity = config.similarity();
    recency = new Recency(timed ? config.halfLife() : config.halfLifeUntimed());
    numbers = new ItemNumbers(toCatalog);
    tieRanks = tastes.items().tieRanks().toArray();
    divisors = new float[config.beta() == 0 ? 0 : toCatalog.length];
    for (int item = 0; item < divisors.length; item++) {
      divisors[item] = (float) StrictMath.pow(Math.max(1, tastes.popularity().get(item)), config.beta());
    }
    pool = new Pool<>(2 * Runtime.getRuntime().availableProcessors(), () -> new Scratch(tastes.users().count(), toCatalog.length, follows));
  }

  /** One request's state; the arrays by user and by item are all zero between requests. */
  private static final class Scratch {
    // the query's interests
    final int[] places; // by item: 1 + the interest's place; -1 for one that is too old to count
    int[] interestItems = new int[64];
    int[] positions = new int[64];
    float[] tastes = new float[64]; // taste · item weight
    int interests;
    int[] marked = new int[64];
    int markedCount;
    double norm;
    // the authors whom the query's user follows
    final float[] authorWeights; // by author; 0 for the others
    int[] authors = new int[16];
    int authorCount;
    double authorNorm;
    // users
    final float[] likeness; // by user: sum, number of common items
    final int[] touchedUsers;
    int touchedUserCount;
    final float[] kinship; // by user: what the authors in common weigh
    // neighbours, most similar first
    int[] neighbors = new int[64];
    float[] weights = new float[64]; // sim^q
    float[] sums = new float[64]; // what the similarity's numerator was
    int neighborCount;
    // items
    final float[] scores;
    final int[] touchedItems;
    int touchedItemCount;
    final int[] slots; // by item: 1 + the place among those explained
    int[] explained = new int[EXPLAINED];
    float[] shares = new float[0];
    // one neighbour's common interests
    int[] common = new int[64];
    float[] parts = new float[64];
    // a block of a row
    final int[] columns = new int[BLOCK];
    final float[] likes = new float[BLOCK];
    final TopK best = new TopK(0);
    Query asked = ENDLESS;

    Scratch(int users, int items, Optional<Tastes> follows) {
      authorWeights = new float[follows.map(f -> f.items().size()).orElse(0)];
      kinship = new float[follows.isPresent() ? users : 0];
      places = new int[items];
      likeness = new float[2 * users];
      touchedUsers = new int[users];
      scores = new float[items];
      touchedItems = new int[items];
      slots = new int[items];
    }

    void poll() {
      asked.checkDeadline();
    }

    void addInterest(int item, int position, float taste) {
      if (interests == interestItems.length) {
        interestItems = Arrays.copyOf(interestItems, interests * 2);
        positions = Arrays.copyOf(positions, interests * 2);
        tastes = Arrays.copyOf(tastes, interests * 2);
        common = new int[interests * 2];
        parts = new float[interests * 2];
      }
      interestItems[interests] = item;
      positions[interests] = position;
      tastes[interests++] = taste;
    }

    void addAuthor(int author, float weight) {
      if (authorCount == authors.length) {
        authors = Arrays.copyOf(authors, authorCount * 2);
      }
      authors[authorCount++] = author;
      authorWeights[author] = weight;
    }

    void mark(int item, int place) {
      if (markedCount == marked.length) {
        marked = Arrays.copyOf(marked, markedCount * 2);
      }
      marked[markedCount++] = item;
      places[item] = place;
    }

    void clearUsers() {
      for (int n = 0; n < touchedUserCount; n++) {
        likeness[2 * touchedUsers[n]] = 0;
        likeness[2 * touchedUsers[n] + 1] = 0;
      }
      for (int n = 0; n < touchedUserCount && kinship.length > 0; n++) {
        kinship[touchedUsers[n]] = 0;
      }
      touchedUserCount = 0;
    }

    void clear() {
      clearUsers();
      asked = ENDLESS;
      for (int n = 0; n < markedCount; n++) {
        places[marked[n]] = 0;
      }
      for (int n = 0; n < touchedItemCount; n++) {
        scores[touchedItems[n]] = 0;
      }
      for (int n = 0; n < authorCount; n++) {
        authorWeights[authors[n]] = 0;
      }
      authorCount = 0;
      markedCount = 0;
      interests = 0;
      neighborCount = 0;
      touchedItemCount = 0;
    }
  }

  @Override
  public String name() {
    return UserCf.KIND.name();
  }

  @Override
  public void retrieve(Query query, int k, Hits hits) {
    hits.clear();
    if (k <= 0 || query.historySize() == 0 && follows.isEmpty()) {
      return;
    }
    var scratch = pool.take();
    try {
      scratch.asked = query;
      readInterests(query, scratch);
      follows.ifPresent(table -> readFollows(query, table, scratch));
      findNeighbors(scratch);
      score(scratch);
      select(query, k, scratch, hits);
    } finally {
      scratch.clear();
      pool.give(scratch);
    }
  }

  private void readInterests(Query query, Scratch scratch) {
    double squares = 0;
    for (int position = 0; position < query.historySize(); position++) {
      int item = numbers.toModel(query.historyItem(position));
      if (item < 0 || scratch.places[item] != 0) {
        continue;
      }
      boolean counts = config.historyUsed() == 0 || position < config.historyUsed();
      scratch.mark(item, counts ? scratch.interests + 1 : -1);
      if (counts) {
        float taste = similarity.taste(query.historyLike(position)) * (float) recency.of(position);
        squares += (double) taste * taste;
        scratch.addInterest(item, position, taste * tastes.weights().get(item));
      }
    }
    scratch.norm = Math.sqrt(squares);
  }

  private void readFollows(Query query, Tastes table, Scratch scratch) {
    for (String name : query.followed()) {
      int author = table.items().indexOf(name);
      if (author >= 0) {
        scratch.addAuthor(author, table.weights().get(author));
      }
    }
    scratch.authorNorm = Math.sqrt(scratch.authorCount);
  }

  /** Those who follow the same authors; after the interests' users. */
  private void addKin(Tastes table, Scratch scratch) {
    var rows = table.postings();
    for (int n = 0; n < scratch.authorCount; n++) {
      scratch.poll();
      int author = scratch.authors[n];
      for (long entry = rows.start(author); entry < rows.end(author); entry++) {
        int user = rows.columns().get(entry);
        if (scratch.likeness[2 * user + 1] == 0 && scratch.kinship[user] == 0) {
          scratch.touchedUsers[scratch.touchedUserCount++] = user;
        }
        scratch.kinship[user] += scratch.authorWeights[author];
      }
    }
  }

  private void findNeighbors(Scratch scratch) {
    for (int interest = 0; interest < scratch.interests; interest++) {
      var rows = tastes.postings();
      int item = scratch.interestItems[interest];
      long end = rows.end(item);
      for (long from = rows.start(item); from < end; from += BLOCK) {
        scratch.poll();
        int length = read(rows, from, end, scratch);
        addLikeness(scratch.tastes[interest], length, scratch);
      }
    }
    follows.ifPresent(table -> addKin(table, scratch));
    scratch.poll();
    var best = scratch.best;
    best.reset(Math.min(config.neighbors(), scratch.touchedUserCount));
    for (int n = 0; n < scratch.touchedUserCount; n++) {
      int user = scratch.touchedUsers[n];
      float similar = (float) similarity(scratch.likeness[2 * user], follows.isPresent() ? scratch.kinship[user] : 0, user, scratch);
      if (best.accepts(similar) && scratch.likeness[2 * user + 1] < rowLength(user)) {
        best.offer(TopK.key(similar, user));
      }
    }
    best.ascending();
    if (scratch.neighbors.length < best.size()) {
      scratch.neighbors = new int[best.size()];
      scratch.weights = new float[best.size()];
      scratch.sums = new float[best.size()];
    }
    for (int rank = 0; rank < best.size(); rank++) {
      scratch.neighbors[rank] = TopK.tieRank(best.best(rank));
    }
    scratch.neighborCount = best.size();
    scratch.clearUsers();
  }

  private void addLikeness(float taste, int length, Scratch scratch) {
    float[] likeness = scratch.likeness;
    int count = scratch.touchedUserCount;
    boolean damped = similarity == UserSimilarity.DAMPED;
    for (int n = 0; n < length; n++) {
      int user = scratch.columns[n];
      int at = 2 * user;
      if (likeness[at + 1] == 0) {
        scratch.touchedUsers[count++] = user;
      }
      likeness[at] += damped ? taste : taste * scratch.likes[n];
      likeness[at + 1]++;
    }
    scratch.touchedUserCount = count;
  }

  /** By items, mixed with that by authors where they count; 0 where nothing is in common. */
  private double similarity(double sum, double kinship, int user, Scratch scratch) {
    double byItems = sum == 0 ? 0 : sum / (scratch.norm * tastes.norms().get(user) + config.shrinkage());
    if (follows.isEmpty()) {
      return byItems;
    }
    double byAuthors = kinship == 0 ? 0 : kinship / (scratch.authorNorm * follows.get().norms().get(user) + config.shrinkage());
    return (1 - config.follows()) * byItems + config.follows() * byAuthors;
  }

  private long rowLength(int user) {
    return tastes.users().end(user) - tastes.users().start(user);
  }

  /** Goes through the neighbours' rows twice: for the exact similarity, then for what they add. */
  private void score(Scratch scratch) {
    int kept = 0;
    for (int n = 0; n < scratch.neighborCount; n++) {
      scratch.poll();
      int user = scratch.neighbors[n];
      float sum = commonTaste(user, scratch);
      float kinship = follows.isPresent() ? commonAuthors(user, follows.get(), scratch) : 0;
      double similar = similarity(Math.max(0, sum), kinship, user, scratch);
      if (sum < 0 || sum + kinship <= 0 || (float) similar < (float) config.minSimilarity()) {
        continue;
      }
      float weight = (float) (config.sharpness() == 1 ? similar : Math.pow(similar, config.sharpness()));
      scratch.neighbors[kept] = user;
      scratch.sums[kept] = sum;
      scratch.weights[kept++] = weight;
      addLikes(user, weight, scratch);
    }
    scratch.neighborCount = kept;
  }

  /** What the authors weigh that a user follows like the asking one. */
  private static float commonAuthors(int user, Tastes table, Scratch scratch) {
    float sum = 0;
    for (long entry = table.users().start(user); entry < table.users().end(user); entry++) {
      sum += scratch.authorWeights[table.users().columns().get(entry)];
    }
    return sum;
  }

  /** The numerator of the similarity by items; -1 for a user whose items are all in the query's history. */
  private float commonTaste(int user, Scratch scratch) {
    var rows = tastes.users();
    float sum = 0;
    long end = rows.end(user);
    boolean offers = false;
    for (long from = rows.start(user); from < end; from += BLOCK) {
      int length = read(rows, from, end, scratch);
      for (int n = 0; n < length; n++) {
        int place = scratch.places[scratch.columns[n]];
        offers |= place == 0;
        sum += place > 0 ? scratch.tastes[place - 1] * similarity.taste(scratch.likes[n]) : 0;
      }
    }
    return offers ? sum : -1;
  }

  private void addLikes(int user, float weight, Scratch scratch) {
    var rows = tastes.users();
    long end = rows.end(user);
    for (long from = rows.start(user); from < end; from += BLOCK) {
      int length = read(rows, from, end, scratch);
      for (int n = 0; n < length; n++) {
        int item = scratch.columns[n];
        if (scratch.scores[item] == 0) {
          scratch.touchedItems[scratch.touchedItemCount++] = item;
        }
        scratch.scores[item] += Math.max(weight * scratch.likes[n], Float.MIN_NORMAL); // never 0, or it would be touched twice
      }
    }
  }

  private void select(Query query, int k, Scratch scratch, Hits hits) {
    scratch.poll();
    var best = scratch.best;
    best.reset(Math.min(k, scratch.touchedItemCount));
    for (int n = 0; n < scratch.touchedItemCount; n++) {
      int item = scratch.touchedItems[n];
      float score = scored(item, scratch);
      if (best.accepts(score) && query.mask().allows(numbers.toCatalog(item))) {
        best.offer(TopK.key(score, tieRanks[item]));
      }
    }
    best.ascending();
    int size = best.size();
    for (int from = 0; from < size; from += EXPLAINED) {
      int count = Math.min(EXPLAINED, size - from);
      for (int n = 0; n < count; n++) {
        scratch.explained[n] = tastes.items().atTieRank(TopK.tieRank(best.best(from + n)));
      }
      share(count, scratch);
      for (int n = 0; n < count; n++) {
        int item = scratch.explained[n];
        hits.add(numbers.toCatalog(item), scored(item, scratch), scratch.interests == 0 ? -1 : scratch.positions[strongest(n, scratch)]);
      }
    }
  }

  private float scored(int item, Scratch scratch) {
    return divisors.length == 0 ? scratch.scores[item] : scratch.scores[item] / divisors[item];
  }

  private static int strongest(int explained, Scratch scratch) {
    int from = explained * scratch.interests;
    int strongest = 0;
    for (int interest = 1; interest < scratch.interests; interest++) {
      strongest = scratch.shares[from + interest] > scratch.shares[from + strongest] ? interest : strongest;
    }
    return strongest;
  }

  /** Fills {@code shares[n · interests + interest]} for the first {@code count} of those to explain; -1 there is no item. */
  private void share(int count, Scratch scratch) {
    int size = count * scratch.interests;
    if (scratch.shares.length < size) {
      scratch.shares = new float[size];
    }
    Arrays.fill(scratch.shares, 0, size, 0f);
    for (int n = 0; n < count; n++) {
      if (scratch.explained[n] >= 0) {
        scratch.slots[scratch.explained[n]] = n + 1;
      }
    }
    try {
      for (int n = 0; n < scratch.neighborCount; n++) {
        scratch.poll();
        shareOf(n, scratch);
      }
    } finally {
      for (int n = 0; n < count; n++) {
        if (scratch.explained[n] >= 0) {
          scratch.slots[scratch.explained[n]] = 0;
        }
      }
    }
  }

  private void shareOf(int neighbor, Scratch scratch) {
    var rows = tastes.users();
    int user = scratch.neighbors[neighbor];
    boolean alike = scratch.sums[neighbor] > 0;
    float weight = scratch.weights[neighbor] / (alike ? scratch.sums[neighbor] : Math.max(1, scratch.interests));
    int common = 0;
    long end = rows.end(user);
    for (int interest = 0; interest < scratch.interests && !alike; interest++) { // one by authors alone: all interests stand for it
      scratch.common[common] = interest;
      scratch.parts[common++] = weight;
    }
    for (long from = rows.start(user); from < end; from += BLOCK) {
      int length = read(rows, from, end, scratch);
      for (int n = 0; n < length; n++) {
        int place = alike ? scratch.places[scratch.columns[n]] : 0;
        if (place > 0) {
          scratch.common[common] = place - 1;
          scratch.parts[common++] = weight * scratch.tastes[place - 1] * similarity.taste(scratch.likes[n]);
        }
      }
    }
    for (long from = rows.start(user); from < end; from += BLOCK) {
      int length = end - rows.start(user) <= BLOCK ? (int) (end - from) : read(rows, from, end, scratch); // a short row is still there
      for (int n = 0; n < length; n++) {
        int item = scratch.columns[n];
        int slot = scratch.slots[item];
        if (slot > 0) {
          float like = divisors.length == 0 ? scratch.likes[n] : scratch.likes[n] / divisors[item];
          int line = (slot - 1) * scratch.interests;
          for (int c = 0; c < common; c++) {
            scratch.shares[line + scratch.common[c]] += like * scratch.parts[c];
          }
        }
      }
    }
  }

  private static int read(Tastes.Rows rows, long from, long end, Scratch scratch) {
    int length = (int) Math.min(BLOCK, end - from);
    rows.columns().copyTo(from, from + length, scratch.columns, 0);
    rows.likes().copyTo(from, from + length, scratch.likes, 0);
    return length;
  }

  /** Finds the neighbours again, once for all the items; an interest's share is its part of the similarity of those who have the item. */
  @Override
  public void explain(Query query, int[] items, int count, float[] shares) {
    int size = query.historySize();
    Arrays.fill(shares, 0, count * size, 0f);
    var scratch = pool.take();
    try {
      readInterests(query, scratch);
      follows.ifPresent(table -> readFollows(query, table, scratch));
      findNeighbors(scratch);
      score(scratch);
      for (int from = 0; from < count; from += EXPLAINED) {
        int length = Math.min(EXPLAINED, count - from);
        for (int n = 0; n < length; n++) {
          scratch.explained[n] = numbers.toModel(items[from + n]);
        }
        share(length, scratch);
        for (int n = 0; n < length; n++) {
          for (int interest = 0; interest < scratch.interests; interest++) {
            shares[(from + n) * size + scratch.positions[interest]] = scratch.shares[n * scratch.interests + interest];
          }
        }
      }
    } finally {
      scratch.clear();
      pool.give(scratch);
    }
  }
}
