package dev.tributary.simulation;

import dev.tributary.data.Signal;
import dev.tributary.math.Seeds;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * One user's day: sessions of pages, what is looked at, opened, enjoyed, taken back. Depends on nothing that another user does
 * on the same day. Confined: one thread; reused for many users.
 */
final class Day {
  private static final long HOUR = TimeUnit.HOURS.toMillis(1);
  private static final long LAST_PAGE = TimeUnit.MINUTES.toMillis(15);
  private static final double[] RUSH_HOURS = {7.8, 12.4, 18.2, 21.0};
  private static final double[] WEEK = {0.93, 0.93, 0.95, 0.97, 1.03, 1.1, 1.09}; // from Monday; mean 1
  private static final double SLIP = 0.004;

  private final CommunityConfig config;
  private final Publications items;
  private final Population users;
  private final Truth truth;
  private final Feed feed;
  private final Circles circles;
  private final Truth.Moment moment;
  private final Dice dice = new Dice(0);
  private final int[] tired; // items of a topic met in this session
  private final int[] page;
  private final EventBuffer out;

  private Reader reader;
  private int user;
  private long dayEnd;

  /** Adds what happens to {@code out}, not in order of time. */
  Day(CommunityConfig config, Publications items, Population users, Truth truth, Feed feed, Circles circles, EventBuffer out) {
    this.config = config;
    this.items = items;
    this.users = users;
    this.truth = truth;
    this.feed = feed;
    this.circles = circles;
    this.out = out;
    moment = truth.moment();
    tired = new int[items.topics.size()];
    page = new int[config.pageSize()];
    reader = new Reader(items, new int[0]);
  }

  /** Lives one day of one user. */
  void live(int user, int day, long dayStart, long seed, Reader reader) {
    this.user = user;
    this.reader = reader;
    dayEnd = dayStart + 24 * HOUR;
    dice.reset(Seeds.of(Seeds.of(seed, day), user));
    circles.openings(user, dayStart, dayEnd, dice, this::openLink);
    int pages = dice.poisson(users.activity[user] * config.impressionsPerUserDay() / config.pageSize() * WEEK[day % 7]);
    var lengths = new int[pages];
    int sessions = 0;
    for (int left = pages; left > 0; left -= lengths[sessions++]) {
      lengths[sessions] = Math.min(left, 1 + dice.poisson(1.2));
    }
    var starts = new long[sessions];
    Arrays.setAll(starts, _ -> dayStart + (long) (HOUR * hour()));
    Arrays.sort(starts);
    long time = dayStart;
    for (int n = 0; n < sessions; n++) {
      time = session(Math.max(starts[n], time + 60_000), lengths[n]);
    }
  }

  /** Hour of a session: around one of the rush hours, later for late risers. */
  private double hour() {
    double hour = RUSH_HOURS[dice.below(RUSH_HOURS.length)] + users.chronotype[user] + 1.4 * dice.normal();
    return Math.clamp(hour, 0.05, 23.2 + 0.4 * dice.unit());
  }

  private long session(long start, int pages) {
    long time = start;
    Arrays.fill(tired, 0);
    if (time < dayEnd - LAST_PAGE) {
      add(Signal.VISIT, EventBuffer.NONE, 0, time);
      if (!reader.arrived) {
        reader.arrived = true;
        for (int author : users.followed[user]) {
          time += 1000;
          addAuthor(Signal.FOLLOW, author, time);
        }
      }
      moment.at(user, time);
    }
    for (int n = 0; n < pages && time < dayEnd - LAST_PAGE; n++) {
      time = readPage(time + 1500) + 2000 + (long) dice.exponential(6000);
    }
    return time;
  }

  /** Shows a page and reads it from top to bottom; answers when the reader is through. */
  private long readPage(long shown) {
    int size = 0;
    for (int trial = 0; trial < page.length; trial++) {
      int item = feed.next(reader, moment, shown, dice);
      if (item >= 0) {
        reader.see(item);
        page[size++] = item;
        add(Signal.IMPRESSION, item, size, shown);
      }
    }
    long time = shown;
    for (int n = 0; n < size; n++) {
      time += 400 + dice.below(1200);
      if (dice.chance(truth.examination(user, n + 1))) {
        time = look(page[n], n + 1, time);
      }
    }
    return time;
  }

  private long look(int item, int position, long time) {
    int topic = items.topic[item];
    double utility = moment.utility(item) * Truth.fatigue(tired[topic]++);
    double wanted = (1 - users.laziness[user]) * utility; // the lazy pass by what they would have liked
    if (dice.chance(wanted + SLIP + 0.1 * items.lure[item])) {
      return open(item, position, utility, time);
    }
    if (utility < 0.03 && dice.chance(0.0015)) {
      if (dice.chance(0.25)) {
        reader.ban(items.author[item]);
        addAuthor(Signal.HIDE, items.author[item], time + 900);
      } else {
        add(Signal.HIDE, item, position, time + 900);
      }
    }
    return time;
  }

  private void openLink(int item, long time, boolean sender) {
    if (!reader.mayBeShown(item)) {
      return;
    }
    reader.see(item);
    moment.at(user, time);
    add(Signal.IMPRESSION, item, EventBuffer.LINK, time);
    long after = open(item, EventBuffer.LINK, moment.utility(item), time);
    if (sender) {
      add(Signal.SHARE, item, EventBuffer.LINK, after);
    }
  }

  /** Opens an item and, the better it is, the more comes of it. Answers when the reader is done with it. */
  private long open(int item, int position, double utility, long opened) {
    add(Signal.CLICK, item, position, opened);
    double share = Math.min(1, (0.1 + 1.5 * utility) * (0.4 + dice.unit())); // of it that is read or watched
    long time;
    if (items.video[item]) {
      float seconds = Math.round(10 * share * items.seconds(item)) / 10f;
      time = opened + 800 + (long) (1000 * seconds);
      out.add(Signal.PLAY, user, item, EventBuffer.NONE, position, seconds, Math.min(time, dayEnd - 1));
    } else {
      time = opened + 2000 + (long) (share * 45_000 * (0.2 + items.size[item]));
      if (share > 0.45 + 0.4 * items.size[item]) {
        add(Signal.SCROLL_TO_END, item, position, time);
      }
    }
    double delight = users.warmth[user] * utility;
    time = takeable(Signal.LIKE, Signal.UNLIKE, item, position, 0.55 * delight, time);
    time = takeable(Signal.COLLECT, Signal.UNCOLLECT, item, position, 0.3 * delight, time);
    if (position != EventBuffer.LINK && dice.chance(0.12 * delight)) {
      add(Signal.SHARE, item, position, time += 1500);
    }
    if (dice.chance(0.1 * delight)) {
      add(Signal.COMMENT, item, position, time += 9000);
    }
    int author = items.author[item];
    if (dice.chance(0.12 * delight * utility) && !reader.follows(author)) {
      reader.follow(author);
      addAuthor(Signal.FOLLOW, author, time += 1200);
      if (dice.chance(0.03)) {
        reader.unfollow(author);
        addAuthor(Signal.UNFOLLOW, author, time += 3000);
      }
    }
    return time;
  }

  /** A signal that, rarely, is taken back some minutes later. */
  private long takeable(Signal signal, Signal back, int item, int position, double probability, long time) {
    if (!dice.chance(probability)) {
      return time;
    }
    add(signal, item, position, time + 1100);
    if (dice.chance(0.03)) {
      add(back, item, position, time + 4000 + (long) dice.exponential(180_000));
    }
    return time + 1100;
  }

  private void add(Signal signal, int item, int position, long time) {
    out.add(signal, user, item, EventBuffer.NONE, position, 0f, Math.min(time, dayEnd - 1));
  }

  private void addAuthor(Signal signal, int author, long time) {
    out.add(signal, user, EventBuffer.NONE, author, 0, 0f, Math.min(time, dayEnd - 1));
  }
}
