package dev.tributary.bench;

import dev.tributary.catalog.Catalog;
import dev.tributary.catalog.ItemMask;
import dev.tributary.data.Event;
import dev.tributary.data.InterestRule;
import dev.tributary.data.Interactions;
import dev.tributary.data.Signal;
import dev.tributary.funnel.Funnel;
import dev.tributary.funnel.Page;
import dev.tributary.funnel.Request;
import dev.tributary.home.Channels;
import dev.tributary.home.Training;
import dev.tributary.live.Live;
import dev.tributary.math.Job;
import dev.tributary.math.Seeds;
import dev.tributary.retrieval.Channel;
import dev.tributary.retrieval.ChannelKind;
import dev.tributary.retrieval.Hits;
import dev.tributary.retrieval.Query;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.simulation.Community;
import dev.tributary.simulation.CommunityConfig;
import dev.tributary.stats.Bootstrap;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What channels are truly worth where few have been: in simulated communities, the utility of ten items with fewer than ten impressions that a channel finds for a user, which the user has not met, at
 * the end of the log; and the utility of whole pages of funnels. A channel that finds fewer than ten has empty places.
 *
 * <p>Arguments: users, items and days with hyphens between; channels with commas between, each a name, or a name and settings as {@link TrainerText} reads them; funnels with commas between, each
 * channels with {@code +} between, or {@code none}; seeds.
 */
public final class RareItemTrial {
  private static final int USERS = 1000;
  private static final int PAGE = 10;
  private static final int RARE = 10; // impressions from which on an item is none any more
  private static final Set<String> READ_MORE_THAN_IDS = Set.of("twotower", "dssm", "fm", "content", "embedding", "newest", "social", "place");

  private RareItemTrial() {}

  /** See the class. */
  public static void main(String[] arguments) {
    int[] sizes = Arrays.stream(arguments[0].split("-")).mapToInt(Integer::parseInt).toArray();
    var usual = CommunityConfig.DEFAULT;
    var config =
        new CommunityConfig(
            sizes[0], sizes[1], sizes[2], usual.impressionsPerUserDay(), usual.pageSize(), usual.stockShare(), usual.drift(), usual.circleShare(), usual.circleLinksPerDay());
    var channels = arguments[1].split(",");
    var funnels = arguments[2].equals("none") ? new String[0] : arguments[2].split(",");
    var utilities = new LinkedHashMap<String, double[]>();
    for (int n = 3; n < arguments.length; n++) {
      new Trial(config, Job.DEFAULT.withSeed(Long.parseLong(arguments[n]))).run(channels, funnels).forEach((name, values) -> utilities.merge(name, values, TrialValues::joined));
    }
    var idsOnly = Arrays.stream(channels).filter(name -> !READ_MORE_THAN_IDS.contains(name.split(":")[0])).max((a, b) -> Double.compare(TrialValues.mean(utilities.get(a)), TrialValues.mean(utilities.get(b))));
    System.out.println("all seeds");
    for (var name : channels) {
      System.out.printf(Locale.ROOT, "  %-40s %.4f%s%n", name, TrialValues.mean(utilities.get(name)), idsOnly.map(best -> against(utilities, name, best)).orElse(""));
    }
    for (var name : funnels) {
      System.out.printf(Locale.ROOT, "  %-40s %.4f%s%n", name, TrialValues.mean(utilities.get(name)), against(utilities, name, funnels[0]));
    }
  }

  private static String against(Map<String, double[]> utilities, String name, String other) {
    if (name.equals(other)) {
      return "";
    }
    var difference = Bootstrap.DEFAULT.difference(utilities.get(name), utilities.get(other));
    double whole = TrialValues.mean(utilities.get(other)) / 100;
    return String.format(Locale.ROOT, "  %+.1f %% [%+.1f, %+.1f] against %s", difference.estimate() / whole, difference.low() / whole, difference.high() / whole, other);
  }

  /** One community. */
  private static final class Trial {
    private final Community community;
    private final Job job;
    private final Live live;
    private final TrainingData data;
    private final int[] users;

    Trial(CommunityConfig config, Job job) {
      this.job = job;
      community = Community.of(config, job);
      var catalog = Catalog.of(community.items());
      community.users().forEach(catalog::put);
      live = new Live(catalog, InterestRule.DEFAULT);
      var log = Interactions.builder();
      community.simulate(
          (Event event) -> {
            log.add(event);
            live.apply(event);
          });
      data = TrainingData.of(log.build()).withCatalog(catalog);
      int step = Math.max(1, catalog.userCount() / USERS);
      users = IntStream.range(0, catalog.userCount()).filter(user -> user % step == 0).toArray();
    }

    Map<String, double[]> run(String[] channels, String[] funnels) {
      var all = IntStream.range(0, live.catalog().itemCount()).boxed().toList();
      var rare = new ArrayList<Integer>();
      for (int item = 0; item < live.catalog().itemCount(); item++) {
        if (live.count(item, Signal.IMPRESSION) < RARE) {
          rare.add(item);
        }
      }
      System.out.printf(Locale.ROOT, "seed %d: %,d rows, %d items with fewer than %d impressions%n", job.seed(), data.interactions().size(), rare.size(), RARE);
      var utilities = new LinkedHashMap<String, double[]>();
      for (String text : channels) {
        long begun = System.nanoTime();
        var model = TrainerText.trainer(text).train(data, job.withSeed(Seeds.of(job.seed(), text.split(":")[0])));
        double seconds = (System.nanoTime() - begun) / 1e9;
        var channel = model.open(live.catalog().indexesOf(model.items()));
        var found = new double[users.length];
        var values = new double[users.length];
        double whole = 0;
        for (int n = 0; n < users.length; n++) {
          var page = page(channel, users[n], rare);
          found[n] = page.size();
          whole += community.pageUtility(live.catalog().user(users[n]).id(), page(channel, users[n], all), community.endMillis());
          values[n] = community.pageUtility(live.catalog().user(users[n]).id(), page, community.endMillis());
        }
        utilities.put(text, values);
        System.out.printf(Locale.ROOT, "  %-40s %.4f, %.1f places of %d filled; %.4f among all items; trained in %.0f s%n", text, TrialValues.mean(values), TrialValues.mean(found), PAGE, whole / users.length, seconds);
      }
      for (String text : funnels) {
        var values = funnel(text);
        utilities.put(text, values);
        System.out.printf(Locale.ROOT, "  %-40s %.4f%n", text, TrialValues.mean(values));
      }
      return utilities;
    }

    /** Up to ten items of some that a channel finds for a user. */
    private List<String> page(Channel channel, int user, List<Integer> some) {
      var available = new ItemMask();
      live.catalog().available(community.endMillis(), available);
      live.forbidSeen(user, available);
      live.forbidHidden(user, available);
      var mask = new ItemMask();
      mask.allowNone(live.catalog().itemCount());
      some.stream().filter(available::allows).forEach(mask::allow);
      var query = new Query().reset(user, community.endMillis(), mask).profile(live.catalog().user(user)).follows(live.followed(user));
      live.interests(user, 300, query::addInterest);
      var hits = new Hits();
      channel.retrieve(query, PAGE, hits);
      return IntStream.range(0, Math.min(PAGE, hits.size())).mapToObj(rank -> live.catalog().item(hits.item(rank)).id()).toList();
    }

    private double[] funnel(String text) {
      String[] parts = text.split("\\+");
      var training = Training.ofDefaults(Arrays.stream(parts).<ChannelKind<?>>map(part -> Channels.named(part.split(":")[0])).toList());
      for (String part : parts) {
        training = with(training, Channels.named(part.split(":")[0]), part);
      }
      var trained = training.train(data, job);
      System.out.println("  " + trained.blend());
      Funnel funnel = trained.open(live, "trial", InstantSource.fixed(Instant.ofEpochMilli(community.endMillis())));
      return Arrays.stream(users)
          .mapToObj(user -> live.catalog().user(user).id())
          .mapToDouble(user -> community.pageUtility(user, funnel.recommend(Request.of(user, PAGE)).items().stream().map(Page.Shown::id).toList(), community.endMillis()))
          .toArray();
    }

    private static <C extends Record> Training with(Training training, ChannelKind<C> kind, String text) {
      return training.with(kind, TrainerText.settings(kind, text));
    }
  }
}
