package dev.tributary.cli;

import dev.tributary.cli.report.Report;
import dev.tributary.evaluation.EvaluationResult;
import dev.tributary.evaluation.Leaderboard;
import dev.tributary.evaluation.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A leaderboard at one length of list, as the report shows it. */
final class OfflineTable {
  private static final List<Metric> METRICS = List.of(Metric.NDCG, Metric.RECALL, Metric.HIT_RATE, Metric.PRECISION, Metric.MAP, Metric.MRR, Metric.COVERAGE, Metric.GINI, Metric.NOVELTY);

  private OfflineTable() {}

  /**
   * The table of a board.
   *
   * @param blends names of the rows that blend channels
   */
  static Report.ResultTable of(Leaderboard board, int k, String protocol, Set<String> blends) {
    var columns = METRICS.stream().map(m -> new Report.Metric(name(m, k), meaning(m), better(m))).toList();
    var rows = new ArrayList<Report.ResultRow>();
    board.results().forEach((name, result) -> rows.add(new Report.ResultRow(name, blends.contains(name), values(result, k))));
    return new Report.ResultTable(protocol, columns, rows, List.of(name(Metric.NDCG, k), name(Metric.RECALL, k), name(Metric.COVERAGE, k), name(Metric.NOVELTY, k)));
  }

  private static List<Double> values(EvaluationResult result, int k) {
    return METRICS.stream().map(m -> result.value(m, k)).toList();
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
