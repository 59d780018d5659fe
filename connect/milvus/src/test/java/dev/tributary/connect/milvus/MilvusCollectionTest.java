package dev.tributary.connect.milvus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.ann.Labels;
import dev.tributary.ann.Metric;
import dev.tributary.ann.RowFilter;
import dev.tributary.ann.SearchResult;
import dev.tributary.ann.SearchResults;
import dev.tributary.ann.Vectors;
import dev.tributary.math.Job;
import dev.tributary.math.Matrix;
import dev.tributary.settings.Settings;
import io.milvus.v2.common.DataType;
import io.milvus.v2.common.IndexParam;
import io.milvus.v2.service.collection.request.AddFieldReq;
import io.milvus.v2.client.MilvusClientV2;
import io.milvus.v2.service.index.response.DescribeIndexResp.IndexDesc;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is refused before anything is sent, and what set-up says; no server. */
class MilvusCollectionTest {
  private final FakeRemote server = new FakeRemote(Metric.COSINE);
  private final MilvusCollection collection = new MilvusCollection(server, MilvusSchema.of("items", Metric.COSINE, 3));

  @Test
  void vectorsThatCannotBeComparedAreNotSent() {
    assertThatIllegalArgumentException().isThrownBy(() -> collection.put(7, new float[2])).withMessage("vector 7 has 2 values, collection 'items' holds 3");
    assertThatIllegalArgumentException().isThrownBy(() -> collection.put(7, new float[] {1, Float.NaN, 0})).withMessage("vector 7 (row 0) has the value NaN at place 1, must be finite");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> collection.put(7, new float[3]))
        .withMessage("vector 7 is zero and has no direction: under cosine not every Milvus server finds it again; leave it out");
    assertThatIllegalArgumentException().isThrownBy(() -> collection.put(Vectors.of(Metric.L2, Matrix.zeros(1, 3)))).withMessage("l2 vectors of 3 values for collection 'items' of cosine with 3");
    assertThatIllegalArgumentException().isThrownBy(() -> collection.put(Long.MIN_VALUE, new float[] {1, 0, 0})).withMessageStartingWith("label -9223372036854775808 cannot be asked for in Milvus");
    assertThatIllegalArgumentException().isThrownBy(() -> collection.remove(3, Long.MAX_VALUE)).withMessageStartingWith("label 9223372036854775807 cannot");
    assertThat(server.writes).isEmpty();
  }

  @Test
  void queriesThatNobodyCanAnswerAreNotSent() {
    collection.put(1, new float[] {1, 0, 0});
    var found = new SearchResult();
    var index = collection.index();
    assertThatIllegalArgumentException().isThrownBy(() -> collection.search(new float[3], 0, found)).withMessage("k is 0, must be 1 or more");
    assertThatIllegalArgumentException().isThrownBy(() -> index.search(new float[3], 0, RowFilter.ALL, found)).withMessage("k is 0, must be 1 or more");
    assertThatIllegalArgumentException().isThrownBy(() -> index.search(new float[2], 1, RowFilter.ALL, found)).withMessage("the query has 2 values, the vectors have 3");
    assertThatIllegalArgumentException().isThrownBy(() -> collection.search(new float[] {0, 0, Float.NaN}, 1, found)).withMessage("the query has the value NaN at place 2, must be finite");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> index.search(Matrix.zeros(1, 2), RowFilter.ALL, new SearchResults(1, 1), Job.DEFAULT))
        .withMessage("the queries have 2 values, the vectors have 3");
    assertThat(server.searches).isEmpty();
  }

  @Test
  void manyVectorsGoInPiecesOfSomeMegabytes() {
    var wide = new FakeRemote(Metric.L2);
    new MilvusCollection(wide, MilvusSchema.of("wide", Metric.L2, 512)).put(Vectors.of(Metric.L2, Matrix.zeros(5000, 512)));
    assertThat(wide.writes).containsExactly(2048, 2048, 904); // 4 MB / (512 · 4 bytes)
  }

  @Test
  void vectorsLieThereAsTheyAreCompared() {
    collection.put(5, new float[] {3, 0, 4});
    var vector = new float[3];
    assertThat(collection.copyVector(5, vector)).isTrue();
    assertThat(vector).containsExactly(0.6f, 0, 0.8f);
    assertThat(collection.copyVector(6, vector)).isFalse();
    var index = collection.index();
    collection.remove(5);
    assertThatIllegalStateException().isThrownBy(() -> index.copyVector(0, vector)).withMessage("collection 'items' holds no vector 5 any more; take a new index of it");
  }

  @Test
  void anEmptyCollectionAnswersNothing() {
    var found = new SearchResult();
    collection.search(new float[] {1, 0, 0}, 10, found);
    assertThat(found.size()).isZero();
    collection.index().search(new float[] {1, 0, 0}, 10, RowFilter.ALL, found);
    assertThat(found.size()).isZero();
  }

  @Test
  void aSchemaSaysWhatItDoesNotTake() {
    assertThatIllegalArgumentException().isThrownBy(() -> MilvusSchema.of("my-items", Metric.L2, 8)).withMessageStartingWith("collection is 'my-items', must be letters");
    assertThatIllegalArgumentException().isThrownBy(() -> MilvusSchema.of("items", Metric.L2, 1)).withMessage("dimension is 1, Milvus allows 2..32768");
    var schema = MilvusSchema.of("items", Metric.L2, 10);
    assertThat(schema.withIndex(MilvusIndexType.HNSW, Map.of("M", 32)).build()).isEqualTo(Map.of("M", 32, "efConstruction", 200));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> schema.withIndex(MilvusIndexType.HNSW, Map.of("efConstructions", 32)))
        .withMessage("unknown setting 'efConstructions' of the build of HNSW; did you mean 'efConstruction'? The settings are M efConstruction");
    assertThatIllegalArgumentException().isThrownBy(() -> schema.withIndex(MilvusIndexType.HNSW, Map.of("M", 1))).withMessage("M is '1', allowed 2..2048; start with 16");
    assertThatIllegalArgumentException().isThrownBy(() -> schema.withIndex(MilvusIndexType.FLAT, Map.of("M", 1))).withMessage("the build of FLAT has no settings; given are M");
    assertThatIllegalArgumentException().isThrownBy(() -> schema.withIndex(MilvusIndexType.IVF_PQ, Map.of("m", 4))).withMessage("m is 4, must divide the dimension 10");
    assertThatIllegalArgumentException().isThrownBy(() -> collection.index().withSearch(Map.of("ef", 5))).withMessage("a search in AUTOINDEX has no settings; given are ef");
  }

  @Test
  void allThatDiffersInACollectionThatIsThereIsTold() {
    var there = MilvusClientV2.CreateSchema();
    there.addField(AddFieldReq.builder().fieldName("id").dataType(DataType.VarChar).maxLength(10).isPrimaryKey(true).build());
    there.addField(AddFieldReq.builder().fieldName("vector").dataType(DataType.FloatVector).dimension(64).build());
    there.addField(AddFieldReq.builder().fieldName("note").dataType(DataType.VarChar).maxLength(10).isNullable(true).build());
    var wanted = new MilvusSchema("items", Metric.COSINE, 32, MilvusIndexType.HNSW, Map.of("M", 24));
    assertThat(SetUp.differences(wanted, there))
        .containsExactly("it has no primary key 'label' of type Int64", "its vectors have 64 values, wanted are 32", "its field 'id' needs a value, and there is none to give");
    var index = IndexDesc.builder().metricType(IndexParam.MetricType.L2).indexType(IndexParam.IndexType.HNSW).extraParams(Map.of("M", "16", "efConstruction", "200")).build();
    assertThat(SetUp.differences(wanted, index)).containsExactly("its metric is L2, wanted is COSINE", "its M is 16, wanted is 24");
    var other = IndexDesc.builder().metricType(IndexParam.MetricType.COSINE).indexType(IndexParam.IndexType.IVF_FLAT).extraParams(Map.of()).build();
    assertThat(SetUp.differences(wanted, other)).containsExactly("its index is IVF_FLAT, wanted is HNSW");
  }

  @Test
  void settingsAreReadAsAllAreAndHoldNoSecret() {
    var config = Settings.of(MilvusConfig.DEFAULT).parse(Map.of("consistency", "bounded", "timeoutMillis", "250"));
    assertThat(config).isEqualTo(MilvusConfig.DEFAULT.withConsistency(Consistency.BOUNDED).withTimeoutMillis(250));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MilvusConfig.DEFAULT.withUri("http://root:secret@host:19530"))
        .withMessage("uri is 'http://…@host:19530', must be http://host:port or https://host:port, without a user or password: a token is given apart");
  }

  @Test
  void aServerThatIsNotThereIsNamedInTheTimeAllowed() throws Exception {
    int port;
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    var config = MilvusConfig.DEFAULT.withUri("http://127.0.0.1:" + port).withTimeoutMillis(400).withAttempts(2).withPauseMillis(10);
    long start = System.nanoTime();
    assertThatThrownBy(() -> MilvusCollection.connect(config, "root:s3cret", MilvusSchema.of("items", Metric.L2, 8)))
        .isInstanceOf(MilvusException.class)
        .hasMessage(
            "Milvus at http://127.0.0.1:" + port + ", collection 'items': looking for the collection failed: no answer within 400 ms; see that the server runs and can be reached, or raise timeoutMillis")
        .satisfies(e -> assertThat(((MilvusException) e).isTemporary()).isTrue());
    assertThat(System.nanoTime() - start).as("two attempts of 400 ms, and what the first client costs").isLessThan(15_000_000_000L);
  }
}
