package dev.tributary.server.jobs;

import dev.tributary.disk.Disk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * How jobs stood when they were last written, in {@code jobs.json} of the home, the oldest first. Whoever trains a release wants to know it
 * also after the service was started anew; nothing else depends on it, so that a file that cannot be read or written is logged and let be.
 * Confined: its owner's lock.
 */
final class JobHistory {
  private static final System.Logger LOG = System.getLogger(JobHistory.class.getName());
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Path file;

  JobHistory(Path home) {
    file = home.resolve("jobs.json");
  }

  List<JobStatus> read() {
    var jobs = new ArrayList<JobStatus>();
    if (Files.exists(file)) {
      try {
        JSON.readValue(Files.readAllBytes(file), new TypeReference<List<Map<String, Object>>>() {}).forEach(job -> jobs.add(JobStatus.of(job)));
      } catch (IOException | JacksonException | IllegalArgumentException | java.time.DateTimeException e) {
        LOG.log(System.Logger.Level.WARNING, "the history of jobs in " + file + " cannot be read and begins anew: " + e.getMessage());
        return List.of();
      }
    }
    return jobs;
  }

  void write(List<JobStatus> jobs) {
    try {
      Disk.REAL.replaceFile(file, (JSON.writerWithDefaultPrettyPrinter().writeValueAsString(jobs.stream().map(JobStatus::toMap).toList()) + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "the history of jobs cannot be written: " + e.getMessage());
    }
  }
}
