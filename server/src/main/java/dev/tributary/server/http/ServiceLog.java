package dev.tributary.server.http;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import tools.jackson.databind.json.JsonMapper;

/** The lines that the service writes to standard error, for people or for programs that collect them. Thread-safe. */
public final class ServiceLog {
  /** The id of the request that a thread works for. */
  static final ScopedValue<String> REQUEST = ScopedValue.newInstance();

  private static final System.Logger ACCESS = System.getLogger("dev.tributary.access");
  private static final int NANOS_A_MICRO = 1000;

  private ServiceLog() {}

  /** How a line looks. */
  public enum Format {
    /** As Java's logging writes it. */
    TEXT,
    /** A JSON object: {@code time}, {@code level}, {@code logger}, {@code message}, {@code request} where one is worked for, {@code error} with its stack trace, and what else the line says. */
    JSON
  }

  /** Has everything that this process logs from now on written so. */
  public static void use(Format format) {
    if (format == Format.JSON) {
      for (Handler handler : Logger.getLogger("").getHandlers()) {
        handler.setFormatter(new JsonLines());
      }
    }
  }

  /** A request that was answered, by its route: the log names no user and no item. */
  static void answered(String method, String route, int status, long nanos, String key) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("method", method);
    fields.put("route", route);
    fields.put("status", status);
    fields.put("micros", nanos / NANOS_A_MICRO);
    if (!key.isEmpty()) {
      fields.put("key", key);
    }
    ACCESS.log(System.Logger.Level.INFO, "{0}", new Fields(fields));
  }

  /** What a line says by name. */
  private record Fields(Map<String, Object> values) {
    @Override
    public String toString() {
      return values.get("method") + " " + values.get("route") + " " + values.get("status") + " in " + values.get("micros") + " µs, request " + REQUEST.orElse("");
    }
  }

  static final class JsonLines extends Formatter {
    private static final JsonMapper JSON = JsonMapper.shared();

    @Override
    public String format(LogRecord record) {
      var line = new LinkedHashMap<String, Object>();
      line.put("time", record.getInstant().toString());
      line.put("level", record.getLevel().getName().toLowerCase(Locale.ROOT));
      line.put("logger", record.getLoggerName());
      if (REQUEST.isBound()) {
        line.put("request", REQUEST.get());
      }
      if (record.getParameters() != null && record.getParameters().length == 1 && record.getParameters()[0] instanceof Fields fields) {
        fields.values.forEach(line::putIfAbsent);
      } else {
        line.put("message", formatMessage(record));
      }
      if (record.getThrown() != null) {
        var trace = new StringWriter();
        record.getThrown().printStackTrace(new PrintWriter(trace, true));
        line.put("error", trace.toString());
      }
      return JSON.writeValueAsString(line) + "\n";
    }
  }
}
