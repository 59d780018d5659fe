package dev.tributary.server.api;

import dev.tributary.home.Channels;
import dev.tributary.server.http.Answer;
import dev.tributary.server.http.Exchange;
import dev.tributary.server.http.Parameter;
import dev.tributary.server.http.Problem;
import dev.tributary.server.http.Route;
import dev.tributary.server.jobs.JobStatus;
import dev.tributary.server.jobs.Retraining;
import dev.tributary.server.keys.Role;
import dev.tributary.settings.Nearest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/** Jobs: training a new release from the log, with progress. */
final class JobRoutes {
  private static final String EVENTS = "text/event-stream";
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);
  private static final Parameter ID = Parameter.pathId("id", "the job");
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Retraining retraining;

  JobRoutes(Retraining retraining) {
    this.retraining = retraining;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/v1/jobs", Role.ADMIN).summary("The last hundred jobs since the service started, newest first").answers(200, "JobList", "the jobs").by(_ -> Answer.json(200, Map.of("jobs", retraining.jobs().list().stream().map(JobStatus::toMap).toList()))),
        Route.post("/v1/jobs", Role.ADMIN).summary("Trains a release from the log; what is worse than the one that serves beyond noise is not published").body("JobRequest").answers(202, "Job", "the job, which waits or runs").problems(409, 422).by(this::submit),
        Route.get("/v1/jobs/{id}", Role.ADMIN).summary("How a job stands").with(ID).answers(200, "Job", "the job").problems(404).by(e -> Answer.json(200, find(e).toMap())),
        Route.delete("/v1/jobs/{id}", Role.ADMIN).summary("Stops a job at its next step; one that has ended stays as it is").with(ID).answers(202, "Job", "the job").problems(404).by(this::cancel),
        Route.get("/v1/jobs/{id}/events", Role.ADMIN).summary("A job's progress as server-sent events, until it ends").with(ID).answers(200, EVENTS, "JobEvent", "events named progress, each with a Job as its data").problems(404).by(this::follow));
  }

  private static Problem unknown() {
    return Problem.of(404, "there is no job of this id; jobs are remembered until the service stops");
  }

  private JobStatus find(Exchange exchange) {
    return retraining.jobs().status(exchange.text(ID)).orElseThrow(JobRoutes::unknown);
  }

  private Answer submit(Exchange exchange) throws IOException {
    var fields = exchange.json().only("type", "channels", "gate");
    if (!fields.text("type", 20).equals(Retraining.TYPE)) {
      fields.wrong("type", "must be " + Retraining.TYPE);
    }
    var channels = fields.ids("channels", 50);
    boolean gated = fields.optionalFlag("gate").orElse(true);
    fields.check();
    for (String channel : channels) {
      if (!Channels.names().contains(channel)) {
        String near = channel.length() > 100 ? "" : "; did you mean '" + Nearest.of(channel, Channels.names()) + "'?";
        throw Problem.unfit("/channels", "there is no channel '" + Parameter.shown(channel) + "'" + near + " The channels are " + String.join(" ", Channels.names()));
      }
    }
    if (channels.stream().distinct().count() < channels.size()) {
      throw Problem.unfit("/channels", "names a channel twice");
    }
    if (retraining.busy()) {
      throw Problem.of(409, "a training waits for its turn already; wait until it runs");
    }
    var job = retraining.submit(channels, gated);
    return Answer.json(202, job.toMap()).withHeader("Location", "/v1/jobs/" + job.id());
  }

  private Answer cancel(Exchange exchange) {
    return Answer.json(202, retraining.jobs().cancel(exchange.text(ID)).orElseThrow(JobRoutes::unknown).toMap());
  }

  private Answer follow(Exchange exchange) {
    String id = find(exchange).id();
    return Answer.streamed(EVENTS, out -> follow(id, out));
  }

  private void follow(String id, OutputStream out) throws IOException {
    try {
      var status = retraining.jobs().status(id);
      while (status.isPresent()) {
        send(out, "event: progress\ndata: " + JSON.writeValueAsString(status.get().toMap()) + "\n\n");
        if (status.get().state().ended()) {
          return;
        }
        Optional<JobStatus> next = retraining.jobs().await(id, status.get(), HEARTBEAT);
        if (next.equals(status)) {
          send(out, ": still at it\n\n"); // tells whether the listener is still there
        }
        status = next;
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // the service is being stopped
    }
  }

  private static void send(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
