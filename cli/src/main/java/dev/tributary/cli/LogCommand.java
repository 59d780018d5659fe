package dev.tributary.cli;

import dev.tributary.cli.terminal.Failure;
import dev.tributary.cli.terminal.OutputFile;
import dev.tributary.cli.terminal.Table;
import dev.tributary.cli.terminal.Text;
import dev.tributary.data.Event;
import dev.tributary.data.EventFormat;
import dev.tributary.data.EventJson;
import dev.tributary.data.EventWriter;
import dev.tributary.data.Signal;
import dev.tributary.formats.EventTables;
import dev.tributary.formats.rows.RowWriter;
import dev.tributary.home.AttributedEvent;
import dev.tributary.home.Home;
import dev.tributary.home.OutcomeJoin;
import dev.tributary.log.EventLog;
import dev.tributary.log.LogRecord;
import dev.tributary.log.Upkeep;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code tributary log}: the event log of a home. */
@picocli.CommandLine.Command(
    name = "log",
    description = "The append-only event log of a home.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Example:",
      "  ./tributary simulate --users 500 --items 2000 --days 7 --out demo",
      "  ./tributary import --in demo --home demo-home",
      "  ./tributary log verify --home demo-home"
    },
    subcommands = {LogCommand.Export.class, LogCommand.Verify.class, LogCommand.Replay.class, LogCommand.Erase.class})
final class LogCommand extends Command {
  @Override
  public Integer call() {
    throw Failure.usage("log needs one of export, verify, replay, erase");
  }

  /** The log of the home, which must be there. */
  private static EventLog log(Command command) throws IOException {
    var home = command.main().home();
    if (!Home.isHome(home)) {
      throw Failure.usage("%s is no home of Tributary; name one with --home, or make one with 'import'", home);
    }
    return EventLog.open(Home.log(home));
  }

  /** {@code log export}. */
  @picocli.CommandLine.Command(
      name = "export",
      description = "Writes the log's events as JSON lines, Parquet or TFRecord (tf.train.Example), in their order.",
      footer = {
        "",
        "Example:",
        "  ./tributary simulate --users 500 --items 2000 --days 7 --out demo",
        "  ./tributary import --in demo --home demo-home",
        "  ./tributary log export --home demo-home --out demo-events.jsonl"
      })
  static final class Export extends Command {
    @Option(names = "--out", paramLabel = "FILE", description = "Where to write; - is standard output, the default.")
    private String out = "-";

    @Option(names = "--format", paramLabel = "F", description = "jsonl parquet tfrecord. Default: parquet or tfrecord when --out ends so, else jsonl.")
    private String format = "";

    @Option(names = "--from", paramLabel = "N", description = "Number of the first record. Default: 0.")
    private long from;

    @Option(names = "--attributed", description = "Only events that name a page that was served, each with its place there: rows to train a ranker on.")
    private boolean attributed;

    @Override
    public Integer call() throws IOException {
      OutputFile.check("--out", out);
      if (from < 0) {
        throw Failure.usage("--from is %d, must be 0 or more", from);
      }
      var target = target();
      var log = log(this);
      if (attributed) {
        if (from > 0) {
          throw Failure.usage("--attributed reads the whole log, since a page may stand anywhere before its events; leave out --from");
        }
        return exportAttributed(target);
      }
      long size = log.size();
      var progress = job("log export").progress();
      var events = new long[1];
      try (var file = OutputFile.open(out, terminal())) {
        var writer = events(target, file.stream());
        log.replay(
            from,
            (sequence, entry) -> {
              if (entry instanceof LogRecord.OfEvent(var event)) {
                writer.write(event);
                events[0]++;
              }
              if ((sequence & 0xFFFF) == 0) {
                progress.step("write", sequence, size);
              }
            });
        writer.close();
        file.commit();
      }
      terminal().clearStatus();
      if (json() && !OutputFile.isStandardOutput(out)) {
        printJson(fields("events", events[0], "out", out));
      } else if (!OutputFile.isStandardOutput(out)) {
        terminal().note(Text.count(events[0]) + " events in " + out);
      }
      return Failure.DONE;
    }

    private EventFormat target() {
      String name = format.isEmpty() ? out.endsWith(".parquet") ? "parquet" : out.endsWith(".tfrecord") ? "tfrecord" : "jsonl" : format;
      return switch (name) {
        case "jsonl" -> EventFormat.JSONL;
        case "parquet" -> EventFormat.PARQUET;
        case "tfrecord" -> EventFormat.TFRECORD;
        default -> throw Failure.usage("--format is '%s', must be one of jsonl parquet tfrecord", name);
      };
    }

    private static RowWriter<Event> events(EventFormat format, OutputStream out) throws IOException {
      if (format != EventFormat.JSONL) {
        return EventTables.events(format, out);
      }
      var writer = new EventWriter(out);
      return new RowWriter<>() {
        @Override
        public void write(Event event) throws IOException {
          writer.write(event);
        }

        @Override
        public void close() throws IOException {
          writer.flush();
        }
      };
    }

    private static RowWriter<AttributedEvent> attributed(EventFormat format, OutputStream out) throws IOException {
      if (format != EventFormat.JSONL) {
        return EventTables.attributed(format, out);
      }
      var stream = new BufferedOutputStream(out);
      return new RowWriter<>() {
        @Override
        public void write(AttributedEvent row) throws IOException {
          stream.write(line(row));
        }

        @Override
        public void close() throws IOException {
          stream.flush();
        }
      };
    }

    private Integer exportAttributed(EventFormat target) throws IOException {
      Map<OutcomeJoin.Outcome, Long> outcomes;
      try (var file = OutputFile.open(out, terminal())) {
        var writer = attributed(target, file.stream());
        outcomes =
            OutcomeJoin.read(
                main().home(),
                row -> {
                  try {
                    writer.write(row);
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                });
        writer.close();
        file.commit();
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
      var counts = new TreeMap<String, Object>();
      outcomes.forEach((outcome, count) -> counts.put(outcome.name().toLowerCase(Locale.ROOT), count));
      if (json() && !OutputFile.isStandardOutput(out)) {
        printJson(fields("outcomes", counts, "out", out));
      } else if (!OutputFile.isStandardOutput(out)) {
        terminal().note("events by outcome: " + counts);
      }
      return Failure.DONE;
    }
  }

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** One attributed event as a line of JSON: the event's own fields, and {@code served}. */
  private static byte[] line(AttributedEvent row) {
    var served = Command.fields("position", row.position(), "score", row.score(), "scene", row.scene(), "release", row.release(), "time", Instant.ofEpochMilli(row.servedAt()).toString());
    served.put("channels", row.channels().stream().map(found -> Command.fields("name", found.channel(), "rank", found.rank(), "score", found.score())).toList());
    var features = new LinkedHashMap<String, Object>();
    for (int n = 0; n < row.features().size(); n++) {
      features.put(row.featureNames().get(n), row.features().get(n));
    }
    served.put("features", features);
    var line = (ObjectNode) JSON.readTree(EventJson.write(row.event()));
    line.set("served", JSON.valueToTree(served));
    return (line + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** {@code log erase}. */
  @picocli.CommandLine.Command(
      name = "erase",
      description = {
        "Erases a user: from the log's files, the snapshot and all that is trained from now on. No service may run on this home meanwhile.",
        "Releases trained before keep what they learned from the user among others; train anew and remove them."
      },
      footer = {
        "",
        "Example:",
        "  ./tributary simulate --users 500 --items 2000 --days 7 --out demo",
        "  ./tributary import --in demo --home demo-home",
        "  ./tributary log erase --user u7 --home demo-home"
      })
  static final class Erase extends Command {
    @Option(names = "--user", paramLabel = "ID", description = "The user's id.")
    private String user = "";

    @Override
    public Integer call() throws IOException {
      required("--user", user);
      log(this);
      try (var home = Home.open(main().home(), InstantSource.system())) {
        var erasure = home.erase(user);
        var report = home.upkeep(Upkeep.Rules.KEEP_ALL);
        long records = report.erased().getOrDefault(user, 0L);
        if (json()) {
          printJson(fields("user", user, "known", erasure.known(), "itemsMet", erasure.itemsMet(), "records", records, "segments", report.rewritten(), "releases", erasure.releases()));
        } else {
          terminal().println(Text.message(user + (erasure.known() ? " had met " + Text.count(erasure.itemsMet()) + " items; " : " was unknown; ") + Text.count(records) + " records are gone from the log, "
              + report.rewritten() + " segments were written anew"));
          if (!erasure.releases().isEmpty()) {
            terminal().println("releases trained before, which hold sums over all users: " + String.join(" ", erasure.releases()));
          }
        }
      }
      return Failure.DONE;
    }
  }

  /** {@code log verify}. */
  @picocli.CommandLine.Command(
      name = "verify",
      description = "Reads the whole log and compares all checksums.",
      footer = {
        "",
        "Example:",
        "  ./tributary simulate --users 500 --items 2000 --days 7 --out demo",
        "  ./tributary import --in demo --home demo-home",
        "  ./tributary log verify --home demo-home"
      })
  static final class Verify extends Command {
    @Override
    public Integer call() throws IOException {
      var found = log(this).verify();
      if (json()) {
        printJson(fields("records", found.records(), "segments", found.segments(), "bytes", found.bytes(), "tornBytes", found.tornBytes()));
      } else {
        terminal().println("all is well: " + Text.count(found.records()) + " records in " + found.segments() + " segments, "
            + Text.bytes(found.bytes()) + " read");
        if (found.tornBytes() > 0) {
          terminal().println(Text.count(found.tornBytes())
              + " bytes at the end are of a write that was cut off; the next write removes them");
        }
      }
      return Failure.DONE;
    }
  }

  /** {@code log replay}. */
  @picocli.CommandLine.Command(
      name = "replay",
      description = "Replays the log and tells what is in it: records, users, items, events by type, first and last time.",
      footer = {
        "",
        "Example:",
        "  ./tributary simulate --users 500 --items 2000 --days 7 --out demo",
        "  ./tributary import --in demo --home demo-home",
        "  ./tributary log replay --home demo-home --json"
      })
  static final class Replay extends Command {
    private final Map<Signal, Long> signals = new EnumMap<>(Signal.class);
    private final Set<String> users = new HashSet<>();
    private final Set<String> items = new HashSet<>();
    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;
    private long responses;

    @Override
    public Integer call() throws IOException {
      var log = log(this);
      long size = log.size();
      var progress = job("log replay").progress();
      long records =
          log.replay(
              0,
              (sequence, entry) -> {
                take(entry);
                if ((sequence & 0xFFFF) == 0) {
                  progress.step("read", sequence, size);
                }
              });
      terminal().clearStatus();
      tell(records);
      return Failure.DONE;
    }

    private void take(LogRecord entry) {
      switch (entry) {
        case LogRecord.OfEvent(var event) -> take(event);
        case LogRecord.OfItem(var item) -> items.add(item.id());
        case LogRecord.OfUser(var user) -> users.add(user.id());
        case LogRecord.OfErasure(var user) -> users.remove(user);
        case LogRecord.OfResponse _ -> responses++;
        case LogRecord.OfTakeBack _ -> {}
      }
    }

    private void take(Event event) {
      signals.merge(event.type(), 1L, Long::sum);
      users.add(event.user());
      if (!event.item().isEmpty()) {
        items.add(event.item());
      }
      if (event.time() != Event.NO_TIME) {
        first = Math.min(first, event.time());
        last = Math.max(last, event.time());
      }
    }

    private void tell(long records) {
      var byName = new LinkedHashMap<String, Long>();
      signals.forEach((signal, count) -> byName.put(signal.wireName(), count));
      if (json()) {
        var result = fields("records", records, "users", users.size(), "items", items.size(), "responses", responses, "events", byName);
        if (last >= first) {
          result.put("first", Instant.ofEpochMilli(first).toString());
          result.put("last", Instant.ofEpochMilli(last).toString());
        }
        printJson(result);
        return;
      }
      terminal().println(Text.count(records) + " records, " + Text.count(users.size()) + " users, " + Text.count(items.size()) + " items");
      if (last >= first) {
        terminal().println("from " + Instant.ofEpochMilli(first) + " to " + Instant.ofEpochMilli(last));
      }
      var table = new Table("event", "count");
      byName.forEach((name, count) -> table.row(name, Text.count(count)));
      terminal().print(table.plain());
    }
  }
}
