package dev.tributary.retrieval.content;

import dev.tributary.data.Vocabulary;
import dev.tributary.math.FloatColumn;
import dev.tributary.math.IntColumn;
import dev.tributary.math.LongColumn;
import dev.tributary.model.Bundle;
import dev.tributary.model.BundleWriter;
import dev.tributary.model.CorruptFileException;
import dev.tributary.model.Tensors;
import java.io.IOException;

/**
 * The items' vectors, item by item and term by term, and the statistics that make vectors of new items.
 *
 * <p>In a bundle:
 *
 * <ul>
 *   <li>{@code items.safetensors}: the vocabulary {@code items}, of catalog and log together;
 *   <li>{@code terms.safetensors}: the vocabulary {@code terms} (the first character names the field: c category, k keyword, a
 *       author, w word), {@code itemsWith} (int32: how many items have each), {@code documents} (int64: how many items have any
 *       term), {@code meanWords} (float32), {@code timed} (int32, 0 or 1: whether the log had times);
 *   <li>{@code vectors.safetensors}: rows {@code items} (item → terms ascending, length 1) and {@code terms} (term → its
 *       heaviest items, heaviest first, equal weights in the order of ties), each as {@code .starts .columns .weights};
 *   <li>{@code embeddings.safetensors}: {@code items} (int32, ascending) and {@code values} (float32, row-major, each row of
 *       length 1); both empty where no item has a vector.
 * </ul>
 *
 * <p>Immutable.
 */
record ContentIndex(
    Vocabulary items, Vocabulary terms, Statistics statistics, Sparse vectors, Sparse postings, Embeddings embeddings, boolean timed) {

  /** Counts over the items; see the file {@code terms}. */
  record Statistics(int[] itemsWith, long documents, float meanWords) {}

  void write(BundleWriter bundle) {
    bundle.tensors("items", Tensors.builder().vocabulary("items", items).build());
    bundle.tensors(
        "terms",
        Tensors.builder()
            .vocabulary("terms", terms)
            .ints("itemsWith", IntColumn.copyOf(statistics.itemsWith))
            .longs("documents", LongColumn.copyOf(new long[] {statistics.documents}))
            .floats("meanWords", FloatColumn.copyOf(new float[] {statistics.meanWords}))
            .ints("timed", IntColumn.copyOf(new int[] {timed ? 1 : 0}))
            .build());
    var tensors = Tensors.builder();
    vectors.write(tensors, "items");
    postings.write(tensors, "terms");
    bundle.tensors("vectors", tensors.build());
    bundle.tensors("embeddings", Tensors.builder().ints("items", embeddings.items()).floats("values", embeddings.values()).build());
  }

  static ContentIndex read(Bundle bundle) throws IOException {
    var items = bundle.tensors("items").vocabulary("items");
    var file = bundle.tensors("terms");
    var terms = file.vocabulary("terms");
    var itemsWith = file.ints("itemsWith").toArray();
    var documents = file.longs("documents");
    var meanWords = file.floats("meanWords");
    var timed = file.ints("timed");
    boolean fits = itemsWith.length == terms.size() && documents.size() == 1 && meanWords.size() == 1 && timed.size() == 1;
    for (int term = 0; fits && term < itemsWith.length; term++) {
      fits = itemsWith[term] >= 0 && itemsWith[term] <= documents.get(0) && "ckaw".indexOf(terms.bytes().get(terms.offsets().get(term))) >= 0;
    }
    if (!fits) {
      throw new CorruptFileException(bundle.folder().resolve("terms.safetensors"), -1, "terms and their counts do not fit together");
    }
    return new ContentIndex(
        items,
        terms,
        new Statistics(itemsWith, documents.get(0), meanWords.get(0)),
        Sparse.read(bundle, "vectors", "items", items.size()),
        Sparse.read(bundle, "vectors", "terms", terms.size()),
        embeddings(bundle, items.size()),
        timed.get(0) == 1);
  }

  private static Embeddings embeddings(Bundle bundle, int items) throws IOException {
    var tensors = bundle.tensors("embeddings");
    var owners = tensors.ints("items");
    var values = tensors.floats("values");
    long dimension = owners.size() == 0 ? 0 : values.size() / owners.size();
    boolean fits = values.size() == owners.size() * dimension && dimension <= Integer.MAX_VALUE && owners.size() <= items;
    for (long row = 0; fits && row < owners.size(); row++) {
      fits = owners.get(row) >= 0 && owners.get(row) < items;
    }
    if (!fits) {
      throw new CorruptFileException(bundle.folder().resolve("embeddings.safetensors"), -1, "items and values do not fit together");
    }
    long ignored = bundle.figure("vectorsIgnored").longValue();
    return new Embeddings((int) dimension, owners, values, ignored);
  }
}
