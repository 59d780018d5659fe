package dev.tributary.server.api;

import dev.tributary.live.Live;
import dev.tributary.math.IntIndex;
import dev.tributary.math.TopK;
import java.util.ArrayList;
import java.util.List;

/**
 * Users whose interests of the moment are like those of one: {@code cos(u,v) = Σ_i like(u,i)·like(v,i) / (‖u‖·‖v‖)} over the newest
 * {@value #HISTORY} interests of each. An exact scan over all users, O(all their interests): for people who look, not for pages.
 */
final class SimilarUsers {
  private static final int HISTORY = 500;

  private SimilarUsers() {}

  /** A user and the cosine, above 0. */
  record Neighbor(String id, float score) {}

  /** Up to {@code count} users, best first; equal ones in the order in which they came. */
  static List<Neighbor> of(Live live, int user, int count) {
    var items = new IntIndex(64);
    var likes = new ArrayList<Float>();
    live.interests(user, HISTORY, (item, like, _) -> {
      items.add(item);
      likes.add(like);
    });
    double norm = Math.sqrt(likes.stream().mapToDouble(like -> like * like).sum());
    var best = new TopK(count);
    for (int other = 0; other < live.catalog().userCount() && !likes.isEmpty(); other++) {
      var sums = new double[2];
      live.interests(other, HISTORY, (item, like, _) -> {
        int at = items.find(item);
        sums[0] += at < 0 ? 0 : like * likes.get(at);
        sums[1] += like * like;
      });
      if (other != user && sums[0] > 0) {
        best.offer((float) (sums[0] / norm / Math.sqrt(sums[1])), other);
      }
    }
    var neighbors = new ArrayList<Neighbor>();
    for (int rank = 0; rank < best.size(); rank++) {
      neighbors.add(new Neighbor(live.catalog().user(TopK.tieRank(best.best(rank))).id(), TopK.score(best.best(rank))));
    }
    return neighbors;
  }
}
