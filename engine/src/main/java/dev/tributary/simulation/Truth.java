package dev.tributary.simulation;

import dev.tributary.math.Seeds;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * What an item is really worth to a user at a time, 0..1: the probability that the user, looking at it, wants it.
 *
 * <p>No model's form. A topic counts only above a threshold and then saturates; a loved author stands in for a topic that
 * leaves one cold; a style that the user's crowd loves lifts a fitting item much and a dull one little, a hated style spoils
 * both. This is cut down by each of: a language one does not read, a form and length that do not suit, quality
 * below one's standard, age, obscurity; and a Hill curve says when it is good enough. Tastes turn and waver over the days, moods over the hours.
 *
 * <p>Thread-safe: {@link Moment} is the only thing that changes.
 */
final class Truth {
  /** Utility of the n-th item of one topic on a page or in a session, as a share of the first one's; at least 0.4. */
  private static final double[] FATIGUE = {1, 0.97, 0.92, 0.86, 0.8, 0.74, 0.68, 0.62, 0.57, 0.52, 0.48, 0.44, 0.4};

  /** Square of the worth at which a user is in two minds. */
  private static final double ENOUGH = 0.24;

  /** What a loved style adds to an item that shows nothing the user likes, and what it adds per unit of what it shows. */
  private static final double STYLE_ALONE = 0.25;

  private static final double STYLE_WITH_TOPIC = 0.75;

  /** What a hated style takes away, as a share. */
  private static final double STYLE_SPOILS = 0.7;

  /** What a length far from the best takes away, what the worst quality takes away, as shares. */
  private static final double LENGTH_SPOILS = 0.12;

  private static final double QUALITY_SPOILS = 0.28;

  /** What is left of a topic's pull on the sides of it that the user does not care for. */
  private static final double DULL_SIDE = 0.45;

  private static final double DAY = TimeUnit.DAYS.toMillis(1);

  private final CommunityConfig config;
  private final Publications items;
  private final Population users;
  private final long start;
  private final long seed;
  private final float[] fameFactor;

  Truth(CommunityConfig config, Publications items, Population users, long start, long seed) {
    this.config = config;
    this.items = items;
    this.users = users;
    this.start = start;
    this.seed = Seeds.of(seed, "subtopics");
    fameFactor = new float[items.count];
    for (int i = 0; i < items.count; i++) {
      fameFactor[i] = items.fame[i] / (items.fame[i] + 0.5f);
    }
  }

  /** One user at one time: what does not depend on the single item. Confined: one thread. */
  final class Moment {
    private final double[] pull = new double[items.topics.size() * Topics.SUBTOPICS];
    private final double[] opinion = new double[Publications.STYLES];
    private final double[] aging = new double[items.topics.size()];
    private final float[] author = new float[items.authors];
    private int[] loved = {};
    private int user;
    private long time;

    /** Moves to a user and a time. */
    Moment at(int user, long time) {
      this.user = user;
      this.time = time;
      double elapsed = (time - start) / DAY;
      double hour = (elapsed - Math.floor(elapsed)) * 24;
      for (int t = 0; t < items.topics.size(); t++) {
        double gate = gate(liking(user, t, elapsed / config.days())) * mood(user, t, hour);
        for (int s = 0; s < Topics.SUBTOPICS; s++) {
          pull[t * Topics.SUBTOPICS + s] = gate * side(user, t, s);
        }
        aging[t] = 1 / (items.topics.get(t).halfLifeDays() * DAY);
      }
      for (int style = 0; style < opinion.length; style++) {
        opinion[style] = users.opinion(user, style);
      }
      for (int a : loved) {
        author[a] = 0f;
      }
      loved = users.favourites[user];
      for (int n = 0; n < loved.length; n++) {
        author[loved[n]] = 0.9f - 0.06f * n;
      }
      return this;
    }

    /** The utility of a published item, 0..1. */
    double utility(int item) {
      double topic = pull[items.topic[item] * Topics.SUBTOPICS + items.subtopic[item]];
      double shown = 1 - (1 - topic) * (1 - 0.6 * author[items.author[item]]);
      double style = opinion[items.style[item]];
      double appeal = style > 0 ? shown + style * (STYLE_ALONE + STYLE_WITH_TOPIC * shown) : shown * (1 + STYLE_SPOILS * style);
      double miss = (items.size[item] - users.bestSize[user]) / users.sizeWidth[user];
      double form = (items.video[item] ? users.videoFactor[user] : users.noteFactor[user]) * (1 - LENGTH_SPOILS + LENGTH_SPOILS / (1 + miss * miss));
      double grade = items.quality[item] * items.quality[item];
      double quality = 1 - QUALITY_SPOILS + QUALITY_SPOILS * grade / (grade + users.standard[user] * users.standard[user]);
      double age = (time - items.published[item]) * aging[items.topic[item]];
      double fresh = 1 - users.freshness[user] * age / (1 + age);
      double known = 1 - users.conformity[user] * (1 - fameFactor[item]);
      double worth = users.reads(user, items.language[item]) * appeal * form * quality * fresh * known;
      return worth * worth / (worth * worth + ENOUGH);
    }
  }

  Moment moment() {
    return new Moment();
  }

  /** How much a user likes a topic, 0..1, at a share of the log. */
  private double liking(int user, int topic, double elapsed) {
    double change = Math.clamp(0.5 + (elapsed - users.turn[user]) / 0.3, 0, 1) * 2 * config.drift();
    double wave = (elapsed * 2 + users.phase[user] + topic * 0.37) % 1;
    double liking = users.liking[user][topic] + 0.3 * config.drift() * (Math.abs(2 * wave - 1) - 0.5);
    if (topic == users.rising[user]) {
      liking += 0.7 * change;
    } else if (topic == users.fading[user]) {
      liking -= 0.7 * change;
    }
    return Math.clamp(liking, 0, 1);
  }

  private static double gate(double liking) {
    double square = liking * liking;
    return square * square / (square * square + 0.0625);
  }

  private double mood(int user, int topic, double hour) {
    double apart = Math.abs(hour - items.topics.get(topic).hour() - users.chronotype[user]) % 24;
    return 1 - users.moodiness[user] * Math.min(apart, 24 - apart) / 12;
  }

  /** Which sides of a topic a user cares for. */
  private double side(int user, int topic, int subtopic) {
    double draw = Seeds.unit(Seeds.of(seed, ((long) user * items.topics.size() + topic) * Topics.SUBTOPICS + subtopic));
    return draw < 0.4 ? 1 : draw < 0.7 ? 0.5 + DULL_SIDE / 2 : DULL_SIDE;
  }

  /** What is left of an item's utility when so many of its topic came before it on the page. */
  static double fatigue(int before) {
    return FATIGUE[Math.min(before, FATIGUE.length - 1)];
  }

  /** Probability that a user looks at a position, 1 = top. */
  double examination(int user, int position) {
    return 1 / (1 + users.impatience[user] * (position - 1));
  }

  /**
   * The items that a user enjoys of a page, on average: utilities, cut by position and by sameness of topic, summed. A
   * position with -1 is empty.
   */
  double pageUtility(Moment moment, int[] page) {
    var before = new int[items.topics.size()];
    double sum = 0;
    for (int n = 0; n < page.length; n++) {
      if (page[n] >= 0) {
        sum += examination(moment.user, n + 1) * moment.utility(page[n]) * fatigue(before[items.topic[page[n]]]++);
      }
    }
    return sum;
  }

  /**
   * The best page of up to k of the first {@code published} items. Within a topic items come in order of utility, and fatigue only
   * falls, so that each topic is a falling sequence of values; examination falls too, so that taking the largest head k times
   * is not a heuristic but the best page. Ties: the smaller int.
   */
  int[] bestPage(Moment moment, int k, int published, boolean[] excluded) {
    if (k == 0) {
      return new int[0];
    }
    int topics = items.topics.size();
    var best = new int[topics][k];
    var value = new double[topics][k];
    var sizes = new int[topics];
    for (int i = 0; i < published; i++) {
      int t = items.topic[i];
      if (excluded[i]) {
        continue;
      }
      double utility = moment.utility(i);
      if (sizes[t] < k || utility > value[t][k - 1]) {
        int at = sizes[t] < k ? sizes[t]++ : k - 1;
        for (; at > 0 && value[t][at - 1] < utility; at--) {
          value[t][at] = value[t][at - 1];
          best[t][at] = best[t][at - 1];
        }
        value[t][at] = utility;
        best[t][at] = i;
      }
    }
    var page = new int[k];
    var taken = new int[topics];
    int filled = 0;
    for (int topic; filled < k && (topic = richest(value, sizes, taken)) >= 0; filled++) {
      page[filled] = best[topic][taken[topic]++];
    }
    return Arrays.copyOf(page, filled);
  }

  /** The topic whose next item is worth most now, or -1. */
  private static int richest(double[][] value, int[] sizes, int[] taken) {
    int topic = -1;
    double most = -1;
    for (int t = 0; t < sizes.length; t++) {
      if (taken[t] < sizes[t] && value[t][taken[t]] * fatigue(taken[t]) > most) {
        most = value[t][taken[t]] * fatigue(taken[t]);
        topic = t;
      }
    }
    return topic;
  }
}
