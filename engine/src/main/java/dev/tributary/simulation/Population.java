package dev.tributary.simulation;

import dev.tributary.catalog.User;
import dev.tributary.math.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;

/**
 * The users of the community in columns: what they like, how they read, and whom they know. All of it is hidden but the
 * attributes of {@link #users}. Immutable; about 300 bytes a user.
 */
final class Population {
  /** Number of hidden crowds: people who love and hate the same styles. */
  static final int CROWDS = 14;

  private static final String[] AGES = {"under 20", "20-29", "30-39", "40-54", "55 and over"};
  private static final String[] CITIES = {
    "Shanghai", "Beijing", "Chengdu", "Guangzhou", "Singapore", "London", "Toronto", "Sydney", "New York", "Berlin"
  };

  final int count;
  final float[][] liking; // topic -> 0..1 at the middle of the log
  final byte[] rising;
  final byte[] fading;
  final float[] turn; // when the change comes, as a share of the log
  final float[] phase;
  final byte[] crowd;
  final byte[] secondCrowd;
  final float[] english; // 0..1: how well one reads it
  final float[] chinese;
  final int[][] favourites; // authors
  final int[][] followed; // authors, when the log begins
  final float[] activity; // mean 1, heavy tail
  final float[] chronotype; // hours later than others
  final float[] moodiness;
  final float[] standard; // quality below which one loses interest
  final float[] bestSize; // of a text or video
  final float[] sizeWidth;
  final float[] noteFactor;
  final float[] videoFactor;
  final float[] freshness; // how much one minds old items
  final float[] conformity; // how much one minds items that nobody talks about
  final float[] impatience;
  final float[] laziness;
  final float[] warmth; // how easily one likes, collects, shares
  final int[][] circles; // members
  final int[] circle; // of a user, or -1

  private final float[][] styles = new float[CROWDS][Publications.STYLES];
  private final byte[] age;
  private final byte[] city;
  private final Publications items;
  private final long seed;

  Population(CommunityConfig config, Publications items, long seed) {
    this.items = items;
    this.seed = Seeds.of(seed, "users");
    count = config.users();
    liking = new float[count][];
    rising = new byte[count];
    fading = new byte[count];
    turn = new float[count];
    phase = new float[count];
    crowd = new byte[count];
    secondCrowd = new byte[count];
    english = new float[count];
    chinese = new float[count];
    favourites = new int[count][];
    followed = new int[count][];
    activity = new float[count];
    chronotype = new float[count];
    moodiness = new float[count];
    standard = new float[count];
    bestSize = new float[count];
    sizeWidth = new float[count];
    noteFactor = new float[count];
    videoFactor = new float[count];
    freshness = new float[count];
    conformity = new float[count];
    impatience = new float[count];
    laziness = new float[count];
    warmth = new float[count];
    age = new byte[count];
    city = new byte[count];
    circle = new int[count];
    formCrowds();
    var crowdSums = sums(CROWDS, c -> 1 / Math.sqrt(c + 3.0));
    for (int u = 0; u < count; u++) {
      var dice = new Dice(Seeds.of(this.seed, u));
      age[u] = (byte) dice.below(AGES.length);
      crowd[u] = (byte) dice.fromSums(crowdSums);
      secondCrowd[u] = (byte) dice.fromSums(crowdSums);
      speak(u, dice);
      drawTopics(u, dice);
      drawHabits(u, dice);
      drawAuthors(u, dice);
    }
    circles = formCircles(config);
  }

  private interface Weight {
    double of(int index);
  }

  private static double[] sums(int size, Weight weight) {
    var sums = new double[size];
    double sum = 0;
    for (int n = 0; n < size; n++) {
      sum += weight.of(n);
      sums[n] = sum;
    }
    return sums;
  }

  /** Each crowd loves a sixth of the styles, likes a sixth, dislikes a third, and has no opinion of the others. */
  private void formCrowds() {
    var dice = new Dice(Seeds.of(seed, "crowds"));
    for (float[] opinion : styles) {
      var order = shuffled(Publications.STYLES, dice);
      for (int n = 0; n < Publications.STYLES * 2 / 3; n++) {
        opinion[order[n]] = n < Publications.STYLES / 6 ? 1f : n < Publications.STYLES / 3 ? 0.5f : -0.8f;
      }
    }
  }

  private static int[] shuffled(int size, Dice dice) {
    var order = new int[size];
    Arrays.setAll(order, n -> n);
    for (int n = size - 1; n > 0; n--) {
      int other = dice.below(n + 1);
      int kept = order[n];
      order[n] = order[other];
      order[other] = kept;
    }
    return order;
  }

  private void speak(int u, Dice dice) {
    double kind = dice.unit();
    float other = (float) dice.between(0.04, 0.15);
    english[u] = kind < 0.35 ? other : 1f;
    chinese[u] = kind >= 0.35 && kind < 0.7 ? other : 1f;
    city[u] = (byte) (dice.chance(0.15) ? dice.below(CITIES.length) : kind < 0.35 ? dice.below(5) : kind < 0.7 ? 5 + dice.below(5) : 4);
  }

  /** Some topics are widely liked, some by the young or the old; everybody has 3 to 6 of their own. */
  private void drawTopics(int u, Dice dice) {
    int topics = items.topics.size();
    var weights = sums(topics, t -> (1 + 2 * Seeds.unit(Seeds.of(age[u], t))) / (2 + t % 8));
    liking[u] = new float[topics];
    for (int t = 0; t < topics; t++) {
      liking[u][t] = (float) dice.between(0, 0.35);
    }
    int own = 4 + dice.below(4);
    for (int n = 0; n < own; n++) {
      liking[u][dice.fromSums(weights)] = (float) dice.between(0.65, 1);
    }
    rising[u] = (byte) dice.fromSums(weights);
    fading[u] = (byte) dice.fromSums(weights);
    turn[u] = (float) dice.between(0.1, 0.9);
    phase[u] = (float) dice.unit();
  }

  private void drawHabits(int u, Dice dice) {
    activity[u] = (float) dice.logNormal(0.75);
    chronotype[u] = (float) (1.5 * dice.normal());
    moodiness[u] = (float) dice.between(0, 0.3);
    standard[u] = (float) dice.between(0.15, 0.5);
    bestSize[u] = (float) dice.unit();
    sizeWidth[u] = (float) dice.between(0.35, 0.9);
    boolean reader = dice.chance(0.5);
    noteFactor[u] = reader ? 1f : (float) dice.between(0.75, 1);
    videoFactor[u] = reader ? (float) dice.between(0.75, 1) : 1f;
    freshness[u] = (float) dice.between(0.05, 0.4);
    conformity[u] = (float) dice.between(0, 0.25);
    impatience[u] = (float) dice.between(0.03, 0.22);
    laziness[u] = (float) dice.between(0.2, 0.6);
    warmth[u] = (float) dice.between(0.2, 1);
  }

  private void drawAuthors(int u, Dice dice) {
    var loved = new ArrayList<Integer>();
    int wanted = 3 + dice.below(6);
    for (int trial = 0; trial < 200 && loved.size() < wanted; trial++) {
      int author = items.anyAuthor(dice);
      boolean fits = reads(u, items.languageOf(author)) > 0.5 && likesATopicOf(u, author);
      if (fits && !loved.contains(author)) {
        loved.add(author);
      }
    }
    var follows = new ArrayList<Integer>();
    for (int author : loved) {
      if (dice.chance(0.5)) {
        follows.add(author);
      }
    }
    if (dice.chance(0.5)) {
      int somebody = items.anyAuthor(dice);
      if (!follows.contains(somebody)) {
        follows.add(somebody);
      }
    }
    favourites[u] = loved.stream().mapToInt(a -> a).toArray();
    followed[u] = follows.stream().mapToInt(a -> a).toArray();
  }

  private boolean likesATopicOf(int u, int author) {
    for (int t = 0; t < items.topics.size(); t++) {
      if (liking[u][t] > 0.5 && items.writesAbout(author, t)) {
        return true;
      }
    }
    return false;
  }

  /** How well a user reads a language, 0..1. */
  float reads(int user, Language language) {
    return language == Language.ENGLISH ? english[user] : chinese[user];
  }

  /** What a user's crowds think of a style, -1..1. */
  float opinion(int user, int style) {
    return Math.clamp(styles[crowd[user]][style] + 0.5f * styles[secondCrowd[user]][style], -1f, 1f);
  }

  /** Circles of 4 to 8 users, drawn without regard to what they like. */
  private int[][] formCircles(CommunityConfig config) {
    Arrays.fill(circle, -1);
    var dice = new Dice(Seeds.of(seed, "circles"));
    var order = shuffled(count, dice);
    int members = (int) Math.round(count * config.circleShare());
    var formed = new ArrayList<int[]>();
    for (int at = 0; at + 4 <= members; ) {
      int size = Math.min(4 + dice.below(5), members - at);
      var group = Arrays.copyOfRange(order, at, at + size);
      for (int member : group) {
        circle[member] = formed.size();
      }
      formed.add(group);
      at += size;
    }
    return formed.toArray(int[][]::new);
  }

  static String userId(int user) {
    return String.format(Locale.ROOT, "u%06d", user);
  }

  /** All users as others see them: language, age, city, and the topics they ticked when they joined, if any. */
  List<User> users() {
    var users = new ArrayList<User>(count);
    for (int u = 0; u < count; u++) {
      var dice = new Dice(Seeds.of(Seeds.of(seed, "profile"), u));
      var attributes = new LinkedHashMap<String, Object>();
      attributes.put("language", english[u] > chinese[u] ? "en" : chinese[u] > english[u] ? "zh" : dice.chance(0.5) ? "en" : "zh");
      attributes.put("age", AGES[age[u]]);
      attributes.put("city", CITIES[city[u]]);
      var ticked = new ArrayList<String>();
      for (int t = 0; t < items.topics.size(); t++) {
        if (dice.chance(liking[u][t] > 0.5 ? 0.4 : 0.01)) {
          ticked.add(items.topics.get(t).name());
        }
      }
      if (!ticked.isEmpty()) {
        attributes.put("interests", ticked);
      }
      users.add(new User(userId(u), attributes));
    }
    return List.copyOf(users);
  }
}
