package dev.tributary.cli.audience;

import static dev.tributary.math.Require.require;

import dev.tributary.math.Job;
import dev.tributary.math.Seeds;
import dev.tributary.simulation.Community;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Newcomers of a simulated community who visit a service one after the other, again and again: each asks for a page, clicks what the
 * simulation says that person wants, and sends that as events. The loop is closed: what is clicked depends on what was served, and the
 * next page on what was clicked.
 *
 * <p>The newcomers belong to a larger community of the same seed: its items are those of the service, its first users too, and the rest
 * are people whom no log has seen. Their tastes stay as they are when the community's log ends.
 *
 * <p>Each visit is also judged by what the service is never told: how many clicks are to be expected of the page that was served, of the
 * most popular items that the visitor has not met, and of the best page there is. These three go to {@code /v1/insights/audience}.
 *
 * <p>One thread; {@link #close} stops it.
 */
public final class Audience implements AutoCloseable {
  /** How many newcomers there are. */
  public static final int NEWCOMERS = 160;

  /** Visits a second, at most: a visit that comes late delays the next ones. */
  public static final double VISITS_PER_SECOND = 8;

  private static final System.Logger LOG = System.getLogger(Audience.class.getName());
  private static final int PAGE = 10;
  private static final int POPULAR = 500;
  private static final int POPULAR_EVERY = 200;
  private static final double LIKES_PER_CLICK = 0.35;

  private final Community community;
  private final int residents;
  private final long moment;
  private final ServiceClient service;
  private final List<Set<String>> met = new ArrayList<>();
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("audience").factory());
  private List<String> popular = List.of();
  private long visits;
  private boolean troubled;

  private Audience(Community community, int residents, ServiceClient service) {
    this.community = community;
    this.residents = residents;
    this.service = service;
    moment = community.endMillis();
    for (int n = 0; n < community.users().size() - residents; n++) {
      met.add(new HashSet<>());
    }
  }

  /**
   * Newcomers to a community, who have not come yet.
   *
   * @param community whose items the service knows
   * @param key of the role admin: the audience sends events and reports
   */
  static Audience of(Community community, int newcomers, URI address, String key) {
    require(newcomers >= 1, "newcomers is %d, must be 1 or more", newcomers);
    var config = community.config();
    var larger = Community.of(config.withSize(config.users() + newcomers, config.items(), config.days()), Job.DEFAULT.withSeed(community.seed()));
    return new Audience(larger, config.users(), new ServiceClient(address, key));
  }

  /** Lets {@link #NEWCOMERS} newcomers come, {@link #VISITS_PER_SECOND} visits a second, until closed. */
  public static Audience start(Community community, URI address, String key) {
    var audience = of(community, NEWCOMERS, address, key);
    audience.clock.scheduleWithFixedDelay(audience::visitOrSay, 0, (long) (1e6 / VISITS_PER_SECOND), TimeUnit.MICROSECONDS);
    return audience;
  }

  private void visitOrSay() {
    try {
      visit();
      troubled = false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) { // top of the thread: the next visitor tries again
      if (!troubled && !clock.isShutdown()) {
        LOG.log(System.Logger.Level.WARNING, "a visit of the audience failed; it goes on: " + e.getMessage());
      }
      troubled = true;
    }
  }

  /** What one visit was worth, in expected clicks. */
  record Visit(String user, int number, double served, double popular, double oracle) {}

  /** The next newcomer's visit. */
  Visit visit() throws IOException, InterruptedException {
    if (visits % POPULAR_EVERY == 0) {
      popular = service.popular(POPULAR);
    }
    int newcomer = (int) (visits % met.size());
    int number = (int) (visits / met.size()) + 1;
    visits++;
    String user = community.users().get(residents + newcomer).id();
    var seen = met.get(newcomer);
    var page = service.page(user, PAGE);
    var known = page.items().stream().filter(this::belongs).toList();
    var visit =
        new Visit(
            user,
            number,
            community.pageUtility(user, known, moment),
            community.pageUtility(user, popular.stream().filter(this::belongs).filter(item -> !seen.contains(item)).limit(PAGE).toList(), moment),
            community.pageUtility(user, community.oracle(user, PAGE, moment, seen), moment));
    service.events(reactions(user, number, page.responseId(), known));
    seen.addAll(known);
    service.report(Map.of("newcomers", met.size(), "visits", List.of(Map.of("visit", visit.number, "served", visit.served, "popular", visit.popular, "oracle", visit.oracle))));
    return visit;
  }

  /** Somebody may have added items that the simulation knows nothing of. */
  private boolean belongs(String item) {
    return item.matches("i\\d{6,7}") && Integer.parseInt(item.substring(1)) < community.items().size();
  }

  /** Every item is shown; each is clicked with the probability that the visitor looks at it and wants it. */
  private List<Map<String, Object>> reactions(String user, int number, String responseId, List<String> page) {
    var events = new ArrayList<Map<String, Object>>();
    long now = System.currentTimeMillis();
    long dice = Seeds.of(Seeds.of(community.seed(), "audience " + user), number);
    double before = 0;
    for (int n = 0; n < page.size(); n++) {
      double upTo = community.pageUtility(user, page.subList(0, n + 1), moment);
      events.add(event("impression", user, page.get(n), responseId, n + 1, now));
      if (Seeds.unit(Seeds.of(dice, 2L * n)) < upTo - before) {
        events.add(event("click", user, page.get(n), responseId, n + 1, now + 1));
        if (Seeds.unit(Seeds.of(dice, 2L * n + 1)) < LIKES_PER_CLICK) {
          events.add(event("like", user, page.get(n), responseId, n + 1, now + 2));
        }
      }
      before = upTo;
    }
    return events;
  }

  private static Map<String, Object> event(String type, String user, String item, String responseId, int position, long time) {
    return Map.of("id", responseId + "-" + position + "-" + type, "type", type, "user", user, "item", item, "responseId", responseId, "position", position, "time", time);
  }

  /** Lets nobody come any more, and waits for the one who is there. */
  @Override
  public void close() {
    clock.shutdownNow();
    try {
      clock.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
