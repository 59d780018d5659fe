package dev.tributary.cli;

import dev.tributary.cli.terminal.Failure;
import dev.tributary.cli.terminal.OutputFile;
import dev.tributary.cli.terminal.Text;
import dev.tributary.data.Interactions;
import dev.tributary.data.Split;
import dev.tributary.data.TimeText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tributary split}: data cut into what is learned from, tuned on and judged by. */
@picocli.CommandLine.Command(
    name = "split",
    description = "Cuts events into train, valid and test, as JSON lines in a new folder.",
    footer = {
      "",
      "Example:",
      "  ./tributary simulate --users 500 --items 2000 --days 7 --out demo",
      "  ./tributary split --in demo --by time --at 2026-01-10,2026-01-11 --out demo-by-time"
    })
final class SplitCommand extends Command {
  @Option(names = "--in", paramLabel = "DATA", description = "Events: a file, a folder, or - for standard input.")
  private String in = "";

  @Option(names = "--by", paramLabel = "HOW",
      description = "last-out: each user's last interest; time: from a time on; ratio: drawn by chance. Default: last-out.")
  private String by = "last-out";

  @Option(names = "--at", paramLabel = "T[,T]", split = ",",
      description = "For time: where test begins; with two times, where valid and test begin. ISO-8601 or epoch milliseconds.")
  private List<String> at = List.of();

  @Option(names = "--ratio", paramLabel = "A,B,C", split = ",",
      description = "For ratio: shares of train, valid and test. Default: 0.8,0.1,0.1.")
  private List<Double> ratio = List.of(0.8, 0.1, 0.1);

  @Option(names = "--no-valid", description = "For last-out: test only, no valid.")
  private boolean noValid;

  @Option(names = "--out", paramLabel = "DIR", description = "The new folder.")
  private String out = "";

  @Mixin private ReadingOptions reading = new ReadingOptions();

  @Mixin private RuleOptions rule = new RuleOptions();

  @Override
  public Integer call() throws IOException {
    required("--in", in);
    OutputFile.checkFolder("--out", required("--out", out));
    Path folder = OutputFile.path("--out", out);
    if (Files.isDirectory(folder) && !isEmpty(folder)) {
      throw Failure.usage("--out: %s is not empty; name a new folder", out);
    }
    checkOptions();
    Interactions log = reading.load(this, "--in", in).interactions();
    var split = split(log);
    split.write(folder);
    tell(split);
    return Failure.DONE;
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (var entries = Files.list(folder)) {
      return entries.findAny().isEmpty();
    }
  }

  private void checkOptions() {
    switch (by) {
      case "last-out" -> {}
      case "time" -> {
        if (at.isEmpty() || at.size() > 2) {
          throw Failure.usage("--by time needs --at with one time or two, for example --at 2026-01-10,2026-01-11");
        }
        at.forEach(SplitCommand::time);
      }
      case "ratio" -> {
        if (ratio.size() != 3) {
          throw Failure.usage("--ratio has %d shares, must be three, for example 0.8,0.1,0.1", ratio.size());
        }
      }
      default -> throw Failure.usage("--by is '%s', must be last-out, time or ratio", by);
    }
  }

  private Split split(Interactions log) {
    return switch (by) {
      case "time" -> at.size() == 1 ? Split.byTime(log, time(at.getFirst())) : Split.byTime(log, time(at.get(0)), time(at.get(1)));
      case "ratio" -> Split.byRatio(log, ratio.get(0), ratio.get(1), ratio.get(2), main().seed());
      default -> Split.leaveLastOut(log, rule.rule(), !noValid);
    };
  }

  private static long time(String text) {
    try {
      return TimeText.parse(text.strip());
    } catch (IllegalArgumentException e) {
      throw Failure.usage("--at: %s", e.getMessage()).because(e);
    }
  }

  private void tell(Split split) {
    var parts = new LinkedHashMap<String, Interactions>();
    parts.put("train", split.train());
    split.valid().ifPresent(valid -> parts.put("valid", valid));
    parts.put("test", split.test());
    if (json()) {
      var result = new LinkedHashMap<String, Object>();
      parts.forEach((name, part) -> result.put(name, fields("rows", part.size(), "users", part.users().size(), "items",
          part.items().size())));
      printJson(result);
      return;
    }
    parts.forEach(
        (name, part) ->
            terminal().println(
                String.format(Locale.ROOT, "%-6s %12s rows %10s users %10s items", name, Text.count(part.size()),
                    Text.count(part.users().size()), Text.count(part.items().size()))));
  }
}
