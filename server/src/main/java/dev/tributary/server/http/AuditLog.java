package dev.tributary.server.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import tools.jackson.databind.json.JsonMapper;

/** One JSON line for each call that needs the role admin: when, which key, what, and how it ended. Thread-safe. */
final class AuditLog {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Path file;

  AuditLog(Path file) {
    this.file = file;
  }

  synchronized void add(Instant time, String requestId, String key, String method, String path, int status) throws IOException {
    var line = new LinkedHashMap<String, Object>();
    line.put("time", time.toString());
    line.put("request", requestId);
    line.put("key", key);
    line.put("method", method);
    line.put("path", path);
    line.put("status", status);
    Files.write(file, (JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
