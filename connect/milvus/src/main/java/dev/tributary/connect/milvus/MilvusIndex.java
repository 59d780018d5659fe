package dev.tributary.connect.milvus;

import static dev.tributary.math.Require.require;

import dev.tributary.ann.Labels;
import dev.tributary.ann.Metric;
import dev.tributary.ann.RowFilter;
import dev.tributary.ann.SearchResult;
import dev.tributary.ann.SearchResults;
import dev.tributary.ann.VectorIndex;
import dev.tributary.math.Job;
import dev.tributary.math.Matrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A collection seen as an index: see {@link MilvusCollection#index}. Immutable here; what lies on the server is not. */
final class MilvusIndex implements VectorIndex {
  private final Remote remote;
  private final MilvusSchema schema;
  private final Labels labels;
  private final Map<String, Integer> settings;
  private final Searches searches;

  private MilvusIndex(Remote remote, MilvusSchema schema, Labels labels, Map<String, Integer> settings) {
    this.remote = remote;
    this.schema = schema;
    this.labels = labels;
    this.settings = settings;
    searches = new Searches(remote, settings);
  }

  static MilvusIndex of(Remote remote, MilvusSchema schema, Labels labels) {
    return new MilvusIndex(remote, schema, labels, schema.index().search(Map.of(), Map.of()));
  }

  @Override
  public Metric metric() {
    return schema.metric();
  }

  @Override
  public int dimension() {
    return schema.dimension();
  }

  @Override
  public int size() {
    return labels.size();
  }

  @Override
  public Labels labels() {
    return labels;
  }

  /** One call of the server. */
  @Override
  public void copyVector(int row, float[] target) {
    long label = labels.label(row);
    if (!remote.copyVector(label, target)) {
      throw new IllegalStateException("collection '" + schema.collection() + "' holds no vector " + label + " any more; take a new index of it");
    }
  }

  /** Those held here: the labels. */
  @Override
  public long bytes() {
    return labels.areRowNumbers() ? 0 : 8L * labels.size();
  }

  /** With the settings of the server's kind of index, such as {@code ef} or {@code nprobe}. */
  @Override
  public MilvusIndex withSearch(Map<String, ?> settings) {
    return new MilvusIndex(remote, schema, labels, schema.index().search(this.settings, settings));
  }

  @Override
  public void search(float[] query, int k, RowFilter filter, SearchResult out) {
    require(k >= 1, "k is %d, must be 1 or more", k);
    float[] prepared = metric().prepare(query, dimension(), new float[query.length]);
    searches.search(List.of(prepared), k, AskedRows.of(filter, labels), List.of(out));
  }

  /** The filter is asked for all rows, once for all queries; calls go out on the job's threads. */
  @Override
  public void search(Matrix queries, RowFilter filter, SearchResults out, Job job) {
    out.check(queries, dimension());
    var asked = AskedRows.of(filter, labels);
    job.shards(
        "searching",
        queries.rows(),
        (_, from, to) -> {
          var prepared = new ArrayList<float[]>();
          var found = new ArrayList<SearchResult>();
          for (int n = from; n < to; n++) {
            var query = new float[dimension()];
            queries.copyRow(n, query);
            prepared.add(metric().prepare(query, dimension(), query));
            found.add(new SearchResult());
          }
          searches.search(prepared, out.k(), asked, found);
          for (int n = from; n < to; n++) {
            out.set(n, found.get(n - from));
          }
        });
  }
}
