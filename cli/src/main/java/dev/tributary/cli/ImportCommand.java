package dev.tributary.cli;

import dev.tributary.catalog.Dataset;
import dev.tributary.cli.terminal.Failure;
import dev.tributary.cli.terminal.OutputFile;
import dev.tributary.cli.terminal.Text;
import dev.tributary.data.EventWriter;
import dev.tributary.data.ImportReport;
import dev.tributary.home.Home;
import dev.tributary.log.LogRecord;
import dev.tributary.log.LogWriter;
import dev.tributary.math.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tributary import}: data of any supported format into a home's log, or into one file. */
@picocli.CommandLine.Command(
    name = "import",
    description = {
      "Reads events, items and users of any supported format into a home's log, or the events into one JSON lines file.",
      "Prints how many rows were read, kept and rejected, with the reason of each kind of rejection. An import that fails takes nothing in."
    },
    footer = {
      "",
      "Example:",
      "  ./tributary simulate --users 500 --items 2000 --days 7 --out demo",
      "  ./tributary import --in demo --home demo-home"
    })
final class ImportCommand extends Command {
  @Option(names = "--in", paramLabel = "PATH", arity = "1..*", description = "Files or folders, in this order.")
  private List<String> in = List.of();

  @Option(names = "--out", paramLabel = "FILE", description = "Write the events there as JSON lines, and nothing into a home.")
  private String out = "";

  @Mixin private DataOptions data = new DataOptions();

  @Override
  public Integer call() throws IOException {
    if (in.isEmpty()) {
      throw Failure.usage("import needs --in; './tributary import --help' shows an example");
    }
    if (!out.isEmpty()) {
      OutputFile.check("--out", out);
    }
    var sets = new ArrayList<Dataset>();
    for (String name : in) {
      sets.add(data.open(name, true));
    }
    var reports = out.isEmpty() ? intoHome(sets) : intoFile(sets);
    terminal().clearStatus();
    tell(reports);
    return Failure.DONE;
  }

  private List<ImportReport> intoHome(List<Dataset> sets) throws IOException {
    Path home = main().home();
    if (!Home.isHome(home)) {
      OutputFile.checkFolder("--home", home.toString());
      Home.prepare(home, "imported");
    }
    try (var log = LogWriter.open(Home.log(home))) {
      if (!log.report().note().isEmpty()) {
        terminal().note(log.report().note());
      }
      var before = log.mark();
      try {
        var reports = read(sets, entry -> append(log, entry));
        log.sync();
        return reports;
      } catch (IOException | RuntimeException e) {
        takeBack(log, before, e);
        throw e;
      }
    }
  }

  private static void takeBack(LogWriter log, LogWriter.Mark before, Exception cause) {
    try {
      log.cutBack(before);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  private static void append(LogWriter log, LogRecord entry) {
    try {
      log.append(entry);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<ImportReport> intoFile(List<Dataset> sets) throws IOException {
    try (var file = OutputFile.open(out, terminal())) {
      var writer = new EventWriter(file.stream());
      var reports =
          read(
              sets,
              entry -> {
                if (entry instanceof LogRecord.OfEvent(var event)) {
                  try {
                    writer.write(event);
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                }
              });
      writer.flush();
      file.commit();
      return reports;
    }
  }

  private interface Taker {
    void take(LogRecord entry);
  }

  private List<ImportReport> read(List<Dataset> sets, Taker taker) throws IOException {
    var reports = new ArrayList<ImportReport>();
    Progress progress = job("import").progress();
    for (Dataset set : sets) {
      reports.addAll(
          set.stream(
              item -> taker.take(new LogRecord.OfItem(item)), user -> taker.take(new LogRecord.OfUser(user)), event ->
                  taker.take(new LogRecord.OfEvent(event)), progress));
    }
    return reports;
  }

  private void tell(List<ImportReport> reports) {
    boolean outputTaken = OutputFile.isStandardOutput(out);
    if (json() && !outputTaken) {
      printJson(fields("home", out.isEmpty() ? main().home().toString() : "", "out", out, "files", reports.stream()
          .map(ImportCommand::asMap).toList()));
      return;
    }
    for (ImportReport report : reports) {
      if (outputTaken) {
        terminal().note(report.toString());
      } else {
        terminal().println(Text.message(report.toString()));
      }
    }
    if (!outputTaken) {
      terminal().println("taken into " + (out.isEmpty() ? Home.log(main().home()) : out));
    }
  }

  private static Object asMap(ImportReport report) {
    var rejections = report.rejections().stream().map(r -> fields("kind", r.kind(), "count", r.count(), "line", r.line(), "value",
        r.value())).toList();
    return fields(
        "source", report.source(), "reading", report.reading(), "rows", report.rows(), "kept", report.kept(), "rejected",
            report.rejected(), "events", report.events(),
        "rejections", rejections, "notes", report.notes());
  }
}
