package dev.tributary.connect.milvus;

import dev.tributary.ann.Metric;
import dev.tributary.ann.Vectors;
import dev.tributary.math.TopK;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A server in a map, which compares all; it keeps what it was asked. */
final class FakeRemote implements Remote {
  /** One search. */
  record Search(int queries, int limit, String expression, Map<String, Integer> settings) {}

  final TreeMap<Long, float[]> vectors = new TreeMap<>();
  final List<Search> searches = new ArrayList<>();
  final List<Integer> writes = new ArrayList<>();
  /** As a server whose index loses rows does. */
  int answersAtMost = Integer.MAX_VALUE;
  private final Metric metric;

  FakeRemote(Metric metric) {
    this.metric = metric;
  }

  @Override
  public synchronized void search(List<float[]> queries, int limit, String expression, Map<String, Integer> settings, Hits hits) {
    assert limit >= 1 && limit <= MOST : limit;
    searches.add(new Search(queries.size(), limit, expression, settings));
    long[] labels = vectors.keySet().stream().mapToLong(label -> label).filter(allowed(expression)).toArray();
    for (int query = 0; query < queries.size(); query++) {
      var best = new TopK(Math.min(labels.length, Math.min(limit, expression.contains(" in [") && !expression.contains("not in") ? limit : answersAtMost)));
      for (int n = 0; n < labels.length; n++) {
        best.offer(score(queries.get(query), vectors.get(labels[n])), n);
      }
      best.ascending();
      for (int rank = 0; rank < best.size(); rank++) {
        long key = best.best(rank);
        hits.hit(query, labels[TopK.tieRank(key)], TopK.score(key));
      }
    }
  }

  private static java.util.function.LongPredicate allowed(String expression) {
    if (expression.isEmpty()) {
      return _ -> true;
    }
    var named = Arrays.stream(expression.substring(expression.indexOf('[') + 1, expression.length() - 1).split(",")).map(Long::valueOf).collect(Collectors.toSet());
    boolean in = expression.startsWith("label in [");
    assert in || expression.startsWith("label not in [") : expression;
    return label -> named.contains(label) == in;
  }

  private float score(float[] a, float[] b) {
    float sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += metric == Metric.L2 ? -(a[i] - b[i]) * (a[i] - b[i]) : a[i] * b[i];
    }
    return sum;
  }

  @Override
  public void put(Vectors from, int first, int end) {
    writes.add(end - first);
    for (int row = first; row < end; row++) {
      var vector = new float[from.dimension()];
      from.copyRow(row, vector);
      vectors.put(from.labels().label(row), vector);
    }
  }

  @Override
  public void remove(List<Long> labels) {
    writes.add(labels.size());
    labels.forEach(vectors::remove);
  }

  @Override
  public long count() {
    return vectors.size();
  }

  @Override
  public long[] labels() {
    return vectors.keySet().stream().mapToLong(label -> label).toArray();
  }

  @Override
  public boolean copyVector(long label, float[] target) {
    var vector = vectors.get(label);
    if (vector != null) {
      System.arraycopy(vector, 0, target, 0, vector.length);
    }
    return vector != null;
  }

  @Override
  public void drop() {
    vectors.clear();
  }

  @Override
  public void close() {}
}
