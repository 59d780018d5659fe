package dev.tributary.connect.milvus;

import dev.tributary.ann.SearchResult;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Searches a {@link Remote} until it has found what there is, under filters that cannot be sent.
 *
 * <ol>
 *   <li>The server is asked for as many rows as will mostly do; what is not allowed, or came since the labels were read, is dropped.
 *   <li>While that leaves too few and the server had more, it is asked for four times as many, up to {@link Remote#MOST}.
 *   <li>Queries that still have too few, or want more than that, are asked among the allowed labels by name, {@link AskedRows#PIECE} at a time.
 * </ol>
 *
 * So the third step bounds the cost, at one call for so many allowed labels, and no answer is short for want of asking. Immutable.
 */
final class Searches {
  /** Rows that one call may answer, over all of its queries: about a megabyte. */
  private static final int ROWS = 65_536;

  /** Queries of a call. */
  private static final int QUERIES = 128;

  private final Remote remote;
  private final Map<String, Integer> settings;

  Searches(Remote remote, Map<String, Integer> settings) {
    this.remote = remote;
    this.settings = settings;
  }

  /**
   * The best k for each query.
   *
   * @param queries as the metric wants them
   * @param out one for each query
   */
  void search(List<float[]> queries, int k, Asked asked, List<SearchResult> out) {
    out.forEach(SearchResult::clear);
    int wanted = Math.min(k, asked.count());
    if (wanted == 0) {
      return;
    }
    var open = IntStream.range(0, queries.size()).boxed().toList();
    if (wanted <= Remote.MOST) {
      int limit = asked.fetch(wanted);
      for (boolean more = true; more; limit = Math.min(Remote.MOST, 4 * limit)) {
        open.forEach(query -> out.get(query).clear());
        int fetched = ask(queries, open, limit, asked.expression(), k, asked, out);
        open = open.stream().filter(query -> out.get(query).size() < wanted).toList();
        more = !open.isEmpty() && fetched == limit && limit < Remote.MOST;
      }
    }
    if (!open.isEmpty()) {
      byName(queries, open, k, asked, out);
    }
  }

  private void byName(List<float[]> queries, List<Integer> open, int k, Asked asked, List<SearchResult> out) {
    var pieces = asked.pieces();
    if (pieces.hasNext()) {
      open.forEach(query -> out.get(query).clear());
    }
    while (pieces.hasNext()) {
      long[] piece = pieces.next();
      ask(queries, open, Math.min(k, piece.length), Asked.among(piece), k, asked, out);
    }
  }

  /** Adds what the server finds for the open queries; answers how many rows it had for the query for which it had most. */
  private int ask(List<float[]> queries, List<Integer> open, int limit, String expression, int k, Asked asked, List<SearchResult> out) {
    int each = Math.clamp(ROWS / limit, 1, QUERIES);
    int most = 0;
    for (int from = 0; from < open.size(); from += each) {
      var part = open.subList(from, Math.min(open.size(), from + each));
      var had = new int[part.size()];
      remote.search(
          part.stream().map(queries::get).toList(),
          limit,
          expression,
          MilvusIndexType.search(settings, limit),
          (query, label, score) -> {
            had[query]++;
            if (asked.allows(label)) {
              out.get(part.get(query)).insert(asked.row(label), label, score, k);
            }
          });
      most = Math.max(most, IntStream.of(had).max().orElse(0));
    }
    return most;
  }
}
