package dev.tributary.retrieval.social;

import dev.tributary.data.Interests;
import dev.tributary.data.Vocabulary;
import dev.tributary.math.FloatColumn;
import dev.tributary.math.IntColumn;
import dev.tributary.math.Job;
import dev.tributary.math.LongColumn;
import dev.tributary.model.Bundle;
import dev.tributary.model.BundleWriter;
import dev.tributary.model.CorruptFileException;
import dev.tributary.model.Tensors;
import dev.tributary.retrieval.Scored;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.itemitem.CoOccurrence;
import dev.tributary.retrieval.itemitem.LikeMatrix;
import dev.tributary.retrieval.itemitem.Lookup;
import dev.tributary.retrieval.shelves.Shelves;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Author → the authors whom the same users like: {@code sim(a,b) = Σ_u like(u,a)·like(u,b) / ( ‖a‖·‖b‖ + h )} with like(u,a) the sum of u's likes of
 * a's items, and what following is worth when u follows a in the log. Authors are the shelves of the model.
 *
 * <p>In a bundle: {@code authors.safetensors} has {@code starts} (int64, authors + 1 numbers), {@code authors} (int32) and {@code similarities} (float32),
 * best first. Immutable.
 */
record SimilarAuthors(LongColumn starts, IntColumn authors, FloatColumn similarities) {
  /** Learns it. O(Σ_u authors of u squared). */
  static SimilarAuthors of(TrainingData data, Shelves shelves, SocialConfig config, Job job) {
    var likes = likes(data, shelves, config);
    var matrix = new LikeMatrix(likes, 0);
    var norms = Arrays.stream(matrix.squaredNorms()).map(Math::sqrt).toArray();
    var index = new CoOccurrence(matrix, new double[0], norms, norms, config.shrinkage()).index(config.similarAuthors(), 0, Lookup.OWN, job);
    var starts = LongColumn.allocate(shelves.names().size() + 1L);
    var rows = new ArrayList<Scored>();
    for (int author = 0; author < shelves.names().size(); author++) {
      rows.addAll(index.similar(shelves.names().id(author), config.similarAuthors()));
      starts.set(author + 1L, rows.size());
    }
    var authors = IntColumn.allocate(rows.size());
    var similarities = FloatColumn.allocate(rows.size());
    for (int n = 0; n < rows.size(); n++) {
      authors.set(n, shelves.names().indexOf(rows.get(n).item()));
      similarities.set(n, rows.get(n).score());
    }
    return new SimilarAuthors(starts, authors, similarities);
  }

  /** Who likes which authors. */
  private static Interests likes(TrainingData data, Shelves shelves, SocialConfig config) {
    var interests = data.interests();
    var followed = IntStream.range(0, interests.users().size()).mapToObj(data::followed).toList();
    int[] authorOf = authorOf(interests.items(), data, shelves.names());
    var starts = LongColumn.allocate(interests.users().size() + 1L);
    var item = IntColumn.allocate(interests.size() + followed.stream().mapToLong(Set::size).sum());
    var like = FloatColumn.allocate(item.size());
    long at = 0;
    for (int user = 0; user < interests.users().size(); user++) {
      var sums = new TreeMap<Integer, Float>();
      for (long entry = interests.start(user); entry < interests.end(user); entry++) {
        sums.merge(authorOf[interests.item(entry)], interests.like(entry), Float::sum);
      }
      for (String author : followed.get(user)) {
        sums.merge(shelves.names().indexOf(author), (float) config.followed(), Float::sum);
      }
      sums.remove(-1);
      for (var sum : sums.entrySet()) {
        if (sum.getValue() > 0) {
          item.set(at, sum.getKey());
          like.set(at++, sum.getValue());
        }
      }
      starts.set(user + 1L, at);
    }
    return new Interests(
        interests.users(), shelves.names(), starts, IntColumn.copyOf(item.toArray(0, at)), FloatColumn.copyOf(like.toArray(0, at)), LongColumn.allocate(at), LongColumn.allocate(starts.size()), IntColumn.allocate(0), false);
  }

  /** The author of each item of the log, -1 where nobody knows. Log and interests have the same items. */
  private static int[] authorOf(Vocabulary items, TrainingData data, Vocabulary authors) {
    var authorOf = new int[items.size()];
    for (int item = 0; item < authorOf.length; item++) {
      int index = data.catalog().itemIndex(items.id(item));
      authorOf[item] = index < 0 || data.catalog().item(index).author().isEmpty() ? -1 : authors.indexOf(data.catalog().item(index).author());
    }
    return authorOf;
  }

  void write(BundleWriter bundle) {
    bundle.figure("similarAuthors", authors.size());
    bundle.tensors("authors", Tensors.builder().longs("starts", starts).ints("authors", authors).floats("similarities", similarities).build());
  }

  static SimilarAuthors read(Bundle bundle, int count) throws IOException {
    var file = bundle.tensors("authors");
    var read = new SimilarAuthors(file.longs("starts"), file.ints("authors"), file.floats("similarities"));
    boolean fits = read.starts.size() == count + 1L && read.starts.get(0) == 0 && read.starts.get(count) == read.authors.size() && read.similarities.size() == read.authors.size();
    for (int author = 0; fits && author < count; author++) {
      fits = read.starts.get(author) <= read.starts.get(author + 1L);
    }
    for (long entry = 0; fits && entry < read.authors.size(); entry++) {
      fits = read.authors.get(entry) >= 0 && read.authors.get(entry) < count && Float.isFinite(read.similarities.get(entry));
    }
    if (!fits) {
      throw new CorruptFileException(bundle.folder().resolve("authors.safetensors"), -1, "the rows of similar authors do not fit " + count + " authors");
    }
    return read;
  }

  int count() {
    return (int) (starts.size() - 1);
  }
}
