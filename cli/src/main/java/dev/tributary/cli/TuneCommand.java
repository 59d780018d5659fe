package dev.tributary.cli;

import dev.tributary.cli.terminal.Failure;
import dev.tributary.cli.terminal.OutputFile;
import dev.tributary.cli.terminal.Text;
import dev.tributary.data.Interactions;
import dev.tributary.data.Split;
import dev.tributary.evaluation.Metric;
import dev.tributary.evaluation.Tuning;
import dev.tributary.home.Channels;
import dev.tributary.retrieval.ChannelKind;
import dev.tributary.retrieval.TrainingData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** {@code tune}: searches a channel's settings on validation data. */
@picocli.CommandLine.Command(
    name = "tune",
    description = {"Searches a channel's settings on validation data.",
        "Trials are kept beside the result, in FILE.trail: the same command goes on where it was stopped."},
    footer = {
      "",
      "Example:",
      "  ./tributary simulate --users 500 --items 2000 --days 7 --out demo",
      "  ./tributary tune itemcf --in demo --budget 20s --out demo-itemcf.yaml",
      "  ./tributary train itemcf --in demo --config demo-itemcf.yaml --out demo-itemcf"
    })
final class TuneCommand extends Command {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(s|m|h)");
  private static final Pattern METRIC = Pattern.compile("([A-Za-z ]+)@(\\d{1,5})");

  @Parameters(arity = "0..*", paramLabel = "CHANNEL", description = "What to tune; several share the budget.")
  private List<String> channels = List.of();

  @Option(names = "--in", paramLabel = "DATA", description = "What to train on: a file, a folder, or - for standard input.")
  private String in = "";

  @Option(names = "--valid", paramLabel = "DATA", description = "What is to be found. Default: each user's last interest of --in, held out.")
  private String valid = "";

  @Option(names = "--budget", paramLabel = "TIME", description = "How long to search: 90s, 10m, 2h. Default: 10m.")
  private String budget = "10m";

  @Option(names = "--metric", paramLabel = "METRIC@K", description = "What to make large. Default: ndcg@10.")
  private String metric = "ndcg@10";

  @Option(names = "--out", paramLabel = "FILE", description = "The best settings, for 'train --config'; a folder when there are several channels.")
  private String out = "";

  @Mixin private DataOptions data = new DataOptions();

  /** What a trail belongs to: other trials would mislead the search. */
  private record Header(String channel, String train, String valid, String metric, int k, long seed) {}

  private record Held(TrainingData train, Interactions valid) {}

  private record Goal(Metric metric, int k) {}

  @Override
  public Integer call() throws IOException {
    if (channels.isEmpty()) {
      throw Failure.usage("tune needs a channel: one of %s", String.join(" ", Channels.names()));
    }
    required("--in", in);
    required("--out", out);
    var kinds = channels.stream().<ChannelKind<?>>map(Channels::named).toList();
    long seconds = seconds();
    var goal = goal();
    for (var kind : kinds) {
      OutputFile.check("--out", file(kind, kinds.size()));
    }
    var held = held();
    if (kinds.size() > 1) {
      Files.createDirectories(Path.of(out));
    }
    var results = new ArrayList<Map<String, Object>>();
    for (var kind : kinds) {
      results.add(tune(kind, held, goal, (double) seconds / kinds.size(), file(kind, kinds.size())));
    }
    if (json()) {
      printJson(results.size() == 1 ? results.getFirst() : results);
    }
    return Failure.DONE;
  }

  private String file(ChannelKind<?> kind, int count) {
    return count == 1 ? out : out + "/" + kind.name() + ".yaml";
  }

  private long seconds() {
    var match = DURATION.matcher(budget);
    if (!match.matches() || Long.parseLong(match.group(1)) == 0) {
      throw Failure.usage("--budget '%s' is no time such as 90s, 10m or 2h", budget);
    }
    return Long.parseLong(match.group(1)) * switch (match.group(2)) {
      case "s" -> 1;
      case "m" -> 60;
      default -> 3600;
    };
  }

  private Goal goal() {
    var match = METRIC.matcher(metric);
    if (!match.matches() || Integer.parseInt(match.group(2)) == 0) {
      throw Failure.usage("--metric '%s' is no metric and cut such as ndcg@10 or recall@20", metric);
    }
    return new Goal(Metric.named(match.group(1)), Integer.parseInt(match.group(2)));
  }

  private Held held() throws IOException {
    var all = data.load(this, in);
    if (!valid.isEmpty()) {
      return new Held(all, data.load(this, valid).interactions());
    }
    var split = Split.leaveLastOut(all.interactions(), all.rule(), false);
    return new Held(all.withInteractions(split.train()), split.test());
  }

  private <C extends Record> Map<String, Object> tune(ChannelKind<C> kind, Held held, Goal goal, double seconds, String file) throws IOException {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    var header =
        new Header(
            kind.name(), held.train.interactions().fingerprint(), held.valid.fingerprint(), goal.metric.key(), goal.k, main().seed());
    var trail = Path.of(file + ".trail");
    var earlier = read(trail, header);
    start(trail, header, earlier);
    var listener = job("tune " + kind.name());
    var judged = new AtomicBoolean(!earlier.isEmpty()); // the defaults are judged whatever the budget
    var job = listener.withProgress((phase, done, total) -> listener.progress().report(phase, done, total) && (!judged.get() || System.nanoTime() < end));
    var tuning = new Tuning<>(kind, held.train, held.valid, goal.metric, goal.k, job).resume(earlier);
    terminal().note("searching " + String.join(" ", tuning.searched()) + (earlier.isEmpty() ? "" : "; going on after " + earlier.size() + " trials"));
    while (!judged.get() || System.nanoTime() < end) {
      try {
        Files.writeString(trail, JSON.writeValueAsString(tuning.next()) + "\n", StandardOpenOption.APPEND);
        judged.set(true);
        tell(kind, tuning, goal);
      } catch (CancellationException e) {
        if (!judged.get() || System.nanoTime() < end) {
          throw e; // stopped by the user
        }
      }
    }
    terminal().clearStatus();
    var first = tuning.trials().getFirst();
    var best = tuning.best().orElseThrow(() -> Failure.failed("nothing could be trained, the defaults among it: %s", first.failure()));
    var text = new StringBuilder(String.format(Locale.ROOT, "# %s@%d %.5f on validation data, the best of %d trials; the defaults have %.5f%n", goal.metric.key(), goal.k, best.score(), tuning.trials().size(), first.score()));
    text.append("channel: ").append(kind.name()).append("\nsettings:\n");
    best.settings().forEach((name, value) -> text.append("  ").append(name).append(": ").append(value).append('\n'));
    OutputFile.write(file, text.toString(), terminal());
    if (!json()) {
      terminal().println(text.toString().stripTrailing());
    }
    return fields("channel", kind.name(), "metric", goal.metric.key() + "@" + goal.k, "score", best.score(), "defaults", first.score(),
        "trials", tuning.trials().size(), "settings", best.settings(), "file", file);
  }

  private void tell(ChannelKind<?> kind, Tuning<?> tuning, Goal goal) {
    var trial = tuning.trials().getLast();
    if (trial.failure().isEmpty()) {
      terminal().note(
          String.format(
              Locale.ROOT,
              "%s %d: %s %.5f%s in %s  %s",
              kind.name(),
              tuning.trials().size(),
              goal.metric.title(),
              trial.score(),
              trial.complete() ? "" : " on few users",
              Text.seconds(trial.seconds()),
              trial.settings()));
    } else {
      terminal().note(kind.name() + " " + tuning.trials().size() + ": " + trial.failure() + "  " + trial.settings());
    }
  }

  /** A line each: first what it belongs to, then the trials. A torn last line is left out. */
  private static List<Tuning.Trial> read(Path trail, Header header) throws IOException {
    var trials = new ArrayList<Tuning.Trial>();
    if (!Files.exists(trail)) {
      return trials;
    }
    var lines = Files.readAllLines(trail);
    try {
      if (lines.isEmpty() || !JSON.readValue(lines.getFirst(), Header.class).equals(header)) {
        throw Failure.usage("--out: %s belongs to another search: other data, channel, metric or seed; take another file or remove it", trail);
      }
    } catch (JacksonException e) {
      throw Failure.usage("--out: %s is no trail of a search: %s; take another file or remove it", trail, e.getOriginalMessage()).because(e);
    }
    for (int n = 1; n < lines.size(); n++) {
      try {
        trials.add(JSON.readValue(lines.get(n), Tuning.Trial.class));
      } catch (JacksonException e) {
        if (n < lines.size() - 1) {
          throw Failure.usage("--out: %s, line %d: %s; remove the file", trail, n + 1, e.getOriginalMessage()).because(e);
        }
      }
    }
    return trials;
  }

  /** Begins a trail, or writes it again without the line that a killed search tore. */
  private static void start(Path trail, Header header, List<Tuning.Trial> trials) throws IOException {
    var text = new StringBuilder(JSON.writeValueAsString(header)).append('\n');
    trials.forEach(trial -> text.append(JSON.writeValueAsString(trial)).append('\n'));
    var beside = trail.resolveSibling(trail.getFileName() + ".new");
    Files.writeString(beside, text);
    Files.move(beside, trail, StandardCopyOption.ATOMIC_MOVE);
  }
}
