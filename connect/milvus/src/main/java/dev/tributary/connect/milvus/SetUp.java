package dev.tributary.connect.milvus;

import static dev.tributary.math.Require.require;

import dev.tributary.ann.Metric;
import io.milvus.v2.client.MilvusClientV2;
import io.milvus.v2.common.DataType;
import io.milvus.v2.common.IndexParam;
import io.milvus.v2.exception.MilvusClientException;
import io.milvus.v2.service.collection.request.AddFieldReq;
import io.milvus.v2.service.collection.request.CreateCollectionReq;
import io.milvus.v2.service.collection.request.DescribeCollectionReq;
import io.milvus.v2.service.collection.request.HasCollectionReq;
import io.milvus.v2.service.index.request.CreateIndexReq;
import io.milvus.v2.service.index.request.DescribeIndexReq;
import io.milvus.v2.service.index.response.DescribeIndexResp.IndexDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Makes a collection, or sees that the one that is there is what is wanted. Each step looks first at what there is, so that a set-up that was broken off goes on where it ended.
 */
final class SetUp {
  /** The server's code for a field without an index. */
  private static final int NO_INDEX = 700;

  private final Connection connection;
  private final String database;
  private final MilvusSchema schema;

  SetUp(Connection connection, String database, MilvusSchema schema) {
    this.connection = connection;
    this.database = database;
    this.schema = schema;
  }

  /** Leaves a collection that can be searched. */
  void run() {
    if (!isThere()) {
      create();
    }
    refuse(differences(schema, connection.repeat("describing the collection", this::fields)));
    var index = connection.repeat("describing the index", this::index);
    if (index.isEmpty()) {
      createIndex();
    } else {
      refuse(differences(schema, index.orElseThrow()));
    }
    connection.load();
  }

  private boolean isThere() {
    return connection.repeat("looking for the collection", client -> client.hasCollection(HasCollectionReq.builder().databaseName(database).collectionName(schema.collection()).build()));
  }

  /** Not repeated: a second attempt after one that arrived would be refused. */
  private void create() {
    var fields = MilvusClientV2.CreateSchema();
    fields.addField(AddFieldReq.builder().fieldName(MilvusSchema.LABEL).dataType(DataType.Int64).isPrimaryKey(true).autoID(false).build());
    fields.addField(AddFieldReq.builder().fieldName(MilvusSchema.VECTOR).dataType(DataType.FloatVector).dimension(schema.dimension()).build());
    var request = CreateCollectionReq.builder().databaseName(database).collectionName(schema.collection()).collectionSchema(fields).build();
    try {
      connection.once("making the collection", done(client -> client.createCollection(request)));
    } catch (MilvusException e) {
      if (e.isTemporary() || !isThere()) { // somebody else may have been sooner
        throw e;
      }
    }
  }

  private void createIndex() {
    var index =
        IndexParam.builder().fieldName(MilvusSchema.VECTOR).indexName(MilvusSchema.VECTOR).indexType(schema.index().type()).metricType(metric(schema.metric())).extraParams(new HashMap<>(schema.build())).build();
    // waiting for the index is left to loading, which also waits for the data: not all servers say how far an index is
    var request = CreateIndexReq.builder().databaseName(database).collectionName(schema.collection()).indexParams(List.of(index)).sync(false).build();
    connection.once("making the index", done(client -> client.createIndex(request)));
  }

  private static Function<MilvusClientV2, Boolean> done(Consumer<MilvusClientV2> call) {
    return client -> {
      call.accept(client);
      return true;
    };
  }

  static IndexParam.MetricType metric(Metric metric) {
    return switch (metric) {
      case L2 -> IndexParam.MetricType.L2;
      case INNER_PRODUCT -> IndexParam.MetricType.IP;
      case COSINE -> IndexParam.MetricType.COSINE;
    };
  }

  private CreateCollectionReq.CollectionSchema fields(MilvusClientV2 client) {
    return client.describeCollection(DescribeCollectionReq.builder().databaseName(database).collectionName(schema.collection()).build()).getCollectionSchema();
  }

  private Optional<IndexDesc> index(MilvusClientV2 client) {
    try {
      var indexes = client.describeIndex(DescribeIndexReq.builder().databaseName(database).collectionName(schema.collection()).fieldName(MilvusSchema.VECTOR).build());
      return Optional.of(indexes.getIndexDescriptions().getFirst());
    } catch (MilvusClientException e) {
      if (e.getServerErrCode() == NO_INDEX) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** What is not as wanted in the fields of a collection. */
  static List<String> differences(MilvusSchema wanted, CreateCollectionReq.CollectionSchema there) {
    var differences = new ArrayList<String>();
    var label = there.getField(MilvusSchema.LABEL);
    if (label == null || label.getDataType() != DataType.Int64 || !Boolean.TRUE.equals(label.getIsPrimaryKey())) {
      differences.add("it has no primary key '" + MilvusSchema.LABEL + "' of type Int64");
    } else if (Boolean.TRUE.equals(label.getAutoID())) {
      differences.add("it gives out its primary keys by itself");
    }
    var vector = there.getField(MilvusSchema.VECTOR);
    if (vector == null || vector.getDataType() != DataType.FloatVector) {
      differences.add("it has no field '" + MilvusSchema.VECTOR + "' of type FloatVector");
    } else if (vector.getDimension() != wanted.dimension()) {
      differences.add("its vectors have " + vector.getDimension() + " values, wanted are " + wanted.dimension());
    }
    for (var field : there.getFieldSchemaList()) {
      boolean ours = List.of(MilvusSchema.LABEL, MilvusSchema.VECTOR).contains(field.getName());
      if (!ours && !Boolean.TRUE.equals(field.getIsNullable()) && field.getDefaultValue() == null) {
        differences.add("its field '" + field.getName() + "' needs a value, and there is none to give");
      }
    }
    return differences;
  }

  /** What is not as wanted in an index. */
  static List<String> differences(MilvusSchema wanted, IndexDesc there) {
    var differences = new ArrayList<String>();
    if (there.getMetricType() != metric(wanted.metric())) {
      differences.add("its metric is " + there.getMetricType() + ", wanted is " + metric(wanted.metric()));
    }
    if (there.getIndexType() != wanted.index().type()) {
      differences.add("its index is " + there.getIndexType() + ", wanted is " + wanted.index());
    } else {
      new TreeMap<String, Integer>(wanted.build())
          .forEach(
              (name, value) -> {
                Object has = ((Map<String, ?>) there.getExtraParams()).get(name);
                if (has != null && !has.toString().equals(value.toString())) {
                  differences.add("its " + name + " is " + has + ", wanted is " + value);
                }
              });
    }
    return differences;
  }

  private void refuse(List<String> differences) {
    require(differences.isEmpty(), "collection '%s' is there and differs: %s; connect with what it has, or under another name", schema.collection(), String.join("; ", differences));
  }
}
