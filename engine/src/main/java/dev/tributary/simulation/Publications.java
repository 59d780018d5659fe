package dev.tributary.simulation;

import dev.tributary.catalog.Item;
import dev.tributary.math.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Who publishes what, and when: the items of the community in columns, ascending by time of publication, so that the items
 * published by a time are a prefix.
 *
 * <p>An item shows its topic, subtopic, author, language, length and words. It hides its {@link #style}, a way of being that
 * no attribute tells and that some crowds love and others cannot stand, its {@link #quality}, its {@link #fame} and how
 * much its title promises ({@link #lure}). Immutable; about 60 bytes an item.
 */
final class Publications {
  /** Number of hidden styles. */
  static final int STYLES = 24;

  private static final long STOCK_SPAN = TimeUnit.DAYS.toMillis(180);
  private static final double ITEMS_PER_AUTHOR = 25;

  final Topics topics = new Topics();
  final int authors;
  final int count;
  final byte[] topic;
  final byte[] subtopic;
  final byte[] style;
  final int[] author;
  final Language[] language;
  final boolean[] video;
  final float[] size;
  final float[] quality;
  final float[] fame;
  final float[] lure;
  final long[] published;

  private final int[][] byAuthor;
  private final byte[][] authorTopics;
  private final Language[] authorLanguage;
  private final double[] authorSums;
  private final float[] authorQuality;
  private final long seed;

  Publications(CommunityConfig config, long seed, long start) {
    this.seed = Seeds.of(seed, "items");
    count = config.items();
    topic = new byte[count];
    subtopic = new byte[count];
    style = new byte[count];
    author = new int[count];
    language = new Language[count];
    video = new boolean[count];
    size = new float[count];
    quality = new float[count];
    fame = new float[count];
    lure = new float[count];
    published = new long[count];
    authors = (int) Math.max(8, Math.round(count / ITEMS_PER_AUTHOR));
    authorTopics = new byte[authors][];
    authorLanguage = new Language[authors];
    authorSums = new double[authors];
    authorQuality = new float[authors];
    hireAuthors(Seeds.of(seed, "authors"));
    publish(config, start);
    byAuthor = groupByAuthor();
  }

  private void hireAuthors(long seed) {
    var dice = new Dice(seed);
    double sum = 0;
    for (int a = 0; a < authors; a++) {
      authorTopics[a] = new byte[1 + dice.below(3)];
      for (int n = 0; n < authorTopics[a].length; n++) {
        authorTopics[a][n] = (byte) dice.below(topics.size());
      }
      authorLanguage[a] = dice.chance(0.5) ? Language.ENGLISH : Language.CHINESE;
      authorQuality[a] = (float) dice.between(0.25, 0.75);
      sum += dice.logNormal(0.8);
      authorSums[a] = sum;
    }
  }

  private void publish(CommunityConfig config, long start) {
    var dice = new Dice(Seeds.of(seed, "times"));
    int stock = Math.clamp((int) Math.round(count * config.stockShare()), 1, count);
    for (int i = 0; i < count; i++) {
      if (i < stock) {
        double age = dice.unit();
        published[i] = start - 1 - (long) (STOCK_SPAN * age * Math.sqrt(age));
      } else {
        long day = (long) (i - stock) * config.days() / (count - stock);
        published[i] = start + TimeUnit.DAYS.toMillis(day) + (long) (TimeUnit.HOURS.toMillis(1) * dice.between(6, 24));
      }
    }
    Arrays.sort(published);
    for (int i = 0; i < count; i++) {
      dice.reset(Seeds.of(seed, i));
      author[i] = dice.fromSums(authorSums);
      topic[i] = authorTopics[author[i]][dice.below(authorTopics[author[i]].length)];
      subtopic[i] = (byte) (dice.chance(0.5) ? Math.floorMod(author[i] + topic[i], Topics.SUBTOPICS) : dice.below(Topics.SUBTOPICS));
      style[i] = (byte) dice.below(STYLES);
      boolean foreign = dice.chance(0.08);
      language[i] = foreign == (authorLanguage[author[i]] == Language.ENGLISH) ? Language.CHINESE : Language.ENGLISH;
      video[i] = dice.chance(0.4);
      size[i] = (float) dice.unit();
      quality[i] = (float) Math.clamp(authorQuality[author[i]] + 0.18 * dice.normal(), 0.02, 1);
      fame[i] = (float) (dice.logNormal(2.2) * (0.3 + quality[i]));
      lure[i] = dice.chance(0.1) ? (float) dice.unit() : 0f;
    }
  }

  private int[][] groupByAuthor() {
    var sizes = new int[authors];
    for (int a : author) {
      sizes[a]++;
    }
    var groups = new int[authors][];
    Arrays.setAll(groups, a -> new int[sizes[a]]);
    Arrays.fill(sizes, 0);
    for (int i = 0; i < count; i++) {
      groups[author[i]][sizes[author[i]]++] = i;
    }
    return groups;
  }

  /** How many items are published at a time; they are the items 0..n-1. */
  int publishedBy(long time) {
    int low = 0;
    for (int high = count; low < high; ) {
      int middle = (low + high) >>> 1;
      if (published[middle] <= time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The items of an author, oldest first. */
  int[] ofAuthor(int author) {
    return byAuthor[author];
  }

  /** An author drawn by how much they publish. */
  int anyAuthor(Dice dice) {
    return dice.fromSums(authorSums);
  }

  boolean writesAbout(int author, int topic) {
    for (byte own : authorTopics[author]) {
      if (own == topic) {
        return true;
      }
    }
    return false;
  }

  Language languageOf(int author) {
    return authorLanguage[author];
  }

  /** Characters of a note. */
  private int length(int item) {
    return (int) Math.round(120 * StrictMath.pow(20, size[item]));
  }

  /** Seconds of a video. */
  int seconds(int item) {
    return (int) Math.round(12 * StrictMath.pow(40, size[item]));
  }

  static String itemId(int item) {
    return String.format(Locale.ROOT, "i%06d", item);
  }

  static String authorId(int author) {
    return String.format(Locale.ROOT, "a%04d", author);
  }

  /** All items as others see them, oldest first. */
  List<Item> items() {
    var items = new ArrayList<Item>(count);
    var dice = new Dice(0);
    for (int i = 0; i < count; i++) {
      dice.reset(Seeds.of(Seeds.of(seed, "words"), i));
      items.add(item(i, dice));
    }
    return List.copyOf(items);
  }

  private Item item(int i, Dice dice) {
    var nouns = topics.get(topic[i]).nouns();
    int first = dice.below(nouns.size());
    var noun = nouns.get(first);
    var other = nouns.get((first + 1 + dice.below(nouns.size() - 1)) % nouns.size());
    var sub = topics.subtopic(topic[i], subtopic[i]);
    int pick = dice.below(1 << 20);
    var spoken = language[i];
    var builder =
        Item.builder(itemId(i))
            .title(Wording.title(spoken, sub, noun, other, pick))
            .author(authorId(author[i]))
            .categories(List.of(topics.get(topic[i]).name(), sub.english()))
            .keywords(List.of(sub.in(spoken), noun.in(spoken), Wording.tag(spoken, pick)))
            .text(Wording.text(spoken, sub, noun, other, dice.below(1 << 20)))
            .mediaType(video[i] ? "video" : "note")
            .publishedAt(published[i])
            .attribute("language", spoken.code());
    return video[i] ? builder.durationSeconds(seconds(i)).build() : builder.length(length(i)).build();
  }
}
