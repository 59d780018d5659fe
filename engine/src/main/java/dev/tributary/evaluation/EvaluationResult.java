package dev.tributary.evaluation;

import static dev.tributary.math.Require.require;

import dev.tributary.math.Job;
import dev.tributary.stats.Bootstrap;
import dev.tributary.stats.Interval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What was measured: every {@link Metric} at every cut, with the data, rule and label that it holds for. Prints as a small table.
 *
 * <p>Keeps the lists and makes the values of single users anew when they are asked for. Immutable, thread-safe.
 */
public final class EvaluationResult {
  private final TestSet test;
  private final RankedLists lists;
  private final int[] ks;
  private final String label;
  private final Optional<CandidateScores> candidates;
  private final Job job;
  private final double[][] values;
  private final Audit audit;
  private final Map<String, Interval> intervals;

  EvaluationResult(TestSet test, RankedLists lists, int[] ks, String label, Optional<CandidateScores> candidates, Job job) {
    this.test = test;
    this.lists = lists;
    this.ks = ks;
    this.label = label;
    this.candidates = candidates;
    this.job = job;
    intervals = Map.of();
    values = new double[Metric.values().length][ks.length];
    var scorer = new Scorer(test, lists, ks);
    double[] means = scorer.means(job);
    for (int cut = 0; cut < ks.length; cut++) {
      double[] shown = scorer.ofAllShown(cut);
      int next = 0;
      for (Metric metric : Metric.values()) {
        values[metric.ordinal()][cut] = metric.ofUser() ? means[scorer.column(metric, cut)] : shown[next++];
      }
    }
    audit = scorer.audit();
  }

  private EvaluationResult(EvaluationResult from, Map<String, Interval> intervals) {
    test = from.test;
    lists = from.lists;
    ks = from.ks;
    label = from.label;
    candidates = from.candidates;
    job = from.job;
    values = from.values;
    audit = from.audit;
    this.intervals = intervals;
  }

  /** A metric at one of the cuts. */
  public double value(Metric metric, int k) {
    return values[metric.ordinal()][cut(k)];
  }

  /**
   * A metric of each user in the order of {@link TestSet#evaluated}: what paired comparisons need. O(users · k).
   *
   * @throws IllegalArgumentException when the metric is not one of users
   */
  public double[] perUser(Metric metric, int k) {
    require(metric.ofUser(), "%s is a measure of all that was shown; single users have none", metric.title());
    cut(k);
    var scorer = new Scorer(test, lists, new int[] {k});
    return scorer.perUser(job)[scorer.column(metric, 0)];
  }

  private int cut(int k) {
    int cut = Arrays.binarySearch(ks, k);
    require(cut >= 0, "nothing was measured at %d; the cuts are %s", k, Arrays.toString(ks));
    return cut;
  }

  /** The same with bootstrap intervals over users beside every metric of users that tables show. */
  public EvaluationResult withIntervals(Bootstrap bootstrap) {
    var scorer = new Scorer(test, lists, ks);
    double[][] perUser = scorer.perUser(job);
    var names = new ArrayList<String>();
    var columns = new ArrayList<double[]>();
    for (int cut = 0; cut < ks.length; cut++) {
      for (Metric metric : Metric.PER_USER) {
        if (metric.inTables()) {
          names.add(key(metric, ks[cut]));
          columns.add(perUser[scorer.column(metric, cut)]);
        }
      }
    }
    var made = bootstrap.means(columns);
    var byName = new LinkedHashMap<String, Interval>();
    for (int n = 0; n < names.size(); n++) {
      byName.put(names.get(n), made.get(n));
    }
    return new EvaluationResult(this, byName);
  }

  /** The interval of a metric at a cut, when {@link #withIntervals} made one. */
  public Optional<Interval> interval(Metric metric, int k) {
    return Optional.ofNullable(intervals.get(key(metric, k)));
  }

  /** The cuts, ascending. */
  public int[] ks() {
    return ks.clone();
  }

  /** {@code full catalogue}, or {@code among the candidates of FILE}. */
  public String label() {
    return label;
  }

  /** What to know of the data behind it. */
  public Audit audit() {
    return audit;
  }

  /** What it was measured on. */
  public TestSet test() {
    return test;
  }

  /** The lists that were measured. */
  public RankedLists lists() {
    return lists;
  }

  /** Scores and labels of all candidates, when there were some: AUC, GAUC, log loss, calibration. */
  public Optional<Predictions> predictions() {
    return candidates.map(CandidateScores::predictions);
  }

  private static String key(Metric metric, int k) {
    return metric.key() + "@" + k;
  }

  /** In words: label, users, catalogue and rule; then what is out of the ordinary, one remark a line. */
  public List<String> notes() {
    var notes = new ArrayList<String>();
    notes.add(head(test, label));
    notes.addAll(audit.remarks());
    return notes;
  }

  static String head(TestSet test, String label) {
    return String.format(
        Locale.ROOT, "%s: %,d users, %,d items; %s%s", label, test.evaluatedUsers(), test.catalogueSize(), rule(test), test.hasValid() ? "; valid beside train" : "");
  }

  private static String rule(TestSet test) {
    return "relevant: " + test.rule();
  }

  private TextTable table() {
    var table = new TextTable();
    var header = new ArrayList<String>(List.of(""));
    for (int k : ks) {
      header.add("@" + k);
    }
    table.row(header);
    for (Metric metric : Metric.values()) {
      if (metric.inTables()) {
        var row = new ArrayList<String>(List.of(metric.title()));
        for (int k : ks) {
          row.add(interval(metric, k).map(Interval::toString).orElseGet(() -> number(value(metric, k))));
        }
        table.row(row);
      }
    }
    return table;
  }

  static String number(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  private List<String> ofPairs() {
    var lines = new ArrayList<String>();
    candidates.ifPresent(
        pairs ->
            pairs.toMap().forEach((name, value) -> lines.add(name + " " + (value instanceof Double d ? number(d) : value.toString()))));
    return lines.isEmpty() ? List.of() : List.of("candidates: " + String.join(", ", lines));
  }

  @Override
  public String toString() {
    var lines = new ArrayList<String>(List.of(head(test, label), table().text()));
    lines.addAll(ofPairs());
    lines.addAll(audit.remarks());
    return String.join("\n", lines);
  }

  /** The table in Markdown, notes below it. */
  public String toMarkdown() {
    var lines = new ArrayList<String>(List.of(table().markdown(), ""));
    notes().forEach(note -> lines.add("- " + note));
    ofPairs().forEach(line -> lines.add("- " + line));
    return String.join("\n", lines) + "\n";
  }

  /** The same for JSON: {@code label rule ks users … metrics: {"ndcg@10": 0.1}}. */
  public Map<String, Object> toMap() {
    var map = new LinkedHashMap<String, Object>();
    map.put("label", label);
    map.put("rule", test.rule().toString());
    map.put("ks", Arrays.stream(ks).boxed().toList());
    map.put("catalogue", test.catalogueSize());
    map.put("validBesideTrain", test.hasValid());
    map.putAll(audit.toMap());
    var metrics = new LinkedHashMap<String, Object>();
    for (int k : ks) {
      for (Metric metric : Metric.values()) {
        metrics.put(key(metric, k), value(metric, k));
      }
    }
    map.put("metrics", metrics);
    if (!intervals.isEmpty()) {
      var bounds = new LinkedHashMap<String, Object>();
      intervals.forEach((name, interval) -> bounds.put(name, List.of(interval.low(), interval.high())));
      map.put("intervals", bounds);
      map.put("level", intervals.values().iterator().next().level());
    }
    candidates.ifPresent(pairs -> map.put("candidates", pairs.toMap()));
    return map;
  }
}
