package dev.tributary.retrieval.shelves;

import dev.tributary.catalog.Item;
import dev.tributary.data.Interests;
import dev.tributary.data.Vocabulary;
import dev.tributary.math.FloatColumn;
import dev.tributary.math.IntColumn;
import dev.tributary.math.LongColumn;
import dev.tributary.model.Bundle;
import dev.tributary.model.BundleWriter;
import dev.tributary.model.CorruptFileException;
import dev.tributary.model.Tensors;
import dev.tributary.retrieval.HalfLife;
import dev.tributary.retrieval.TrainingData;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;

/**
 * Items on shelves, with the time of each and its quality.
 *
 * <p>An item's time is when it was published, else when the log first met it; in a log without times the number of that row, whatever is known of
 * its publication. An item of which neither is known is as old as the oldest, and counted. Its quality is {@code ( Σ_u like(u,i) + m·q ) / ( (n + m)·q )} with n
 * the users who met it, liked or not, m the prior and q the mean like of those who met anything: 1 for an item as good as the average or unknown. A
 * log without exposures says nothing of it.
 *
 * <p>In a bundle: {@code items.safetensors} has the vocabulary {@code items}; {@code shelves.safetensors} has {@code times} (int64), {@code quality} (float32), the vocabulary {@code shelves}, and which each item stands on, {@code starts} (int64, items + 1) and
 * {@code shelf} (int32). Immutable; off the heap or mapped.
 */
public final class Shelves {
  private static final long NO_TIME = Long.MIN_VALUE;

  private final Vocabulary items;
  private final LongColumn times;
  private final FloatColumn quality;
  private final Vocabulary names;
  private final LongColumn starts;
  private final IntColumn shelf;
  private final Clock clock;
  private final long itemsWithoutTime;

  /**
   * How time passes.
   *
   * @param timed false: times are row numbers, and nothing ages after training
   * @param last the log's last time
   * @param halfLife in the unit of times; 0: nothing ages
   */
  record Clock(boolean timed, long last, double halfLife) {}

  private Shelves(Vocabulary items, LongColumn times, FloatColumn quality, Vocabulary names, LongColumn starts, IntColumn shelf, Clock clock, long itemsWithoutTime) {
    this.items = items;
    this.times = times;
    this.quality = quality;
    this.names = names;
    this.starts = starts;
    this.shelf = shelf;
    this.clock = clock;
    this.itemsWithoutTime = itemsWithoutTime;
  }

  /**
   * Puts the items of log and catalog on shelves. O(rows + items).
   *
   * @param place the names of the shelves that an item stands on; none for an item that is never found
   */
  public static Shelves of(TrainingData data, ShelfSettings settings, Function<Item, List<String>> place) {
    var log = data.interactions();
    var items = data.allItems();
    var times = LongColumn.allocate(items.size());
    var placed = new ArrayList<List<String>>(items.size());
    var names = new HashSet<String>();
    long[] first = firstTimes(data, items);
    for (int item = 0; item < items.size(); item++) {
      int index = data.catalog().itemIndex(items.id(item));
      var known = index < 0 ? Item.of(items.id(item)) : data.catalog().item(index);
      times.set(item, log.timed() && known.publishedAt() != Item.NO_TIME ? known.publishedAt() : first[item]);
      placed.add(place.apply(known));
      names.addAll(placed.getLast());
    }
    var vocabulary = Vocabulary.of(names);
    var starts = LongColumn.allocate(items.size() + 1L);
    for (int item = 0; item < items.size(); item++) {
      starts.set(item + 1L, starts.get(item) + placed.get(item).size());
    }
    var shelf = IntColumn.allocate(starts.get(items.size()));
    for (int item = 0; item < items.size(); item++) {
      for (int n = 0; n < placed.get(item).size(); n++) {
        shelf.set(starts.get(item) + n, vocabulary.indexOf(placed.get(item).get(n)));
      }
    }
    long last = log.lastTime();
    var past = Arrays.stream(times.toArray()).filter(time -> time != NO_TIME && time <= last).toArray();
    var clock = new Clock(log.timed(), last, new HalfLife(settings.halfLifeDays(), settings.relativeHalfLife()).of(log.timed(), past));
    long oldest = Arrays.stream(past).min().orElse(last);
    long unknown = 0;
    for (int item = 0; item < items.size(); item++) {
      if (times.get(item) == NO_TIME) {
        times.set(item, oldest);
        unknown++;
      }
    }
    return new Shelves(items, times, quality(data.interests(), items, settings.prior()), vocabulary, starts, shelf, clock, unknown);
  }

  private static long[] firstTimes(TrainingData data, Vocabulary items) {
    var log = data.interactions();
    var toItem = log.items().indexesIn(items);
    var first = new long[items.size()];
    Arrays.fill(first, NO_TIME);
    for (long row = 0; row < log.size(); row++) {
      int item = toItem[log.item(row)];
      first[item] = first[item] == NO_TIME ? log.time(row) : Math.min(first[item], log.time(row));
    }
    return first;
  }

  private static FloatColumn quality(Interests interests, Vocabulary items, double prior) {
    var toItem = interests.items().indexesIn(items);
    var likes = new double[items.size()];
    var met = new int[items.size()];
    double allLikes = 0;
    for (long entry = 0; entry < interests.size(); entry++) {
      int item = toItem[interests.item(entry)];
      likes[item] += interests.like(entry);
      allLikes += interests.like(entry);
      met[item]++;
    }
    long without = interests.users().size() == 0 ? 0 : interests.metEnd(interests.users().size() - 1);
    for (long entry = 0; entry < without; entry++) {
      met[toItem[interests.met(entry)]]++;
    }
    double mean = allLikes / Math.max(1, interests.size() + without);
    var quality = FloatColumn.allocate(items.size());
    for (int item = 0; item < items.size(); item++) {
      quality.set(item, mean == 0 || met[item] + prior == 0 ? 1f : (float) ((likes[item] + prior * mean) / ((met[item] + prior) * mean)));
    }
    return quality;
  }

  /** Puts the shelves and their figures into a bundle. */
  public void write(BundleWriter bundle) {
    bundle.figure("timed", clock.timed ? 1 : 0);
    bundle.figure("lastTime", clock.last);
    bundle.figure("halfLife", clock.halfLife);
    bundle.figure("itemsWithoutTime", itemsWithoutTime);
    bundle.figure("shelves", names.size());
    bundle.tensors("items", Tensors.builder().vocabulary("items", items).build());
    bundle.tensors("shelves", Tensors.builder().longs("times", times).floats("quality", quality).vocabulary("shelves", names).longs("starts", starts).ints("shelf", shelf).build());
  }

  /** Reads what {@link #write} wrote. */
  public static Shelves read(Bundle bundle) throws IOException {
    var items = bundle.tensors("items").vocabulary("items");
    var file = bundle.tensors("shelves");
    var clock = new Clock(bundle.figure("timed").longValue() == 1, bundle.figure("lastTime").longValue(), bundle.figure("halfLife").doubleValue());
    var shelves = new Shelves(items, file.longs("times"), file.floats("quality"), file.vocabulary("shelves"), file.longs("starts"), file.ints("shelf"), clock, bundle.figure("itemsWithoutTime").longValue());
    if (!shelves.fits()) {
      throw new CorruptFileException(bundle.folder().resolve("shelves.safetensors"), -1, "times, qualities and shelves do not fit " + items.size() + " items");
    }
    return shelves;
  }

  private boolean fits() {
    boolean fits = times.size() == items.size() && quality.size() == items.size() && starts.size() == items.size() + 1L && starts.get(0) == 0 && starts.get(items.size()) == shelf.size()
        && clock.halfLife >= 0 && clock.halfLife < Double.POSITIVE_INFINITY;
    for (int item = 0; fits && item < items.size(); item++) {
      fits = starts.get(item) <= starts.get(item + 1L) && quality.get(item) >= 0 && quality.get(item) < Float.POSITIVE_INFINITY;
    }
    for (long entry = 0; fits && entry < shelf.size(); entry++) {
      fits = shelf.get(entry) >= 0 && shelf.get(entry) < names.size();
    }
    return fits;
  }

  /** The items, by id. */
  public Vocabulary items() {
    return items;
  }

  /** The names of the shelves. */
  public Vocabulary names() {
    return names;
  }

  /** The half-life in force, in the unit of the log's times; 0 where nothing ages. */
  public double halfLife() {
    return clock.halfLife;
  }

  Clock clock() {
    return clock;
  }

  /** The shelves of an item. */
  int[] shelvesOf(int item) {
    return shelf.toArray(starts.get(item), starts.get(item + 1L));
  }

  /** When an item was published, as far as it is known. */
  long time(int item) {
    return times.get(item);
  }

  /**
   * What an item weighs as seen from the log's last time: quality^γ · 2^((t − last)/halfLife); above 0 and finite.
   *
   * @param qualityPower γ
   */
  double weight(int item, double qualityPower) {
    return weight(times.get(item), quality.get(item), qualityPower);
  }

  /** The same of an item that the model does not know. */
  double weight(long time, float quality, double qualityPower) {
    return Math.max(StrictMath.pow(quality, qualityPower) * HalfLife.left(Math.clamp((double) clock.last - time, -900 * clock.halfLife, 900 * clock.halfLife), clock.halfLife), Double.MIN_NORMAL);
  }

  /** The quality of an item, 1 for the average. */
  float quality(int item) {
    return quality.get(item);
  }
}
