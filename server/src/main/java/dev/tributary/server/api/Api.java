package dev.tributary.server.api;

import dev.tributary.ann.recall.RecallMonitor;
import dev.tributary.home.Home;
import dev.tributary.math.Kernels;
import dev.tributary.server.console.ConsoleRoutes;
import dev.tributary.server.http.Route;
import dev.tributary.server.jobs.Housekeeping;
import dev.tributary.server.jobs.Retraining;
import dev.tributary.server.keys.Keys;
import dev.tributary.server.keys.Secret;
import dev.tributary.server.metrics.Metrics;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** All endpoints over one home. Thread-safe. */
public final class Api implements AutoCloseable {
  private final List<Route> routes = new ArrayList<>();
  private final Serving serving;
  private final Retraining retraining;
  private final Housekeeping housekeeping;

  /** The endpoints of a home. */
  public Api(Home home, Keys keys, Secret secret, ApiSettings settings, Metrics metrics, InstantSource clock) throws IOException {
    home.claim(); // learns now rather than at the first event that another process writes to it
    var scenes = Scenes.open(home.folder());
    serving = new Serving(home, scenes);
    serving.warmUp();
    var intake = new EventIntake(home, metrics);
    var tokens = new PageTokens(secret, settings.pageLife(), clock);
    var recorder = new ResponseRecorder(home, settings.recordShare(), metrics);
    housekeeping = new Housekeeping(home, settings.housekeeping(), clock);
    retraining = new Retraining(home, settings.retraining(), metrics, clock);
    metrics.fact("tributary_kernels", "Which loops over floats run.", "name=\"" + Kernels.description() + "\"");
    metrics.gauge("tributary_log_records", "Records in the event log.", home::records);
    metrics.gauge("tributary_items", "Items in the catalog.", () -> home.live().catalog().itemCount());
    metrics.gauge("tributary_users", "Users in the catalog.", () -> home.live().catalog().userCount());
    metrics.gauge("tributary_ready", "1 when a release serves.", () -> serving.ready() ? 1 : 0);
    metrics.gauges("tributary_channel_recall", "Share of the true best items that a channel's index finds, on a sample of the searches of the release that serves.", "channel", () -> recall(home, tally -> tally.recall()));
    metrics.gauges("tributary_channel_recall_samples", "Searches of that sample.", "channel", () -> recall(home, tally -> tally.samples()));
    var traffic = new Traffic(clock);
    routes.addAll(new PageRoutes(serving, tokens, new PageMetrics(metrics), traffic, recorder, clock).routes());
    routes.addAll(new ListRoutes(serving).routes());
    routes.addAll(new EventRoutes(intake, traffic, clock).routes());
    routes.addAll(new ItemRoutes(home, intake).routes());
    routes.addAll(new UserRoutes(home, intake, settings.housekeeping().upkeep(), clock).routes());
    routes.addAll(new ReleaseRoutes(home).routes());
    routes.addAll(new JobRoutes(retraining).routes());
    routes.addAll(new SceneRoutes(serving, scenes).routes());
    routes.addAll(new InsightRoutes(home, traffic).routes());
    routes.addAll(new AudienceRoutes(clock).routes());
    routes.addAll(new KeyRoutes(keys).routes());
    routes.addAll(new ConsoleRoutes().routes());
    routes.addAll(new ProbeRoutes(serving, metrics, routes).routes());
  }

  /** A figure of each channel whose index has been sampled. */
  private static Map<String, Double> recall(Home home, ToDoubleFunction<RecallMonitor.Tally> figure) {
    var byChannel = new TreeMap<String, Double>();
    home.funnel().ifPresent(funnel -> funnel.recall().forEach((channel, tally) -> {
      if (tally.samples() > 0) {
        byChannel.put(channel, figure.applyAsDouble(tally));
      }
    }));
    return byChannel;
  }

  /** What can be asked. */
  public List<Route> routes() {
    return List.copyOf(routes);
  }

  /** Is no longer ready, and starts no job any more. */
  public void drain() {
    serving.drain();
    retraining.drain();
  }

  /** Ends jobs and writes what was taken. */
  @Override
  public void close() throws IOException {
    retraining.close();
    housekeeping.close();
    serving.home().close();
  }
}
