package dev.tributary.server.jobs;

import dev.tributary.math.Progress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Runs jobs one after the other on a thread of low priority, and remembers the last hundred, also over restarts: one that was on its way when
 * the service ended has failed. Thread-safe.
 */
public final class Jobs implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Jobs.class.getName());
  private static final int REMEMBERED = 100;
  private static final int LAST_STEP_SECONDS = 5;

  private final InstantSource clock;
  private final JobHistory history;
  private final ExecutorService thread = Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("jobs").priority(Thread.MIN_PRIORITY).factory());
  private final Map<String, Run> runs = new LinkedHashMap<>();
  private long number;

  /** The work of a job: reports progress, and answers what came of it. */
  @FunctionalInterface
  public interface Work {
    Map<String, Object> run(Progress progress) throws Exception;
  }

  private static final class Run {
    private JobStatus status;
    private boolean stop;

    Run(JobStatus status) {
      this.status = status;
    }

    synchronized JobStatus status() {
      return status;
    }

    synchronized void become(JobStatus next) {
      status = next;
      notifyAll();
    }

    synchronized boolean report(String phase, long done, long total) {
      become(status.at(phase, done, total));
      return !stop;
    }
  }

  Jobs(InstantSource clock, JobHistory history) {
    this.clock = clock;
    this.history = history;
    for (JobStatus job : history.read()) {
      runs.put(job.id(), new Run(job.state().ended() ? job : job.ended(JobStatus.State.FAILED, now(), Map.of(), "the service ended before the job did; start it again")));
    }
  }

  /** Puts a job at the end of the queue. */
  public synchronized JobStatus submit(String type, Work work) {
    Instant now = now();
    var run = new Run(new JobStatus("job-" + now.toEpochMilli() + "-" + ++number, type, JobStatus.State.QUEUED, "", 0, 0, now, Optional.empty(), Optional.empty(), Map.of(), ""));
    thread.execute(() -> run(run, work));
    runs.put(run.status().id(), run);
    var ended = runs.values().stream().filter(r -> r.status().state().ended()).map(r -> r.status().id()).toList();
    ended.stream().limit(Math.max(0, runs.size() - REMEMBERED)).forEach(runs::remove);
    remember();
    return run.status();
  }

  private synchronized void remember() {
    history.write(runs.values().stream().map(Run::status).toList());
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private void run(Run run, Work work) {
    execute(run, work);
    remember();
  }

  private void execute(Run run, Work work) {
    synchronized (run) {
      if (run.stop) {
        run.become(run.status.ended(JobStatus.State.CANCELLED, now(), Map.of(), ""));
        return;
      }
      run.become(run.status.started(now()));
    }
    try {
      var result = work.run(run::report);
      run.become(run.status().ended(JobStatus.State.DONE, now(), result, ""));
    } catch (CancellationException _) {
      run.become(run.status().ended(JobStatus.State.CANCELLED, now(), Map.of(), ""));
    } catch (Throwable e) { // top of a thread: told to whoever looks, and logged
      LOG.log(System.Logger.Level.ERROR, run.status().id() + " failed", e);
      run.become(run.status().ended(JobStatus.State.FAILED, now(), Map.of(), String.valueOf(e.getMessage())));
    }
  }

  /** All that are remembered, the newest first. */
  public synchronized List<JobStatus> list() {
    var all = new ArrayList<JobStatus>();
    runs.values().forEach(run -> all.add(run.status()));
    return all.reversed();
  }

  private synchronized Optional<Run> find(String id) {
    return Optional.ofNullable(runs.get(id));
  }

  public Optional<JobStatus> status(String id) {
    return find(id).map(Run::status);
  }

  /** Asks a job to stop, which it does at its next step. */
  public Optional<JobStatus> cancel(String id) {
    var run = find(id);
    run.ifPresent(
        r -> {
          synchronized (r) {
            r.stop = true;
          }
        });
    return run.map(Run::status);
  }

  /** Waits until a job stands otherwise than {@code known}, but not longer than some time; answers how it stands. */
  public Optional<JobStatus> await(String id, JobStatus known, Duration longest) throws InterruptedException {
    var run = find(id);
    if (run.isPresent()) {
      synchronized (run.get()) {
        if (run.get().status.equals(known)) {
          run.get().wait(longest.toMillis());
        }
      }
    }
    return run.map(Run::status);
  }

  /** Takes no more jobs, stops the one that runs at its next step, and waits a few seconds for it. */
  @Override
  public void close() {
    thread.shutdown();
    list().forEach(job -> cancel(job.id()));
    try {
      thread.awaitTermination(LAST_STEP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
