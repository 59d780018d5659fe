package dev.tributary.cli;

import dev.tributary.cli.report.Report;
import dev.tributary.cli.report.ReportPage;
import dev.tributary.cli.terminal.Failure;
import dev.tributary.cli.terminal.OutputFile;
import dev.tributary.cli.terminal.Text;
import dev.tributary.data.Split;
import dev.tributary.evaluation.EvaluationResult;
import dev.tributary.evaluation.Leaderboard;
import dev.tributary.evaluation.Metric;
import dev.tributary.evaluation.TestSet;
import dev.tributary.home.Channels;
import dev.tributary.math.Job;
import dev.tributary.math.Seeds;
import dev.tributary.retrieval.ChannelKind;
import dev.tributary.retrieval.ChannelModel;
import dev.tributary.retrieval.TrainingData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tributary leaderboard}: many channels, trained and measured on one split. */
@picocli.CommandLine.Command(
    name = "leaderboard",
    description = "Trains channels with their default settings on one split and measures them side by side.",
    footer = {
      "",
      "Example:",
      "  ./tributary simulate --users 500 --items 2000 --days 7 --out demo",
      "  ./tributary leaderboard --in demo --channels itemcf,popular --html demo-board.html"
    })
final class LeaderboardCommand extends Command {
  @Option(names = "--in", paramLabel = "DATA", description = "A folder with train.* and test.*, or events, of which each user's last interest is held out.")
  private String in = "";

  @Option(names = "--channels", paramLabel = "A,B", split = ",", description = "Which channels. Default: all.")
  private List<String> channels = List.of();

  @Option(names = "--at", paramLabel = "K,K", split = ",", description = "Lengths of list to measure at. Default: 5,10,20.")
  private int[] at = {5, 10, 20};

  @Option(names = "--markdown", description = "The table in Markdown.")
  private boolean markdown;

  @Option(names = "--html", paramLabel = "FILE", description = "Write the table with charts as one HTML page.")
  private String html = "";

  @Mixin private DataOptions data = new DataOptions();

  @Override
  public Integer call() throws IOException {
    required("--in", in);
    Cuts.check("--at", at);
    if (!html.isEmpty()) {
      OutputFile.check("--html", html);
    }
    var kinds = channels.isEmpty() ? Channels.all() : channels.stream().<ChannelKind<?>>map(name -> Channels.named(name.strip())).toList();
    boolean given = isSplit();
    var training = given ? data.loadSplit(this, in) : heldOut(data.load(this, in));
    var test = TestSet.of(training.split().train(), training.split().valid(), training.split().test(), training.data().rule());
    var board = new Leaderboard(test, job("measure"), at);
    for (ChannelKind<?> kind : kinds) {
      var job = job("train " + kind.name());
      board.add(kind.name(), train(kind, training.data(), job.withSeed(Seeds.of(job.seed(), kind.name()))));
    }
    terminal().clearStatus();
    if (!html.isEmpty()) {
      OutputFile.write(html, ReportPage.html(report(board, test, given)), terminal());
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

  private static <C extends Record> ChannelModel train(ChannelKind<C> kind, TrainingData data, Job job) {
    return kind.trainer(kind.defaults()).train(data, job);
  }

  private Report report(Leaderboard board, TestSet test, boolean given) {
    int k = board.results().values().iterator().next().ks()[0];
    for (int cut : at) {
      k = cut == 10 ? 10 : k;
    }
    int shown = k;
    var metrics = List.of(Metric.NDCG, Metric.RECALL, Metric.HIT_RATE, Metric.PRECISION, Metric.MAP, Metric.MRR, Metric.COVERAGE, Metric.GINI, Metric.NOVELTY);
    var columns = metrics.stream().map(m -> new Report.Metric(name(m, shown), meaning(m), better(m))).toList();
    var rows = new ArrayList<Report.ResultRow>();
    board.results().forEach((name, result) -> rows.add(new Report.ResultRow(name, false, values(metrics, result, shown))));
    String protocol = given ? "Trained on train, judged by test, over the full catalogue." : "The last interest of every user held out; ranked over the full catalogue.";
    var table = new Report.ResultTable(protocol, columns, rows, List.of(name(Metric.NDCG, k), name(Metric.RECALL, k), name(Metric.COVERAGE, k), name(Metric.NOVELTY, k)));
    var facts =
        List.of(
            new Report.Fact("users", Text.count(test.evaluatedUsers())),
            new Report.Fact("items", Text.count(test.catalogueSize())),
            new Report.Fact("rule", test.rule().toString()),
            new Report.Fact("seed", Long.toString(main().seed())));
    return new Report(
        "Leaderboard", "Channels with their default settings on " + Path.of(in).getFileName() + ".", facts, Optional.of(table), Optional.empty(), List.of(), Optional.empty(), List.of(), "Made by: ./tributary leaderboard");
  }

  private static List<Double> values(List<Metric> metrics, EvaluationResult result, int k) {
    return metrics.stream().map(m -> result.value(m, k)).toList();
  }

  private static String name(Metric metric, int k) {
    return metric.title() + "@" + k;
  }

  private static Report.Better better(Metric metric) {
    return metric == Metric.GINI ? Report.Better.LOWER : metric == Metric.NOVELTY ? Report.Better.NEITHER : Report.Better.HIGHER;
  }

  private static String meaning(Metric metric) {
    return switch (metric) {
      case HIT_RATE -> "share of users with a hit";
      case PRECISION -> "hits among the items listed";
      case RECALL -> "share of a user's test items that is listed";
      case NDCG -> "hits, weighted by their rank";
      case MAP -> "mean of the precision at each hit";
      case MRR -> "1 / rank of the first hit";
      case COVERAGE -> "share of the catalogue that is listed for somebody";
      case GINI -> "inequality of exposure; 0: all items alike";
      case NOVELTY -> "bits of surprise: rare items count more";
      default -> metric.title();
    };
  }
}
