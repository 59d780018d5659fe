package dev.tributary.cli;

import dev.tributary.cli.report.Report;
import dev.tributary.cli.report.ReportPage;
import dev.tributary.cli.terminal.Failure;
import dev.tributary.cli.terminal.OutputFile;
import dev.tributary.cli.terminal.Text;
import dev.tributary.data.Split;
import dev.tributary.evaluation.Metric;
import dev.tributary.evaluation.TestSet;
import dev.tributary.home.Channels;
import dev.tributary.home.OfflineTrial;
import dev.tributary.home.Training;
import dev.tributary.retrieval.ChannelKind;
import dev.tributary.retrieval.TrainingData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tributary leaderboard}: many channels, trained and measured on one split. */
@picocli.CommandLine.Command(
    name = "leaderboard",
    description = "Trains channels with their default settings on one split and measures them side by side, and the blend of them all beside them.",
    footer = {
      "",
      "Example:",
      "  ./tributary simulate --users 500 --items 2000 --days 7 --out demo",
      "  ./tributary leaderboard --in demo --channels itemcf,popular --html demo-board.html"
    })
final class LeaderboardCommand extends Command {
  @Option(names = "--in", paramLabel = "DATA", description = "A folder with train.* and test.*, or events, of which each user's last interest is held out.")
  private String in = "";

  @Option(names = "--channels", paramLabel = "A,B", split = ",", description = "Which channels; all: every one, some of which take minutes. Default: those of a funnel that nobody configured.")
  private List<String> channels = List.of();

  @Option(names = "--at", paramLabel = "K,K", split = ",", description = "Lengths of list to measure at. Default: 5,10,20.")
  private int[] at = {5, 10, 20};

  @Option(names = "--markdown", description = "The table in Markdown.")
  private boolean markdown;

  @Option(names = "--html", paramLabel = "FILE", description = "Write the table as one HTML page, with charts of quality and of what it costs in time and size.")
  private String html = "";

  @Mixin private DataOptions data = new DataOptions();

  @Override
  public Integer call() throws IOException {
    required("--in", in);
    Cuts.check("--at", at);
    if (!html.isEmpty()) {
      OutputFile.check("--html", html);
    }
    var kinds = channels.isEmpty() ? Channels.defaults() : channels.equals(List.of("all")) ? Channels.all() : channels.stream().<ChannelKind<?>>map(name -> Channels.named(name.strip())).toList();
    boolean given = isSplit();
    var training = given ? data.loadSplit(this, in) : heldOut(data.load(this, in));
    var test = TestSet.of(training.split().train(), training.split().valid(), training.split().test(), training.data().rule());
    var trial = OfflineTrial.run(Training.ofDefaults(kinds), training.data(), test, at, job("leaderboard"));
    var board = trial.board();
    terminal().clearStatus();
    if (!html.isEmpty()) {
      OutputFile.write(html, ReportPage.html(report(trial, given)), terminal());
      terminal().note("written: " + html);
    }
    if (json()) {
      printJson(board.toMap());
    } else {
      terminal().println((markdown ? board.toMarkdown() : board.toString()).stripTrailing());
    }
    return Failure.DONE;
  }

  private boolean isSplit() throws IOException {
    Path folder = ReadingOptions.existing("--in", in);
    return !in.equals("-") && Split.isSplit(folder);
  }

  private static DataOptions.Held heldOut(TrainingData all) {
    var split = Split.leaveLastOut(all.interactions(), all.rule(), false);
    return new DataOptions.Held(split, all.withInteractions(split.train()));
  }

  private Report report(OfflineTrial trial, boolean given) throws IOException {
    var test = trial.test();
    String protocol = given ? "Trained on train, judged by test, over the full catalogue." : "The last interest of every user held out; ranked over the full catalogue.";
    var table = OfflineTable.of(trial.board(), Cuts.main(at), protocol, Set.of(OfflineTrial.BLEND));
    var facts =
        List.of(
            new Report.Fact("users", Text.count(test.evaluatedUsers())),
            new Report.Fact("items", Text.count(test.catalogueSize())),
            new Report.Fact("rule", test.rule().toString()),
            new Report.Fact("seed", Long.toString(main().seed())));
    return new Report(
        "Leaderboard", "Channels with their default settings on " + Path.of(in).getFileName() + ".", facts, Optional.of(table), Optional.of(costs(trial)), Optional.empty(), List.of(), Optional.empty(), List.of(), "Made by: ./tributary leaderboard");
  }

  private Report.Costs costs(OfflineTrial trial) throws IOException {
    int k = Cuts.main(at);
    var costs = new ArrayList<Report.Cost>();
    for (var model : trial.trained().models().entrySet()) {
      double ndcg = trial.board().results().get(model.getKey()).value(Metric.NDCG, k);
      costs.add(new Report.Cost(model.getKey(), ndcg, trial.trained().seconds().get(model.getKey()), ModelFolder.bytes(model.getValue())));
    }
    return new Report.Costs(Metric.NDCG.title() + "@" + k, costs);
  }
}
