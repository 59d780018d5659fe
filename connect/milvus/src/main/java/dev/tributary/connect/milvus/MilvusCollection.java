package dev.tributary.connect.milvus;

import static dev.tributary.math.Require.require;

import dev.tributary.ann.Labels;
import dev.tributary.ann.Metric;
import dev.tributary.ann.SearchResult;
import dev.tributary.ann.VectorIndex;
import dev.tributary.ann.Vectors;
import dev.tributary.math.FloatColumn;
import dev.tributary.math.Kernels;
import dev.tributary.math.Matrix;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Vectors by label in a collection of a Milvus server, which come, change and go while they are searched.
 *
 * <p>Labels are the collection's primary key, any {@code long} but the two smallest and the largest; vectors lie there as the metric wants them, so of unit length under cosine. Scores are the engine's: higher is better, under {@link Metric#L2} the negated squared distance. Equal scores come in the order of labels, save that the server decides which of them
 * are among the best k. How much of the truth a search finds, and how long it takes, is up to the server's index; how new the data are that it sees is {@link Consistency}. Under {@link Consistency#SESSION} what {@link #put} and {@link #remove} did is seen by every later search through this object, and a
 * label that was removed is not found again, as long as the server keeps one replica of the collection.
 *
 * <p>What goes out is checked first: vectors and queries of another length, with NaN or infinities, and zero vectors under cosine, which some servers lose. A call that fails for a while is repeated; after too many failures all calls fail at once for some time, see {@link MilvusConfig}. All methods throw {@link
 * MilvusException} when the server cannot be asked or refuses, and {@link IllegalStateException} after {@link #close}. Thread-safe.
 */
public final class MilvusCollection implements AutoCloseable {
  /** Bytes of vectors that one call writes: a server takes 64 MB at most, and a call must end in its time. */
  private static final int WRITTEN = 1 << 22;

  private final Remote remote;
  private final MilvusSchema schema;
  private final Searches searches;

  /** Over a collection that agrees with the schema. */
  MilvusCollection(Remote remote, MilvusSchema schema) {
    this.remote = remote;
    this.schema = schema;
    searches = new Searches(remote, schema.index().search(Map.of(), Map.of()));
  }

  /** Connects to a server that asks for no token; see {@link #connect(MilvusConfig, String, MilvusSchema)}. */
  public static MilvusCollection connect(MilvusConfig config, MilvusSchema schema) {
    return connect(config, "", schema);
  }

  /**
   * Connects to a collection, which is made where it is not there, and loaded so that it can be searched. An interrupted set-up is finished by the next one.
   *
   * @param token an API key, or {@code user:password}; empty where the server asks for none. It goes over the wire as it is: outside of one machine use {@code https}
   * @throws IllegalArgumentException when a collection of that name is there and differs; the message lists all that differs
   */
  public static MilvusCollection connect(MilvusConfig config, String token, MilvusSchema schema) {
    return new MilvusCollection(MilvusRemote.connect(config, token, schema), schema);
  }

  public Metric metric() {
    return schema.metric();
  }

  /** Number of values of each vector. */
  public int dimension() {
    return schema.dimension();
  }

  /** Number of vectors that can be found. One call. */
  public long size() {
    return remote.count();
  }

  /**
   * Copies the vector of a label, as it is compared, into the first values of {@code target}. One call.
   *
   * @return false where there is none; nothing is copied then
   */
  public boolean copyVector(long label, float[] target) {
    return remote.copyVector(label, target);
  }

  /**
   * Gives a label this vector, in place of the one that it may have.
   *
   * @throws IllegalArgumentException when it cannot be compared; nothing is sent
   */
  public void put(long label, float[] vector) {
    require(vector.length == dimension(), "vector %d has %d values, collection '%s' holds %d", label, vector.length, schema.collection(), dimension());
    put(Vectors.of(metric(), Matrix.of(1, vector.length, FloatColumn.copyOf(vector)), Labels.of(label)));
  }

  /**
   * Gives many labels their vectors, some megabytes in a call. Where a call fails, those before it are written; to write all again does no harm.
   *
   * @throws IllegalArgumentException when metric or dimension differ or a vector cannot be compared; nothing is sent
   */
  public void put(Vectors vectors) {
    require(vectors.metric() == metric() && vectors.dimension() == dimension(), "%s vectors of %d values for collection '%s' of %s with %d", vectors.metric().shortName(), vectors.dimension(), schema.collection(),
        metric().shortName(), dimension());
    var values = vectors.values();
    for (int row = 0; row < vectors.size(); row++) {
      long label = checked(vectors.labels().label(row));
      require(metric() != Metric.COSINE || Kernels.dot(values, row, values, row) > 0, "vector %d is zero and has no direction: under cosine not every Milvus server finds it again; leave it out", label);
    }
    int each = Math.max(1, WRITTEN / (4 * dimension()));
    for (int from = 0; from < vectors.size(); from += each) {
      remote.put(vectors, from, Math.min(vectors.size(), from + each));
    }
  }

  private static long checked(long label) {
    require(label > -Long.MAX_VALUE && label < Long.MAX_VALUE, "label %d cannot be asked for in Milvus; allowed are %d to %d", label, -Long.MAX_VALUE + 1, Long.MAX_VALUE - 1);
    return label;
  }

  /** Takes labels out; those that are not there make no difference. */
  public void remove(long... labels) {
    LongStream.of(labels).forEach(MilvusCollection::checked);
    for (int from = 0; from < labels.length; from += AskedRows.PIECE) {
      remote.remove(Arrays.stream(labels, from, Math.min(labels.length, from + AskedRows.PIECE)).boxed().collect(Collectors.toList()));
    }
  }

  /** The best vectors of all; see {@link #search(float[], int, LongPredicate, SearchResult)}. */
  public void search(float[] query, int k, SearchResult out) {
    search(query, k, AskedLabels.all(remote::labels), out);
  }

  /**
   * The best vectors for a query.
   *
   * <p>The filter cannot be sent: more is fetched than is wanted, and only where the best {@value Remote#MOST} do not hold enough are all labels read and those that are allowed asked for by name. A filter that allows little is better put to an {@link #index}, which knows the
   * labels.
   *
   * @param query as it comes: under cosine its length does not matter
   * @param k how many, 1 or more
   * @param filter which labels may be answered
   * @param out becomes what was found, best first; its rows are −1
   * @throws IllegalArgumentException when the query has another length than the vectors or holds NaN or an infinity, or k is below 1
   */
  public void search(float[] query, int k, LongPredicate filter, SearchResult out) {
    search(query, k, AskedLabels.of(filter, remote::labels), out);
  }

  private void search(float[] query, int k, Asked asked, SearchResult out) {
    require(k >= 1, "k is %d, must be 1 or more", k);
    searches.search(List.of(metric().prepare(query, dimension(), new float[query.length])), k, asked, List.of(out));
  }

  /**
   * The collection as an index, with a row for each label that it holds now, ascending. Reads all labels, most of them twice: a call for each 6,000 or so, and 8 bytes here for each.
   *
   * <p>Its vectors stay on the server. What is put or removed later is seen by its searches as far as it has rows: a changed vector is found as it is now, a removed one is not found, a new label is not answered; for that take a new index. Its {@link VectorIndex#size} stays what it was.
   *
   * <p>A search asks its filter for each row. Up to 1,024 allowed rows, or forbidden ones, are named to the server; else more is fetched than is wanted, up to the best {@value Remote#MOST}, and only where these do not hold k allowed ones are the allowed rows asked for by name, 8,192 in a call. So the answer is as good as
   * the server's index and never short for want of asking. All its searches throw {@link MilvusException} as those here do; it ends with this object.
   */
  public VectorIndex index() {
    return MilvusIndex.of(remote, schema, Labels.of(remote.labels()));
  }

  /** Takes the whole collection away, with all that is in it, and closes this. */
  public void drop() {
    remote.drop();
    remote.close();
  }

  /** Ends the connection; what lies on the server stays. */
  @Override
  public void close() {
    remote.close();
  }
}
