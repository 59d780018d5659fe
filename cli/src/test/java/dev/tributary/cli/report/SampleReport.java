package dev.tributary.cli.report;

import dev.tributary.cli.report.Report.Better;
import dev.tributary.cli.report.Report.ChannelShare;
import dev.tributary.cli.report.Report.Exposure;
import dev.tributary.cli.report.Report.Fact;
import dev.tributary.cli.report.Report.FoundBy;
import dev.tributary.cli.report.Report.Metric;
import dev.tributary.cli.report.Report.PageItem;
import dev.tributary.cli.report.Report.ResultRow;
import dev.tributary.cli.report.Report.ResultTable;
import dev.tributary.cli.report.Report.Series;
import dev.tributary.cli.report.Report.UserPage;
import dev.tributary.cli.report.Report.Utility;
import dev.tributary.cli.report.Report.UtilityBar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A made-up report with every part, for tests and for looking at the page's design. */
final class SampleReport {
  private SampleReport() {}

  /** Writes the page to the file that is named, to look at it in a browser. */
  public static void main(String[] args) throws IOException {
    Files.writeString(Path.of(args[0]), ReportPage.html(of("u1042")));
  }

  static Report of(String user) {
    var metrics =
        List.of(
            new Metric("HR@10", "share of users with a hit among the first 10", Better.HIGHER),
            new Metric("Recall@10", "share of a user's test items among the first 10", Better.HIGHER),
            new Metric("NDCG@10", "hits weighted by their rank", Better.HIGHER),
            new Metric("MRR@10", "1 / rank of the first hit", Better.HIGHER),
            new Metric("coverage@10", "share of the catalogue recommended to somebody", Better.HIGHER),
            new Metric("Gini@10", "inequality of exposure, 0 is equal", Better.LOWER));
    var table =
        new ResultTable(
            "Last item of every user held out; ranked against the full catalogue; 5,000 users.",
            metrics,
            List.of(
                new ResultRow("blend", true, List.of(0.2412, 0.1342, 0.0871, 0.0655, 0.4123, 0.8312)),
                new ResultRow("itemcf", false, List.of(0.2204, 0.1211, 0.0794, 0.0601, 0.3790, 0.8442)),
                new ResultRow("content", false, List.of(0.1312, 0.0744, 0.0412, 0.0288, 0.6120, 0.7011)),
                new ResultRow("popular", false, List.of(0.0911, 0.0533, 0.0301, Double.NaN, 0.0021, 0.9931))),
            List.of("NDCG@10", "Recall@10"));
    var utility =
        new Utility(
            "Expected interest of a page of ten items, which only the simulated community knows.",
            List.of(
                new UtilityBar("popular", 0.81, 0.79, 0.83),
                new UtilityBar("itemcf", 1.32, 1.28, 1.36),
                new UtilityBar("blend", 1.47, 1.43, 1.51),
                new UtilityBar("oracle", 2.11, 2.08, 2.14)));
    var shares = List.of(new ChannelShare("itemcf", 1.82, 0.61, 0.617), new ChannelShare("content", 0.64, 0.22, 0.276),
        new ChannelShare("popular", 0.11, 0.31, 0.107));
    var exposure =
        new Exposure(
            List.of("top 1 %", "next 4 %", "next 15 %", "next 30 %", "last 50 %"),
            List.of(
                new Series("the log", List.of(0.21, 0.28, 0.27, 0.16, 0.08)),
                new Series("blend", List.of(0.25, 0.31, 0.26, 0.13, 0.05)),
                new Series("popular", List.of(0.97, 0.03, 0.0, 0.0, 0.0))),
            List.of(new Series("blend", List.of(0.412)), new Series("itemcf", List.of(0.379)), new Series("content",
                List.of(0.612)), new Series("popular", List.of(0.0021))));
    var items =
        List.of(
            new PageItem(1, "i88", "Slow-braised beef noodles at home", List.of("chef_lin", "food › noodles"), 0.91,
                List.of(new FoundBy("itemcf", 1, 3.21), new FoundBy("content", 4, 0.71)),
                List.of("Hand-pulled noodles, step by step")),
            new PageItem(2, "i12", "周末去哪儿：莫干山的三条徒步路线", List.of("山里的小鹿", "旅行 › 徒步"), 0.84, List.of(new FoundBy("itemcf", 3, 2.7)),
                List.of("杭州周边露营地清单", "Ultralight packing list")),
            new PageItem(3, "i7", "Everyone is watching this", List.of("newsroom"), 0.42, List.of(new FoundBy("popular", 1,
                812.0)), List.of()),
            new PageItem(4, "i5", "<script>alert('x')</script> & \"quotes\"", List.of("a < b"), 0.40,
                List.of(new FoundBy("content", 1, 0.9)), List.of("<b>")));
    return new Report(
        "Tributary: from a log to explained pages",
        "A simulated community of 5,000 users and 20,000 items over 14 days; three channels and their fitted blend.",
        List.of(new Fact("events", "2,013,402"), new Fact("interests", "204,118"), new Fact("rule",
            "click=1 like=1 collect=1 share=1"), new Fact("seed", "42"), new Fact("time", "31 s")),
        Optional.of(table),
        Optional.of(new Report.Costs("NDCG@10", List.of(new Report.Cost("itemcf", .0794, .1, 2_000_000), new Report.Cost("content", .0412, 10, 30_000_000), new Report.Cost("popular", .0301, .001, 40_000)))),
        Optional.of(utility),
        shares,
        Optional.of(exposure),
        List.of(
            new UserPage(user, "reads about food and travel, 96 interests", List.of("Hand-pulled noodles, step by step",
                "杭州周边露营地清单", "Ultralight packing list"), items),
            new UserPage("u7 新用户", "came two days ago, 3 interests", List.of("第一次做戚风蛋糕"), items.subList(0, 3)),
            new UserPage("u3", "a long-time reader, 412 interests", List.of(), items.subList(1, 4))),
        "Made by: ./tributary quickstart --seed 42");
  }
}
