package dev.tributary.bench;

import dev.tributary.data.Event;
import dev.tributary.data.Interactions;
import dev.tributary.data.Interests;
import dev.tributary.data.Signal;
import dev.tributary.math.Job;
import dev.tributary.math.Seeds;
import dev.tributary.model.BundleWriter;
import dev.tributary.retrieval.ChannelModel;
import dev.tributary.retrieval.Trainer;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.itemcf.ItemCfConfig;
import dev.tributary.retrieval.itemcf.ItemCfTrainer;
import dev.tributary.retrieval.itemitem.ItemItemModel;
import dev.tributary.retrieval.itemitem.LikeMatrix;
import dev.tributary.retrieval.itemitem.Lookup;
import dev.tributary.retrieval.swing.SwingConfig;
import dev.tributary.retrieval.swing.SwingTrainer;
import dev.tributary.retrieval.usercf.UserCfConfig;
import dev.tributary.retrieval.usercf.UserCfTrainer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * What the neighbourhood family costs as logs grow: time of training, time for each pair touched, memory, and the time of the online walk from 200 interests. The
 * log is made here: popularity falls as 1/(rank + 10), half of what a user takes comes from one of 200 clusters of items, users have 20 interests on average (a
 * log-normal with σ = 1), and there are two and a half users for each item unless {@code items=N} says how many items there are. Arguments: interactions; threads; the
 * channels among {@code itemcf-course itemcf itemcf-own swing usercf}, where {@code own} looks a pair up in the interest's list alone; further {@code crowd=USERS}, an item
 * that so many users took, and {@code out=FOLDER}, into which the model of the last channel is written. One size in one process: memory is the process's.
 */
public final class NeighborhoodScale {
  private static final int HISTORY = 20;
  private static final double USERS_PER_ITEM = 2.5;
  private static final int CLUSTERS = 200;
  private static final double REPEATS = 1.17; // of what is drawn so much is drawn again
  private static final int FORMAT = 1; // of bundles, as the command line writes them
  private static final int WALKS = 5_000;
  private static final int INTERESTS = 200;
  private static final int CAP = 200; // of histories and of an item's users, by default
  private static final PrintStream OUT = new PrintStream(System.out, true);

  private NeighborhoodScale() {}

  /** See the class. */
  public static void main(String[] arguments) throws IOException {
    long wanted = Long.parseLong(arguments[0]);
    var job = Job.DEFAULT.withThreads(Integer.parseInt(arguments[1]));
    int crowd = Integer.parseInt(option(arguments, "crowd", "0"));
    var account = new ProcessAccount(ProcessHandle.current().pid());
    long start = System.nanoTime();
    int items = Integer.parseInt(option(arguments, "items", Long.toString((long) (wanted / HISTORY / USERS_PER_ITEM))));
    var log = log(wanted, items, crowd);
    OUT.printf(
        Locale.ROOT, "log       %,d users, %,d items, %,d interactions in %.1f s; %.0f MB beside the ids, %d MB resident at the most%n",
        log.users().size(), log.items().size(), log.size(), (System.nanoTime() - start) / 1e9, log.bytes() / 1e6, account.status("VmHWM") / 1024);
    start = System.nanoTime();
    var data = TrainingData.of(log);
    var interests = data.interests();
    OUT.printf(Locale.ROOT, "interests %,d in %.1f s; %d MB resident at the most%n", interests.size(), (System.nanoTime() - start) / 1e9, account.status("VmHWM") / 1024);
    ChannelModel last = null;
    for (String channel : arguments[2].split(",")) {
      System.gc();
      last = train(channel, data, job, account);
      if (!channel.equals("usercf") || interests.size() <= 20_000_000) {
        OUT.printf("               %s: 100 items from %d interests, %s%n", channel, INTERESTS, OnlineWalk.of(last, interests, INTERESTS, WALKS));
      }
    }
    var folder = option(arguments, "out", "");
    if (!folder.isEmpty() && last != null) {
      start = System.nanoTime();
      var bundle = new BundleWriter(last.kind(), FORMAT);
      last.write(bundle);
      bundle.write(Path.of(folder), Map.of());
      OUT.printf(Locale.ROOT, "written to %s in %.1f s%n", folder, (System.nanoTime() - start) / 1e9);
    }
  }

  private static String option(String[] arguments, String name, String otherwise) {
    return Arrays.stream(arguments).filter(a -> a.startsWith(name + "=")).map(a -> a.substring(name.length() + 1)).findFirst().orElse(otherwise);
  }

  private static Interactions log(long wanted, int items, int crowd) {
    int users = (int) (wanted / HISTORY);
    var random = Seeds.random(1);
    var all = new Popularity(items, 1, 0);
    var clusters = new Popularity[CLUSTERS];
    for (int cluster = 0; cluster < CLUSTERS; cluster++) {
      clusters[cluster] = new Popularity((items - cluster + CLUSTERS - 1) / CLUSTERS, CLUSTERS, cluster);
    }
    var builder = Interactions.builder();
    var met = new int[items]; // user + 1 of the last one who drew it
    for (int user = 0; user < users; user++) {
      String id = "u" + user;
      double mean = Math.max(3, Math.exp(gauss(random) - 0.5) * HISTORY * REPEATS);
      int draws = (int) Math.round(mean);
      var own = clusters[random.nextInt(CLUSTERS)];
      if (user < crowd) {
        builder.add(id, "everybody", Signal.CLICK, 0, Event.NO_TIME);
      }
      for (int n = 0; n < draws; n++) {
        int item = (random.nextBoolean() ? own : all).draw(random);
        if (met[item] != user + 1) {
          met[item] = user + 1;
          builder.add(id, "i" + item, Signal.CLICK, 0, Event.NO_TIME);
        }
      }
    }
    return builder.build();
  }

  private static double gauss(SplittableRandom random) {
    return Math.sqrt(-2 * Math.log(1 - random.nextDouble())) * Math.cos(2 * Math.PI * random.nextDouble());
  }

  /** Items {@code first, first + step, …} by a probability that falls as 1/(item + 10). */
  private static final class Popularity {
    private final double[] reached;
    private final int step;
    private final int first;

    Popularity(int size, int step, int first) {
      this.step = step;
      this.first = first;
      reached = new double[size];
      double sum = 0;
      for (int n = 0; n < size; n++) {
        sum += 1 / (n * (double) step + first + 10);
        reached[n] = sum;
      }
    }

    int draw(SplittableRandom random) {
      int place = Arrays.binarySearch(reached, random.nextDouble() * reached[reached.length - 1]);
      return first + step * Math.min(reached.length - 1, place < 0 ? -1 - place : place);
    }
  }

  private static ChannelModel train(String channel, TrainingData data, Job job, ProcessAccount account) throws IOException {
    Trainer<? extends ChannelModel> trainer = switch (channel) {
      case "itemcf-course" -> new ItemCfTrainer(ItemCfConfig.COURSE);
      case "itemcf" -> new ItemCfTrainer(ItemCfConfig.DEFAULT);
      case "itemcf-own" -> new ItemCfTrainer(ItemCfConfig.DEFAULT.withLookup(Lookup.OWN));
      case "swing" -> new SwingTrainer(SwingConfig.DEFAULT);
      case "usercf" -> new UserCfTrainer(UserCfConfig.DEFAULT);
      default -> throw new IllegalArgumentException("channel is '" + channel + "', allowed itemcf-course itemcf itemcf-own swing usercf");
    };
    double cpu = account.cpuSeconds();
    long start = System.nanoTime();
    var model = trainer.train(data, job);
    double elapsed = (System.nanoTime() - start) / 1e9;
    double seconds = account.cpuSeconds() - cpu;
    double pairs = pairs(channel, data.interests());
    OUT.printf(
        Locale.ROOT, "%-14s %.2f s, %.2f s of processors; %,.0f pairs touched, %.2f ns of processors each; %d MB resident at the most; figures %s%n",
        channel, elapsed, seconds, pairs, seconds / pairs * 1e9, account.status("VmHWM") / 1024, model instanceof ItemItemModel<?> similar ? similar.figures() : Map.of());
    return model;
  }

  /** How often training looks at a pair: of items that a user took, and with Swing also of users, up to 200 of them, who took two items both. */
  private static double pairs(String channel, Interests interests) {
    var likes = new LikeMatrix(interests, channel.equals("itemcf-course") ? 0 : CAP);
    double pairs = 0;
    for (int user = 0; user < likes.users() && !channel.equals("swing"); user++) {
      pairs += (double) likes.historySize(user) * likes.historySize(user);
    }
    var members = new int[likes.items().size()];
    for (int rank = 0; rank < members.length && channel.equals("swing"); rank++) {
      pairs += pairsOfUsers(likes, rank, members);
    }
    return pairs;
  }

  /** Those that Swing looks at for one item; every so many of its users stand for the sample. */
  private static double pairsOfUsers(LikeMatrix likes, int rank, int[] members) {
    double pairs = 0;
    int users = likes.itemEnd(rank) - likes.itemStart(rank);
    for (int pass = 0; pass < 2; pass++) { // the second leaves zeros
      for (int n = 0; n < Math.min(CAP, users); n++) {
        int user = likes.userOfEntry(likes.itemStart(rank) + (int) ((long) n * users / Math.min(CAP, users)));
        for (int entry = likes.userStart(user); entry < likes.userEnd(user); entry++) {
          int other = likes.rankOfEntry(entry);
          pairs += pass == 0 ? 1 + members[other] : 0; // one step to find it, and one for each pair with a member before
          members[other] = pass == 0 ? members[other] + 1 : 0;
        }
      }
    }
    return pairs;
  }
}
