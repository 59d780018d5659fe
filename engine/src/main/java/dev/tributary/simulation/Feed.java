package dev.tributary.simulation;

/**
 * How the community's present app fills a page, which is what the log was collected under: partly what is popular, partly what
 * seems to fit the reader, partly followed authors, new items and mere chance. Popularity is counted once a day, so that within a
 * day users do not depend on each other.
 *
 * <p>Thread-safe while nobody calls {@link #startDay} or {@link #count}.
 */
final class Feed {
  private static final double POPULAR = 0.12;
  private static final double FITTING = 0.72;
  private static final double FOLLOWED = 0.06;
  private static final double NEW = 0.05;
  private static final int CONTENDERS = 12;
  private static final double OBSCURE = 0.1;
  private static final int TRIALS = 12;
  private static final double KEPT_PER_DAY = 0.8;
  private static final long NEW_MILLIS = 36L * 3_600_000;

  private final Publications items;
  private final double[] popularity;
  private double[] sums = {};

  Feed(Publications items, long start) {
    this.items = items;
    popularity = new double[items.count];
    int stock = items.publishedBy(start - 1);
    for (int i = 0; i < stock; i++) {
      double days = (start - items.published[i]) / 86_400_000.0;
      popularity[i] = 6 * items.fame[i] / (1 + days / 30);
    }
  }

  /** Fixes what is popular for a day that begins now. */
  void startDay(long time) {
    sums = new double[Math.max(1, items.publishedBy(time))];
    double sum = 0;
    for (int i = 0; i < sums.length; i++) {
      sum += popularity[i] + 0.2 * items.fame[i];
      sums[i] = sum;
      popularity[i] *= KEPT_PER_DAY;
    }
  }

  /** Counts a click for the days to come. */
  void count(int item) {
    popularity[item] += 1;
  }

  /** An item for the next position of a reader's page, or -1 when nothing unseen was found. */
  int next(Reader reader, Truth.Moment moment, long time, Dice dice) {
    int published = items.publishedBy(time);
    double kind = dice.unit();
    int item =
        kind < POPULAR
            ? popular(reader, dice)
            : kind < POPULAR + FITTING
                ? fitting(reader, moment, published, dice)
                : kind < POPULAR + FITTING + FOLLOWED
                    ? followed(reader, published, dice)
                    : kind < POPULAR + FITTING + FOLLOWED + NEW
                        ? uniform(reader, items.publishedBy(time - NEW_MILLIS), published, dice)
                        : -1;
    return item >= 0 ? item : uniform(reader, 0, published, dice);
  }

  private int popular(Reader reader, Dice dice) {
    for (int trial = 0; trial < TRIALS; trial++) {
      int item = dice.fromSums(sums);
      if (reader.mayBeShown(item)) {
        return item;
      }
    }
    return -1;
  }

  private int uniform(Reader reader, int from, int to, Dice dice) {
    for (int trial = 0; trial < TRIALS && from < to; trial++) {
      int item = from + dice.below(to - from);
      if (reader.mayBeShown(item)) {
        return item;
      }
    }
    return -1;
  }

  /** The best of a few, as a rough model of the reader would see it. */
  private int fitting(Reader reader, Truth.Moment moment, int published, Dice dice) {
    int best = -1;
    double most = -1;
    for (int n = 0; n < CONTENDERS; n++) {
      int item = dice.unit() < OBSCURE ? dice.below(published) : dice.fromSums(sums);
      double guess = (0.02 + moment.utility(item)) * (0.2 + dice.unit());
      if (guess > most && reader.mayBeShown(item)) {
        most = guess;
        best = item;
      }
    }
    return best;
  }

  /** The newest unseen item of one of the followed authors. */
  private int followed(Reader reader, int published, Dice dice) {
    int author = reader.anyFollowed(dice);
    if (author < 0) {
      return -1;
    }
    int[] own = items.ofAuthor(author);
    for (int n = own.length - 1; n >= 0; n--) {
      if (own[n] < published && reader.mayBeShown(own[n])) {
        return own[n];
      }
    }
    return -1;
  }
}
