package dev.tributary.retrieval.charts;

import dev.tributary.retrieval.Channel;
import dev.tributary.retrieval.Hits;
import dev.tributary.retrieval.Query;
import java.util.Map;

/**
 * Walks the chart of the user's group, or everybody's, from the top and takes what the mask allows: O(k + what the mask forbids before).
 * Interests play no part. Immutable.
 *
 * @param by the attribute that names a user's group; empty: no groups
 */
record ChartChannel(String name, String by, Chart everybody, Map<String, Chart> groups) implements Channel {
  private static final int BLOCK = 4096;

  @Override
  public void retrieve(Query query, int k, Hits hits) {
    hits.clear();
    var chart = groups.isEmpty() ? everybody : groups.getOrDefault(ChartModel.group(query.attributes(), by), everybody);
    for (int rank = 0; rank < chart.items().length && hits.size() < k; rank++) {
      if (rank % BLOCK == 0) {
        query.checkDeadline();
      }
      if (query.mask().allows(chart.items()[rank])) {
        hits.add(chart.items()[rank], chart.scores()[rank], -1);
      }
    }
  }
}
