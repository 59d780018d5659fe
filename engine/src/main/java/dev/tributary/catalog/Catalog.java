package dev.tributary.catalog;

import dev.tributary.math.XxHash64;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;

/**
 * All items and users, each with one dense int for ever, in order of their first appearance.
 *
 * <p>Also knows which items may be shown at all (neither withdrawn nor expired), and which items an author published or
 * a topic (a category or a keyword) covers. One writer at a time, many readers: a reader sees every change that ended before
 * its call, and never waits but while the writer adds to a list of an author or topic.
 */
public final class Catalog {
  private static final int[] NONE = {};
  private static final int CHANGES_KEPT = 1 << 12; // a power of two

  private final ConcurrentHashMap<String, Integer> itemIndexes = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, Integer> userIndexes = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, Postings> byAuthor = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, Postings> byTopic = new ConcurrentHashMap<>();
  private final PriorityQueue<Expiry> expiries = new PriorityQueue<>((a, b) -> Long.compare(a.time, b.time));
  private volatile Item[] items = new Item[16];
  private volatile long[] itemHashes = new long[16];
  private volatile long[] available = new long[1];
  private volatile int itemCount;
  private volatile User[] users = new User[16];
  private volatile int userCount;
  private volatile long nextExpiry = Long.MAX_VALUE;
  private final int[] changed = new int[CHANGES_KEPT]; // a ring
  private volatile long changes;

  private final Map<Object, Object> shared = new HashMap<>(); // authors and lists of categories, by themselves

  private record Expiry(long time, int item) {}

  /** Items in order of arrival, growing. */
  private static final class Postings {
    private int[] items = new int[4];
    private int size;

    synchronized void add(int item) {
      if (size == items.length) {
        items = Arrays.copyOf(items, size * 2);
      }
      items[size++] = item;
    }

    synchronized void remove(int item) {
      int kept = 0;
      for (int n = 0; n < size; n++) {
        if (items[n] != item) {
          items[kept++] = items[n];
        }
      }
      size = kept;
    }

    synchronized int[] toArray() {
      return Arrays.copyOf(items, size);
    }
  }

  /** How many items there are; the next new one gets this int. */
  public int itemCount() {
    return itemCount;
  }

  /** How many users there are; the next new one gets this int. */
  public int userCount() {
    return userCount;
  }

  /** The int of an item, or -1. */
  public int itemIndex(String id) {
    return itemIndexes.getOrDefault(id, -1);
  }

  /** The int of a user, or -1. */
  public int userIndex(String id) {
    return userIndexes.getOrDefault(id, -1);
  }

  /** The item of an int in 0..itemCount-1. */
  public Item item(int index) {
    java.util.Objects.checkIndex(index, itemCount);
    return items[index];
  }

  /** The user of an int in 0..userCount-1. */
  public User user(int index) {
    java.util.Objects.checkIndex(index, userCount);
    return users[index];
  }

  /** XXH64 of an item's id: the order of ties, unsigned and ascending. */
  public long itemHash(int index) {
    return itemHashes[index];
  }

  /** Order of two items with equal scores: by hash of the id, then by its bytes. */
  public int compareTies(int a, int b) {
    int order = Long.compareUnsigned(itemHashes[a], itemHashes[b]);
    return order != 0 || a == b
        ? order
        : Arrays.compareUnsigned(
            items[a].id().getBytes(java.nio.charset.StandardCharsets.UTF_8),
            items[b].id().getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  /** The int of an item, which is created with nothing but its id when it is new. */
  public int addItem(String id) {
    Integer known = itemIndexes.get(id);
    return known != null ? known : put(Item.of(id));
  }

  /** The int of a user, who is created with nothing but the id when new. */
  public int addUser(String id) {
    Integer known = userIndexes.get(id);
    return known != null ? known : put(User.of(id));
  }

  /** Adds an item or replaces what is known of it; answers its int. */
  public synchronized int put(Item item) {
    Integer known = itemIndexes.get(item.id());
    int index = known != null ? known : itemCount;
    if (known == null) {
      grow(index);
      itemHashes[index] = XxHash64.hash(item.id());
    } else {
      forgetTopics(index, items[index]);
    }
    items[index] = item.with(shared(item.author()), shared(item.categories()));
    setAvailable(index, !item.withdrawn());
    if (item.expiresAt() != Item.NO_TIME) {
      expiries.add(new Expiry(item.expiresAt(), index));
      nextExpiry = expiries.element().time;
    }
    if (!item.author().isEmpty()) {
      byAuthor.computeIfAbsent(item.author(), _ -> new Postings()).add(index);
    }
    for (String topic : topics(item)) {
      byTopic.computeIfAbsent(topic, _ -> new Postings()).add(index);
    }
    if (known == null) {
      itemCount = index + 1; // volatile: publishes what was written above
      itemIndexes.put(item.id(), index);
    }
    changed[(int) changes & CHANGES_KEPT - 1] = index;
    changes++; // volatile: last, so that whoever sees it sees the item
    return index;
  }

  /**
   * The equal one that other items have already. A page compares the authors and categories of many items, which lie all over the memory: those that are
   * shared are near, and equal at a glance.
   */
  @SuppressWarnings("unchecked")
  private <T> T shared(T value) {
    var there = shared.putIfAbsent(value, value);
    return there == null ? value : (T) there;
  }

  /** How often an item was added or replaced so far. */
  public long changes() {
    return changes;
  }

  /** The items that were added or replaced after the first {@code change} changes; empty when more than 4,096 have come since. */
  public synchronized Optional<int[]> changedSince(long change) {
    long missed = changes - change;
    return missed > CHANGES_KEPT ? Optional.empty() : Optional.of(LongStream.range(change, changes).mapToInt(n -> changed[(int) n & CHANGES_KEPT - 1]).distinct().toArray());
  }

  /** Adds a user or replaces what is known; answers the int. */
  public synchronized int put(User user) {
    Integer known = userIndexes.get(user.id());
    int index = known != null ? known : userCount;
    if (index == users.length) {
      users = Arrays.copyOf(users, index * 2);
    }
    users[index] = user;
    if (known == null) {
      userCount = index + 1;
      userIndexes.put(user.id(), index);
    }
    return index;
  }

  /**
   * Forgets a user: the id is unknown from now on, and its int stands for nobody, for ever.
   *
   * @return the int, or -1 when the id was unknown
   */
  public synchronized int forgetUser(String id) {
    Integer known = userIndexes.remove(id);
    if (known == null) {
      return -1;
    }
    users[known] = User.of("erased-" + known);
    return known;
  }

  private void grow(int index) {
    if (index == items.length) {
      items = Arrays.copyOf(items, index * 2);
      itemHashes = Arrays.copyOf(itemHashes, index * 2);
    }
    if (index >>> 6 >= available.length) {
      available = Arrays.copyOf(available, available.length * 2);
    }
  }

  private void setAvailable(int item, boolean shown) {
    long[] words = available;
    words[item >>> 6] = shown ? words[item >>> 6] | 1L << item : words[item >>> 6] & ~(1L << item);
    available = words;
  }

  private void forgetTopics(int index, Item old) {
    if (!old.author().isEmpty()) {
      byAuthor.get(old.author()).remove(index);
    }
    for (String topic : topics(old)) {
      byTopic.get(topic).remove(index);
    }
  }

  private static Set<String> topics(Item item) {
    var topics = new LinkedHashSet<>(item.categories());
    topics.addAll(item.keywords());
    return topics;
  }

  /** The items of an author, in order of arrival. */
  public int[] itemsOfAuthor(String author) {
    var postings = byAuthor.get(author);
    return postings == null ? NONE : postings.toArray();
  }

  /** The items that have a topic among their categories or keywords, in order of arrival. */
  public int[] itemsOfTopic(String topic) {
    var postings = byTopic.get(topic);
    return postings == null ? NONE : postings.toArray();
  }

  /** Fills a mask with the items that may be shown at a time: neither withdrawn nor expired. */
  public ItemMask available(long nowMillis, ItemMask mask) {
    if (nowMillis >= nextExpiry) {
      expire(nowMillis);
    }
    int size = itemCount;
    return mask.copyOf(available, size);
  }

  private synchronized void expire(long nowMillis) {
    while (!expiries.isEmpty() && expiries.element().time <= nowMillis) {
      int index = expiries.remove().item;
      long expiresAt = items[index].expiresAt();
      if (expiresAt != Item.NO_TIME && expiresAt <= nowMillis) {
        setAvailable(index, false);
      }
    }
    nextExpiry = expiries.isEmpty() ? Long.MAX_VALUE : expiries.element().time;
  }

  /** What the first so many ints stand for, as 16 digits: equal when each stands for the same item. */
  public String orderOf(int items) {
    java.util.Objects.checkFromToIndex(0, items, itemCount);
    long order = items;
    for (int item = 0; item < items; item++) {
      order = Long.rotateLeft((order ^ itemHashes[item]) * 0x9E3779B97F4A7C15L, 29);
    }
    return String.format(java.util.Locale.ROOT, "%016x", order);
  }

  /** The ints of a vocabulary's ids here: the array that opens a bundle. An id that is not here has -1. */
  public int[] indexesOf(dev.tributary.data.Vocabulary vocabulary) {
    var mapped = new int[vocabulary.size()];
    Arrays.setAll(mapped, i -> itemIndex(vocabulary.id(i)));
    return mapped;
  }

  /** A catalog of these items. */
  public static Catalog of(Iterable<Item> items) {
    var catalog = new Catalog();
    items.forEach(catalog::put);
    return catalog;
  }
}
