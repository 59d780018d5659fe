package dev.tributary.server.jobs;

import dev.tributary.home.Channels;
import dev.tributary.home.Home;
import dev.tributary.home.Training;
import dev.tributary.math.Job;
import dev.tributary.math.Progress;
import dev.tributary.model.Release;
import dev.tributary.retrieval.vectors.Indexing;
import dev.tributary.server.metrics.Metrics;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Trains on the log, tries the result at the {@link Gate}, and publishes what passes: when asked, and each day at a time. The release that
 * serves goes on serving until the new one takes over in one step. Thread-safe.
 */
public final class Retraining implements AutoCloseable {
  /** The type of its jobs. */
  public static final String TYPE = "train";

  private static final System.Logger LOG = System.getLogger(Retraining.class.getName());

  private final Home home;
  private final Schedule schedule;
  private final InstantSource clock;
  private final Jobs jobs;
  private final Metrics.Counters ended;
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("retraining").factory());

  /**
   * What happens without being asked.
   *
   * @param daily time of day, UTC; empty for never
   * @param channels to train; empty for those of the release that serves
   * @param indexing how channels of vectors are searched
   * @param keep how many releases are kept
   */
  public record Schedule(Optional<LocalTime> daily, List<String> channels, Indexing indexing, int keep) {
    public Schedule {
      channels = List.copyOf(channels);
    }
  }

  public Retraining(Home home, Schedule schedule, Metrics metrics, InstantSource clock) {
    this.home = home;
    this.schedule = schedule;
    this.clock = clock;
    schedule.channels.forEach(Channels::named); // refuses unknown ones now rather than at night
    jobs = new Jobs(clock, new JobHistory(home.folder()));
    ended = metrics.counters("tributary_trainings_total", "Trainings, by how they ended.", "outcome");
    schedule.daily.ifPresent(this::next);
  }

  /** All jobs. */
  public Jobs jobs() {
    return jobs;
  }

  private void next(LocalTime daily) {
    var now = clock.instant().atOffset(ZoneOffset.UTC);
    var at = now.with(daily);
    long millis = Duration.between(now, at.isAfter(now) ? at : at.plusDays(1)).toMillis();
    try {
      timer.schedule(
          () -> {
            if (!busy()) {
              submit(schedule.channels, true);
            }
            next(daily);
          },
          millis,
          TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException _) {
      // the service is being stopped
    }
  }

  /** Whether a training waits already; another one would only do the same again. */
  public boolean busy() {
    return jobs.list().stream().anyMatch(job -> job.state() == JobStatus.State.QUEUED);
  }

  /**
   * Starts a training.
   *
   * @param channels empty for those of the release that serves, or the default ones when none does
   * @param gated whether the result must pass the gate
   */
  public JobStatus submit(List<String> channels, boolean gated) {
    return jobs.submit(TYPE, progress -> train(channels, gated, progress));
  }

  private Map<String, Object> train(List<String> channels, boolean gated, Progress progress) throws IOException {
    try {
      return train(channels, gated, Job.DEFAULT.withThreads(Math.max(1, Runtime.getRuntime().availableProcessors() / 2)).withProgress(progress));
    } catch (IOException | RuntimeException e) {
      ended.of("failed").add(1);
      throw e;
    } finally {
      OffHeap.release();
    }
  }

  private Map<String, Object> train(List<String> channels, boolean gated, Job job) throws IOException {
    var serving = home.store().current();
    var training = Training.ofDefaults(kinds(channels, serving)).withScene(home.funnel().map(f -> f.scene()).orElse(dev.tributary.funnel.Scene.DEFAULT)).withIndexing(schedule.indexing);
    job.progress().step("read log", 0, 1);
    long mark = home.records();
    var data = home.trainingData(home.rule());
    job.progress().step("read log", 1, 1);
    var result = new LinkedHashMap<String, Object>();
    result.put("records", mark);
    result.put("channels", training.channels());
    if (gated) {
      var verdict = Gate.judge(home, training, data, serving, job);
      result.put("gate", verdict.toMap());
      if (!verdict.passed()) {
        ended.of("refused").add(1);
        result.put("published", false);
        LOG.log(System.Logger.Level.WARNING, "a training was not published: it is worse than " + verdict.against());
        return result;
      }
    }
    var trained = training.train(data, job);
    job.progress().step("publish", 0, 1);
    var run = new LinkedHashMap<String, Object>();
    run.put("time", clock.instant().toString());
    run.put("java", System.getProperty("java.version"));
    run.put("seconds", new LinkedHashMap<String, Object>(trained.seconds()));
    var release = home.publish(trained, data, mark, job.seed(), run);
    home.store().retain(schedule.keep);
    job.progress().report("publish", 1, 1);
    ended.of("published").add(1);
    result.put("published", true);
    result.put("release", release.id());
    result.put("seconds", trained.seconds());
    return result;
  }

  private static List<dev.tributary.retrieval.ChannelKind<?>> kinds(List<String> channels, Optional<Release> serving) {
    var names = !channels.isEmpty() ? channels : serving.map(r -> List.copyOf(r.bundles().keySet())).orElse(List.of());
    if (names.isEmpty()) {
      return Channels.defaults();
    }
    return Channels.all().stream().<dev.tributary.retrieval.ChannelKind<?>>map(k -> k).filter(k -> names.contains(k.name())).toList();
  }

  /** Starts nothing any more. */
  public void drain() {
    timer.shutdownNow();
  }

  @Override
  public void close() {
    drain();
    jobs.close();
  }
}
