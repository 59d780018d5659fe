package dev.tributary.retrieval.content;

import dev.tributary.catalog.Item;
import dev.tributary.data.Vocabulary;
import dev.tributary.math.Job;
import dev.tributary.math.TopK;
import dev.tributary.retrieval.Trainer;
import dev.tributary.retrieval.TrainingData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes a vector of every item of catalog and log (see {@link TermWeights}), and turns the vectors around into lists of items
 * by term. Items without attributes have no vector and are never found; data without any attributes gives an empty model.
 *
 * <p>O(text + items · terms of an item · log); about 12 bytes a term of an item on the heap and 16 off it. Thread-safe.
 */
public final class ContentTrainer implements Trainer<ContentModel> {
  private static final int FEWEST_TO_BE_COMMON = 10;

  private final ContentConfig config;

  /** A trainer with these settings. */
  public ContentTrainer(ContentConfig config) {
    this.config = config;
  }

  /** One item's terms as numbers by arrival, their counts, and its number of words. */
  private record Document(int[] terms, int[] counts, int words) {}

  @Override
  public ContentModel train(TrainingData data, Job job) {
    var interests = data.interests();
    var items = data.allItems();
    var known = new ArrayList<Optional<Item>>(items.size());
    for (int item = 0; item < items.size(); item++) {
      int index = data.catalog().itemIndex(items.id(item));
      known.add(index < 0 ? Optional.empty() : Optional.of(data.catalog().item(index)));
    }
    Map<String, Integer> numbers = new ConcurrentHashMap<>();
    var documents = documents(known, numbers, job);
    var dictionary = new Dictionary(documents, numbers, config);
    var weights = new TermWeights(config, dictionary.terms, dictionary.itemsWith, dictionary.documents, dictionary.meanWords);
    var vectors = vectors(documents, dictionary, weights, job);
    long entries = vectors.size();
    var postings = postings(vectors, items, dictionary.terms.size());
    var statistics = new ContentIndex.Statistics(dictionary.itemsWith, dictionary.documents, dictionary.meanWords);
    var embeddings = config.embedding() > 0 ? Embeddings.of(known) : Embeddings.of(List.of());
    var index = new ContentIndex(items, dictionary.terms, statistics, vectors, postings, embeddings, interests.timed());
    long topTermsCut = dictionary.occurrences - entries;
    return new ContentModel(config, index, interests, new ContentModel.Cut(dictionary.left, topTermsCut, entries - postings.size()));
  }

  private Document[] documents(List<Optional<Item>> items, Map<String, Integer> numbers, Job job) {
    var documents = new Document[items.size()];
    var next = new AtomicInteger();
    job.shards(
        "words of items",
        items.size(),
        (_, from, to) -> {
          for (int item = from; item < to; item++) {
            var found = items.get(item).map(ItemTerms::of);
            var terms = found.map(ItemTerms::counts).orElse(Map.of());
            var ids = new int[terms.size()];
            var counts = new int[ids.length];
            int n = 0;
            for (var entry : terms.entrySet()) {
              ids[n] = numbers.computeIfAbsent(entry.getKey(), _ -> next.getAndIncrement());
              counts[n++] = entry.getValue();
            }
            documents[item] = new Document(ids, counts, found.map(ItemTerms::words).orElse(0));
          }
        });
    return documents;
  }

  /** Which terms count, in the order of their bytes whatever the order of arrival, and how many items have each. */
  private static final class Dictionary {
    final Vocabulary terms;
    final int[] itemsWith;
    final int[] termOf; // by number of arrival; -1: left out
    final long documents;
    final float meanWords;
    final long left;
    final long occurrences;

    Dictionary(Document[] all, Map<String, Integer> numbers, ContentConfig config) {
      var with = new int[numbers.size()];
      long words = 0;
      int texts = 0;
      int described = 0;
      for (Document document : all) {
        for (int number : document.terms) {
          with[number]++;
        }
        words += document.words;
        texts += document.words > 0 ? 1 : 0;
        described += document.terms.length > 0 ? 1 : 0;
      }
      documents = described;
      meanWords = texts == 0 ? 0 : (float) ((double) words / texts);
      double most = Math.max(FEWEST_TO_BE_COMMON, config.maxShare() * described);
      var kept = new ArrayList<String>();
      numbers.forEach(
          (term, number) -> {
            if (weight(term.charAt(0), config) > 0 && (term.charAt(0) != ItemTerms.WORD || with[number] >= config.minItems() && with[number] <= most)) {
              kept.add(term);
            }
          });
      left = numbers.size() - kept.size();
      terms = Vocabulary.of(kept);
      itemsWith = new int[terms.size()];
      termOf = new int[with.length];
      Arrays.fill(termOf, -1);
      long sum = 0;
      for (int term = 0; term < itemsWith.length; term++) {
        int number = numbers.get(terms.id(term));
        termOf[number] = term;
        itemsWith[term] = with[number];
        sum += with[number];
      }
      occurrences = sum;
    }

    private static double weight(char field, ContentConfig config) {
      return switch (field) {
        case ItemTerms.CATEGORY -> config.categories();
        case ItemTerms.KEYWORD -> config.keywords();
        case ItemTerms.AUTHOR -> config.author();
        default -> config.words();
      };
    }
  }

  private static Sparse vectors(Document[] documents, Dictionary dictionary, TermWeights weights, Job job) {
    var rows = new SparseVector[documents.length];
    job.shards(
        "vectors of items",
        documents.length,
        (_, from, to) -> {
          for (int item = from; item < to; item++) {
            var document = documents[item];
            var terms = new int[document.terms.length];
            var counts = new int[terms.length];
            int size = 0;
            for (int n = 0; n < terms.length; n++) {
              int term = dictionary.termOf[document.terms[n]];
              if (term >= 0) {
                terms[size] = term;
                counts[size++] = document.counts[n];
              }
            }
            rows[item] = weights.vector(terms, counts, size, document.words);
          }
        });
    var sparse = Sparse.allocate(rows.length, Arrays.stream(rows).mapToLong(row -> row.terms().length).sum());
    long at = 0;
    for (int item = 0; item < rows.length; item++) {
      for (int n = 0; n < rows[item].terms().length; n++) {
        sparse.columns().set(at, rows[item].terms()[n]);
        sparse.weights().set(at++, rows[item].weights()[n]);
      }
      sparse.starts().set(item + 1L, at);
    }
    return sparse;
  }

  /** The heaviest items of each term: all of them term by term (a counting sort), then the best of each. */
  private Sparse postings(Sparse vectors, Vocabulary items, int terms) {
    var all = turned(vectors, items.size(), terms);
    long size = 0;
    for (int term = 0; term < terms; term++) {
      size += Math.min(config.postings(), all.end(term) - all.start(term));
    }
    var sparse = Sparse.allocate(terms, size);
    var best = new TopK(config.postings());
    long at = 0;
    for (int term = 0; term < terms; term++) {
      best.reset(config.postings());
      for (long entry = all.start(term); entry < all.end(term); entry++) {
        best.offer(TopK.key(all.weights().get(entry), items.tieRank(all.columns().get(entry))));
      }
      best.ascending();
      for (int rank = 0; rank < best.size(); rank++) {
        sparse.columns().set(at, items.atTieRank(TopK.tieRank(best.best(rank))));
        sparse.weights().set(at++, TopK.score(best.best(rank)));
      }
      sparse.starts().set(term + 1L, at);
    }
    return sparse;
  }

  private static Sparse turned(Sparse vectors, int items, int terms) {
    var all = Sparse.allocate(terms, vectors.size());
    var next = new long[terms + 1];
    for (long entry = 0; entry < vectors.size(); entry++) {
      next[vectors.columns().get(entry) + 1]++;
    }
    Arrays.parallelPrefix(next, Long::sum);
    for (int term = 0; term <= terms; term++) {
      all.starts().set(term, next[term]);
    }
    for (int item = 0; item < items; item++) {
      for (long entry = vectors.start(item); entry < vectors.end(item); entry++) {
        long place = next[vectors.columns().get(entry)]++;
        all.columns().set(place, item);
        all.weights().set(place, vectors.weights().get(entry));
      }
    }
    return all;
  }
}
