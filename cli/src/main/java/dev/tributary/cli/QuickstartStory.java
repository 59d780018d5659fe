package dev.tributary.cli;

import dev.tributary.catalog.Catalog;
import dev.tributary.catalog.Item;
import dev.tributary.cli.report.Report;
import dev.tributary.cli.terminal.Table;
import dev.tributary.cli.terminal.Text;
import dev.tributary.evaluation.Metric;
import dev.tributary.evaluation.RankedLists;
import dev.tributary.funnel.Funnel;
import dev.tributary.funnel.Page;
import dev.tributary.funnel.Request;
import dev.tributary.funnel.Scene;
import dev.tributary.home.Home;
import dev.tributary.home.OfflineTrial;
import dev.tributary.home.Training;
import dev.tributary.live.Live;
import dev.tributary.math.Job;
import dev.tributary.math.Seeds;
import dev.tributary.model.Release;
import dev.tributary.ranking.blend.Blend;
import dev.tributary.retrieval.ChannelModel;
import dev.tributary.simulation.Community;
import dev.tributary.simulation.UtilityTrial;
import dev.tributary.stats.Bootstrap;
import dev.tributary.stats.Interval;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What a quickstart has to tell: the table, the weights, three users' pages, what pages are truly worth. */
final class QuickstartStory {
  private static final int PAGE = 10;
  private static final int USERS_JUDGED = 400;

  private final Home home;
  private final Training.Trained trained;
  private final OfflineTrial trial;
  private final String protocol;
  private final Job job;
  private final long end;
  private final Funnel funnel;
  private final List<Page> pages;

  QuickstartStory(Home home, Training.Trained trained, OfflineTrial trial, String protocol, Job job, long end) {
    this.home = home;
    this.trained = trained;
    this.trial = trial;
    this.protocol = protocol;
    this.job = job;
    this.end = end;
    funnel = home.funnel().orElseThrow();
    pages = users().stream().map(user -> funnel.recommend(Request.of(user, PAGE))).toList();
  }

  /** Users with little, middling and much history: at the quarter, the half and the nine tenths of all who have some. */
  private List<String> users() {
    var interests = trial.test().interests();
    var active = new ArrayList<Integer>();
    for (int user = 0; user < interests.users().size(); user++) {
      if (interests.end(user) - interests.start(user) >= 3) {
        active.add(user);
      }
    }
    active.sort(Comparator.comparingLong((Integer u) -> interests.end(u) - interests.start(u)).thenComparing(u -> u));
    return java.util.stream.DoubleStream.of(0.25, 0.5, 0.9).mapToInt(q -> (int) (q * active.size())).filter(n -> n < active.size()).distinct().mapToObj(n -> interests.users().id(active.get(n))).toList();
  }

  String someUser() {
    return pages.isEmpty() ? "USER" : pages.getFirst().user();
  }

  String someItem() {
    return pages.isEmpty() || pages.getFirst().items().isEmpty() ? "ITEM" : pages.getFirst().items().getLast().id();
  }

  /** True utility of pages by policy, on the same users. */
  record Worth(Map<String, double[]> utilities, Map<String, Interval> means) {}

  /** What the pages are truly worth, which only a simulated community knows. */
  Worth worth(Community community) {
    var live = home.live();
    var catalog = live.catalog();
    var policies = new LinkedHashMap<String, UtilityTrial.Policy>();
    for (var model : trained.models().entrySet()) {
      var alone = alone(model.getKey(), model.getValue(), live);
      policies.put(model.getKey(), (user, length) -> ids(alone.recommend(Request.of(user, length))));
    }
    policies.put("funnel", (user, length) -> ids(funnel.recommend(Request.of(user, length))));
    var utilities = UtilityTrial.of(community, judged(), PAGE, end, user -> met(live, catalog, user), policies, job);
    var bootstrap = Bootstrap.DEFAULT.withResamples(2000).on(job);
    var means = new LinkedHashMap<String, Interval>();
    utilities.forEach((name, values) -> means.put(name, bootstrap.mean(values)));
    return new Worth(utilities, means);
  }

  private Funnel alone(String name, ChannelModel model, Live live) {
    var channel = model.open(live.catalog().indexesOf(model.items()));
    return new Funnel(Scene.DEFAULT.withRules(List.of()), List.of(channel), Blend.even(List.of(name)), live, name, InstantSource.fixed(Instant.ofEpochMilli(end)));
  }

  private static List<String> ids(Page page) {
    return page.items().stream().map(Page.Shown::id).toList();
  }

  private static Set<String> met(Live live, Catalog catalog, String user) {
    var met = new HashSet<String>();
    int index = catalog.userIndex(user);
    for (int item = 0; item < catalog.itemCount(); item++) {
      if (live.hasSeen(index, item)) {
        met.add(catalog.item(item).id());
      }
    }
    return met;
  }

  /** Users with some history, chosen by the seed. */
  private List<String> judged() {
    var interests = trial.test().interests();
    var all = new ArrayList<Integer>();
    for (int user = 0; user < interests.users().size(); user++) {
      if (interests.end(user) > interests.start(user)) {
        all.add(user);
      }
    }
    long seed = Seeds.of(job.seed(), "users judged");
    all.sort(Comparator.comparingLong((Integer u) -> Seeds.of(seed, u)).thenComparing(u -> u));
    return all.stream().limit(USERS_JUDGED).map(u -> interests.users().id(u)).toList();
  }

  // --- in words ------------------------------------------------------------------------------------------------------

  String text(Optional<Worth> worth) {
    var text = new StringBuilder();
    text.append("\nOffline, ").append(protocol).append(":\n").append(trial.board().toString().stripTrailing()).append("\n\n");
    text.append(weights());
    worth.ifPresent(w -> text.append(worthTable(w)));
    for (Page page : pages) {
      text.append("\nFor ").append(page.user()).append(", who liked ").append(String.join("; ", liked(page.user(), 3))).append('\n');
      for (Page.Shown item : page.items()) {
        text.append(String.format(Locale.ROOT, "%3d  %s%n", item.rank(), title(item.id())));
        text.append("     ").append(String.join(", ", item.channels().stream().map(f -> f.name() + " #" + f.rank()).toList())).append(item.channels().isEmpty() ? "from the catalog" : "").append(because(item)).append('\n');
      }
      page.unmetRules().forEach(unmet -> text.append("     rule not met in slot ").append(unmet.slot()).append(": ").append(unmet.rule()).append('\n'));
    }
    return text.append('\n').toString();
  }

  private String weights() {
    var blend = trained.blend().blend();
    var table = new Table("channel", "weight of score", "weight of rank", "share of pages");
    for (int c = 0; c < blend.channels().size(); c++) {
      String name = blend.channels().get(c);
      table.row(name, String.format(Locale.ROOT, "%.3f", blend.scoreWeight(c)), String.format(Locale.ROOT, "%.3f", blend.rankWeight(c)), String.format(Locale.ROOT, "%.1f %%", 100 * trial.shares().getOrDefault(name, 0.0)));
    }
    return "The blend, fitted on " + trained.blend().heldOut() + " (" + Text.count(trained.blend().users()) + " users):\n" + table.plain();
  }

  private static String worthTable(Worth worth) {
    var table = new Table("pages of", "true utility", "95 % interval", "of the way from popular to oracle");
    double low = worth.means.get("popular").estimate();
    double high = worth.means.get(UtilityTrial.ORACLE).estimate();
    worth.means.forEach((name, mean) -> table.row(name, String.format(Locale.ROOT, "%.4f", mean.estimate()), String.format(Locale.ROOT, "%.4f–%.4f", mean.low(), mean.high()), String.format(Locale.ROOT, "%.0f %%", 100 * (mean.estimate() - low) / (high - low))));
    return "\nWhat the pages are truly worth, as only the simulation knows:\n" + table.plain();
  }

  private String because(Page.Shown item) {
    var reasons = reasons(item);
    return reasons.isEmpty() ? "" : " · because of " + String.join("; ", reasons);
  }

  /** Titles of the interests behind an item, strongest first, each once. */
  private List<String> reasons(Page.Shown item) {
    return item.channels().stream().flatMap(f -> f.because().stream()).sorted(Comparator.comparingDouble((Page.Because b) -> b.share()).reversed()).map(b -> title(b.item())).distinct().limit(2).toList();
  }

  private String title(String id) {
    var catalog = home.live().catalog();
    int index = catalog.itemIndex(id);
    return index < 0 || catalog.item(index).title().isEmpty() ? id : catalog.item(index).title();
  }

  private List<String> liked(String user, int count) {
    var titles = new ArrayList<String>();
    var catalog = home.live().catalog();
    home.live().interests(catalog.userIndex(user), count, (item, _, _) -> titles.add(title(catalog.item(item).id())));
    return titles;
  }

  // --- as a page -----------------------------------------------------------------------------------------------------

  Report report(Optional<Worth> worth, long seed, String source) {
    var facts =
        List.of(
            new Report.Fact("data", source),
            new Report.Fact("records", Text.count(home.records())),
            new Report.Fact("users", Text.count(trial.test().interests().users().size())),
            new Report.Fact("items", Text.count(home.live().catalog().itemCount())),
            new Report.Fact("interest", trial.test().rule().toString()),
            new Report.Fact("release", funnel.release()),
            new Report.Fact("seed", Long.toString(seed)));
    return new Report(
        "Tributary quickstart",
        "Every channel and the blend of them all, trained on one part of the log and measured on the rest; then three users' pages from the release that serves.",
        facts,
        Optional.of(OfflineTable.of(trial.board(), PAGE, "Offline: " + protocol + ", over the full catalogue.", Set.of(OfflineTrial.BLEND))),
        Optional.empty(),
        worth.map(QuickstartStory::utility),
        shares(),
        Optional.of(exposure()),
        pages.stream().map(this::page).toList(),
        "Made by: ./tributary quickstart");
  }

  private static Report.Utility utility(Worth worth) {
    var bars = worth.means.entrySet().stream().sorted(Comparator.comparingDouble(e -> e.getValue().estimate())).map(e -> new Report.UtilityBar(e.getKey(), e.getValue().estimate(), e.getValue().low(), e.getValue().high())).toList();
    return new Report.Utility("mean true utility of a page of " + PAGE + ", with 95 % intervals", bars);
  }

  private List<Report.ChannelShare> shares() {
    var blend = trained.blend().blend();
    var shares = new ArrayList<Report.ChannelShare>();
    for (int c = 0; c < blend.channels().size(); c++) {
      shares.add(new Report.ChannelShare(blend.channels().get(c), blend.scoreWeight(c), blend.rankWeight(c), trial.shares().getOrDefault(blend.channels().get(c), 0.0)));
    }
    return shares;
  }

  private Report.UserPage page(Page page) {
    var catalog = home.live().catalog();
    var items = new ArrayList<Report.PageItem>();
    for (Page.Shown shown : page.items()) {
      Item item = catalog.item(catalog.itemIndex(shown.id()));
      var details = new ArrayList<String>();
      details.addAll(item.categories().stream().limit(3).toList());
      if (!item.author().isEmpty()) {
        details.add("by " + item.author());
      }
      items.add(new Report.PageItem(shown.rank(), shown.id(), title(shown.id()), details, shown.score(), shown.channels().stream().map(f -> new Report.FoundBy(f.name(), f.rank(), f.score())).toList(), reasons(shown)));
    }
    int met = trial.test().interests().users().indexOf(page.user());
    long interests = met < 0 ? 0 : trial.test().interests().end(met) - trial.test().interests().start(met);
    return new Report.UserPage(page.user(), interests + " interests", liked(page.user(), 5), items);
  }

  /** Which items the lists show, from the most popular tenth to the rest. */
  private Report.Exposure exposure() {
    var interests = trial.test().interests();
    int[] popularity = interests.popularity();
    Integer[] order = new Integer[popularity.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingInt((Integer i) -> -popularity[i]));
    double[] edges = {0.01, 0.05, 0.2, 0.5, 1};
    var bandOf = new TreeMap<String, Integer>();
    for (int place = 0; place < order.length; place++) {
      int band = 0;
      while (place >= edges[band] * order.length) {
        band++;
      }
      bandOf.put(interests.items().id(order[place]), band);
    }
    var series = new ArrayList<Report.Series>();
    var coverage = new ArrayList<Report.Series>();
    trial.lists().forEach(
        (name, lists) -> {
          series.add(new Report.Series(name, bands(lists, bandOf, edges.length)));
          coverage.add(new Report.Series(name, List.of(trial.board().results().get(name).value(Metric.COVERAGE, PAGE))));
        });
    return new Report.Exposure(List.of("top 1 %", "to 5 %", "to 20 %", "to 50 %", "the rest"), series, coverage);
  }

  private static List<Double> bands(RankedLists lists, Map<String, Integer> bandOf, int bands) {
    var count = new double[bands];
    double all = 0;
    for (int user = 0; user < lists.users().size(); user++) {
      for (int rank = 0; rank < Math.min(PAGE, lists.size(user)); rank++) {
        count[bandOf.getOrDefault(lists.items().id(lists.item(user, rank)), bands - 1)]++;
        all++;
      }
    }
    double total = Math.max(1, all);
    return Arrays.stream(count).map(c -> c / total).boxed().toList();
  }

  // --- for programs --------------------------------------------------------------------------------------------------

  Map<String, Object> toMap(Release release, Path report, Optional<Worth> worth) {
    var map = new LinkedHashMap<String, Object>();
    map.put("release", release.id());
    map.put("records", home.records());
    map.put("protocol", protocol);
    map.put("offline", trial.board().toMap());
    map.put("blend", trained.blend().blend().weights());
    map.put("shares", trial.shares());
    map.put("seconds", trained.seconds());
    worth.ifPresent(
        w -> {
          var utility = new LinkedHashMap<String, Object>();
          w.means.forEach((name, mean) -> utility.put(name, Map.of("mean", mean.estimate(), "low", mean.low(), "high", mean.high())));
          map.put("trueUtility", utility);
        });
    map.put("pages", pages.stream().map(QuickstartStory::pageMap).toList());
    map.put("report", report.toString());
    return map;
  }

  private static Map<String, Object> pageMap(Page page) {
    var map = new LinkedHashMap<String, Object>();
    map.put("responseId", page.responseId());
    map.put("user", page.user());
    map.put("release", page.release());
    map.put("items", page.items().stream().map(QuickstartStory::itemMap).toList());
    map.put("degraded", page.degraded());
    map.put("unmetRules", page.unmetRules().stream().map(u -> Map.of("rule", u.rule(), "slot", u.slot(), "reason", u.reason())).toList());
    map.put("tookMicros", page.trace().tookMicros());
    return map;
  }

  private static Map<String, Object> itemMap(Page.Shown item) {
    var map = new LinkedHashMap<String, Object>();
    map.put("id", item.id());
    map.put("rank", item.rank());
    map.put("score", item.score());
    var channels = new ArrayList<Map<String, Object>>();
    for (Page.Found found : item.channels()) {
      var channel = new LinkedHashMap<String, Object>();
      channel.put("name", found.name());
      channel.put("rank", found.rank());
      channel.put("score", found.score());
      channel.put("because", found.because().stream().map(Page.Because::item).toList());
      channels.add(channel);
    }
    map.put("channels", channels);
    return map;
  }
}
