package dev.tributary.evaluation;

import static dev.tributary.math.Require.require;

import dev.tributary.math.Job;
import dev.tributary.retrieval.ChannelModel;
import dev.tributary.stats.Bootstrap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Many recommenders on one test set, in the order in which they were added, and the test of one against the best of the others.
 * Confined: one thread.
 */
public final class Leaderboard {
  private final TestSet test;
  private final int[] ks;
  private final int mainK;
  private final Job job;
  private final Map<String, EvaluationResult> results = new LinkedHashMap<>();
  private Optional<Verdict> verdict = Optional.empty();

  /** The row that was tested, the best of the other rows, and the paired bootstrap between them. */
  public record Verdict(String name, String bestOther, Comparison comparison) {
    @Override
    public String toString() {
      return name + " against " + bestOther + ", the best of the others: " + comparison;
    }

    Map<String, Object> toMap() {
      var map = new LinkedHashMap<String, Object>();
      map.put("name", name);
      map.put("bestOther", bestOther);
      map.putAll(comparison.toMap());
      return map;
    }
  }

  /**
   * An empty board.
   *
   * @param ks the cuts; comparisons are made at 10 when it is among them, else at the deepest
   */
  public Leaderboard(TestSet test, Job job, int... ks) {
    require(ks.length > 0, "no cut given; for example 5, 10");
    this.test = test;
    this.job = job;
    this.ks = Arrays.stream(ks).sorted().distinct().toArray();
    mainK = Arrays.binarySearch(this.ks, 10) >= 0 ? 10 : this.ks[this.ks.length - 1];
  }

  /** Measures lists under a name. */
  public EvaluationResult add(String name, RankedLists lists) {
    return add(name, Evaluation.of(lists, test));
  }

  /** Measures a model under a name. */
  public EvaluationResult add(String name, ChannelModel model) {
    return add(name, Evaluation.of(model, test));
  }

  private EvaluationResult add(String name, Evaluation evaluation) {
    require(!results.containsKey(name), "'%s' is on the board already", name);
    var result = evaluation.on(job).at(ks);
    results.put(name, result);
    verdict = Optional.empty(); // the best of the others may be another one now
    return result;
  }

  /** What was measured, by name, in order. */
  public Map<String, EvaluationResult> results() {
    return java.util.Collections.unmodifiableMap(results);
  }

  /** Compares a row with the best of the others by NDCG; tables show the verdict from then on. */
  public Verdict test(String name, Bootstrap bootstrap) {
    require(results.containsKey(name), "'%s' is not on the board; there are %s", name, String.join(", ", results.keySet()));
    require(results.size() > 1, "'%s' is alone on the board; add what it is to be compared with", name);
    String best = "";
    for (String other : results.keySet()) {
      if (!other.equals(name) && (best.isEmpty() || ndcg(other) > ndcg(best))) {
        best = other;
      }
    }
    var made = new Verdict(name, best, Evaluation.compare(results.get(name), results.get(best), Metric.NDCG, mainK, bootstrap));
    verdict = Optional.of(made);
    return made;
  }

  private double ndcg(String name) {
    return results.get(name).value(Metric.NDCG, mainK);
  }

  /** A column: at every cut NDCG and recall, at the main cut the rest. */
  private record Column(Metric metric, int k) {}

  private List<Column> columns() {
    var columns = new ArrayList<Column>();
    for (Metric metric : List.of(Metric.NDCG, Metric.RECALL)) {
      for (int k : ks) {
        columns.add(new Column(metric, k));
      }
    }
    for (Metric metric : List.of(Metric.HIT_RATE, Metric.PRECISION, Metric.MAP, Metric.MRR, Metric.COVERAGE, Metric.GINI, Metric.NOVELTY)) {
      columns.add(new Column(metric, mainK));
    }
    return columns;
  }

  private TextTable table(String best, String end) {
    var columns = columns();
    var table = new TextTable();
    var header = new ArrayList<String>(List.of(""));
    columns.forEach(c -> header.add(c.metric.title().replace(" (bits)", "") + "@" + c.k));
    table.row(header);
    results.forEach(
        (name, result) -> {
          var row = new ArrayList<String>(List.of(name));
          for (Column c : columns) {
            String number = EvaluationResult.number(result.value(c.metric, c.k));
            row.add(isBest(c, number) ? best + number + end : number);
          }
          table.row(row);
        });
    return table;
  }

  /** Whether a number as printed is the highest of its column, where that is plainly good, there is a choice and it is not 0. */
  private boolean isBest(Column column, String number) {
    double highest = results.values().stream().mapToDouble(r -> r.value(column.metric, column.k)).max().orElse(0);
    return column.metric.ranks() && results.size() > 1 && highest > 0 && EvaluationResult.number(highest).equals(number);
  }

  private List<String> notes() {
    var notes = new ArrayList<>(List.of(EvaluationResult.head(test, "full catalogue")));
    verdict.ifPresent(v -> notes.add(v.toString()));
    results.forEach((name, result) -> addRemarks(name, result.audit(), notes));
    return notes;
  }

  /** What holds for all rows is said once; the rest with the row's name. */
  private void addRemarks(String name, Audit audit, List<String> notes) {
    var shared = results.values().stream().map(r -> r.audit().remarks()).toList();
    for (String remark : audit.remarks()) {
      boolean everywhere = shared.stream().allMatch(all -> all.contains(remark));
      String line = everywhere ? remark : name + ": " + remark;
      if (!notes.contains(line)) {
        notes.add(line);
      }
    }
  }

  @Override
  public String toString() {
    return table("", "").text() + "\n" + String.join("\n", notes());
  }

  /** The table in Markdown with the best in bold, notes below it. */
  public String toMarkdown() {
    var text = new StringBuilder(table("**", "**").markdown()).append("\n\n");
    notes().forEach(note -> text.append(String.format(Locale.ROOT, "- %s%n", note)));
    return text.toString().replace("\r\n", "\n");
  }

  /** The same for JSON. */
  public Map<String, Object> toMap() {
    var rows = new ArrayList<Map<String, Object>>();
    results.forEach(
        (name, result) -> {
          var row = new LinkedHashMap<String, Object>();
          row.put("name", name);
          row.putAll(result.toMap());
          rows.add(row);
        });
    var map = new LinkedHashMap<String, Object>();
    map.put("rows", rows);
    verdict.ifPresent(v -> map.put("comparison", v.toMap()));
    return map;
  }
}
