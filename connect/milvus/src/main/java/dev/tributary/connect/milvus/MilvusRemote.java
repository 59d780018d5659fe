package dev.tributary.connect.milvus;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.tributary.ann.Metric;
import dev.tributary.ann.Vectors;
import io.milvus.v2.client.MilvusClientV2;
import io.milvus.v2.common.ConsistencyLevel;
import io.milvus.v2.service.collection.request.DropCollectionReq;
import io.milvus.v2.service.vector.request.DeleteReq;
import io.milvus.v2.service.vector.request.QueryReq;
import io.milvus.v2.service.vector.request.SearchReq;
import io.milvus.v2.service.vector.request.UpsertReq;
import io.milvus.v2.service.vector.request.data.BaseVector;
import io.milvus.v2.service.vector.request.data.FloatVec;
import io.milvus.v2.service.vector.response.QueryResp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.stream.LongStream;

/** A collection through Milvus' own client. */
final class MilvusRemote implements Remote {
  private final Connection connection;
  private final MilvusSchema schema;
  private final String database;
  private final Consistency consistency;

  /**
   * How many times labels were removed, and how many of these a strong read has seen: older servers do not say when a removal took place, so that what reads after it in the same session may still see what was removed. Until a
   * strong read has been answered that began after a removal, reads of a session are strong.
   */
  private final AtomicLong removals = new AtomicLong();

  private final AtomicLong seen = new AtomicLong();

  private MilvusRemote(Connection connection, MilvusConfig config, MilvusSchema schema) {
    this.connection = connection;
    this.schema = schema;
    database = config.database();
    consistency = config.consistency();
  }

  /** See {@link MilvusCollection#connect}. */
  static MilvusRemote connect(MilvusConfig config, String token, MilvusSchema schema) {
    var connection = new Connection(config, token, schema.collection());
    boolean connected = false;
    try {
      new SetUp(connection, config.database(), schema).run();
      connected = true;
      return new MilvusRemote(connection, config, schema);
    } finally {
      if (!connected) {
        connection.close();
      }
    }
  }

  /** Reads with the consistency that is wanted. */
  private <T> T read(String what, BiFunction<MilvusClientV2, ConsistencyLevel, T> call) {
    long removed = removals.get();
    boolean strong = consistency == Consistency.SESSION && removed > seen.get();
    var level = strong ? ConsistencyLevel.STRONG : consistency.level();
    T answer = connection.repeat(what, client -> call.apply(client, level));
    if (strong) {
      seen.accumulateAndGet(removed, Math::max);
    }
    return answer;
  }

  @Override
  public void search(List<float[]> queries, int limit, String expression, Map<String, Integer> settings, Hits hits) {
    var vectors = queries.stream().map(query -> (BaseVector) new FloatVec(query)).toList();
    var found =
        read(
            "searching",
            (client, level) ->
                client.search(
                    SearchReq.builder()
                        .databaseName(database)
                        .collectionName(schema.collection())
                        .annsField(MilvusSchema.VECTOR)
                        .metricType(SetUp.metric(schema.metric()))
                        .data(vectors)
                        .limit(limit)
                        .filter(expression)
                        .outputFields(List.of(MilvusSchema.LABEL)) // with none some servers send all
                        .searchParams(new HashMap<>(settings))
                        .consistencyLevel(level)
                        .build()));
    var results = found.getSearchResults();
    for (int query = 0; query < results.size(); query++) {
      for (var hit : results.get(query)) {
        float score = hit.getScore();
        if (!Float.isFinite(score)) {
          throw new MilvusException("collection '" + schema.collection() + "': the server gives vector " + hit.getId() + " the score " + score + "; write this vector again", false);
        }
        hits.hit(query, ((Number) hit.getId()).longValue(), (schema.metric() == Metric.L2 ? -score : score) + 0f); // no −0
      }
    }
  }

  /** Repeated: the same rows again are the same rows. */
  @Override
  public void put(Vectors vectors, int from, int to) {
    var rows = new ArrayList<JsonObject>(to - from);
    var vector = new float[vectors.dimension()];
    for (int row = from; row < to; row++) {
      vectors.copyRow(row, vector);
      var values = new JsonArray(vector.length);
      for (float value : vector) {
        values.add(value);
      }
      var object = new JsonObject();
      object.addProperty(MilvusSchema.LABEL, vectors.labels().label(row));
      object.add(MilvusSchema.VECTOR, values);
      rows.add(object);
    }
    connection.repeat("writing vectors", client -> client.upsert(UpsertReq.builder().databaseName(database).collectionName(schema.collection()).data(rows).build()));
  }

  /** Repeated: what is gone stays gone. */
  @Override
  public void remove(List<Long> labels) {
    try {
      connection.repeat("removing vectors", client -> client.delete(DeleteReq.builder().databaseName(database).collectionName(schema.collection()).ids(new ArrayList<>(labels)).build()));
    } finally {
      removals.incrementAndGet(); // one that failed may have arrived
    }
  }

  @Override
  public long count() {
    String all = "count(*)";
    return ((Number) query("counting", "", all, 0).getFirst().getEntity().get(all)).longValue();
  }

  /**
   * Page by page. Which labels a full page holds is up to the server, so that it only tells where to cut: what lies on either side of its middle is read anew, and a page that is not full holds all there is. The client's own iterator is not used: it asks with the collection's
   * consistency, whatever is wanted, and repeats a call for minutes.
   */
  @Override
  public long[] labels() {
    long before = count();
    var labels = LongStream.builder();
    read(-Long.MAX_VALUE, Long.MAX_VALUE - 1, labels);
    long[] read = labels.build().toArray();
    if (read.length < before && read.length < count()) {
      throw new MilvusException("collection '" + schema.collection() + "': " + read.length + " labels were read, " + before + " are there; take an index of it when less is written", true);
    }
    return read;
  }

  /** Reads the labels behind {@code from} up to {@code to}, ascending. */
  private void read(long from, long to, LongStream.Builder labels) {
    for (long after = from; ; ) {
      String range = MilvusSchema.LABEL + " > " + after + " and " + MilvusSchema.LABEL + " <= " + to;
      long[] page = query("reading the labels", range, MilvusSchema.LABEL, MOST).stream().mapToLong(row -> ((Number) row.getEntity().get(MilvusSchema.LABEL)).longValue()).sorted().toArray();
      if (page.length < MOST) {
        LongStream.of(page).forEach(labels);
        return;
      }
      long middle = page[MOST / 2];
      read(after, middle, labels);
      after = middle;
    }
  }

  private List<QueryResp.QueryResult> query(String what, String expression, String field, int limit) {
    return read(
        what,
        (client, level) -> {
          var request = QueryReq.builder().databaseName(database).collectionName(schema.collection()).filter(expression).outputFields(List.of(field)).consistencyLevel(level);
          return client.query((limit > 0 ? request.limit(limit) : request).build()).getQueryResults();
        });
  }

  @Override
  public boolean copyVector(long label, float[] target) {
    var found = query("reading a vector", Asked.among(new long[] {label}), MilvusSchema.VECTOR, 1);
    if (found.isEmpty()) {
      return false;
    }
    var values = (List<?>) found.getFirst().getEntity().get(MilvusSchema.VECTOR);
    for (int i = 0; i < values.size(); i++) {
      target[i] = ((Number) values.get(i)).floatValue();
    }
    return true;
  }

  /** Repeated: what is gone stays gone. */
  @Override
  public void drop() {
    connection.repeat(
        "dropping the collection",
        client -> {
          client.dropCollection(DropCollectionReq.builder().databaseName(database).collectionName(schema.collection()).build());
          return true;
        });
  }

  @Override
  public void close() {
    connection.close();
  }
}
