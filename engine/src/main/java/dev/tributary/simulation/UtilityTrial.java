package dev.tributary.simulation;

import dev.tributary.math.Job;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * What pages are truly worth: several policies make a page for the same users at the same moment, and the community, which
 * alone knows, says how much each is worth. The oracle makes the best page it finds among the items that a user has not met.
 */
public final class UtilityTrial {
  /** Name of the oracle's row. */
  public static final String ORACLE = "oracle";

  private UtilityTrial() {}

  /** Makes a page for a user: item ids, best first. Thread-safe. */
  @FunctionalInterface
  public interface Policy {
    List<String> page(String user, int length);
  }

  /**
   * Asks every policy, and the oracle, for one page for each user.
   *
   * @param met the items that a user has met, which no page may show again
   * @return by policy the true utility of each user's page, in the order of {@code users}
   */
  public static Map<String, double[]> of(Community community, List<String> users, int length, long timeMillis, Function<String, Set<String>> met, Map<String, Policy> policies, Job job) {
    var utilities = new LinkedHashMap<String, double[]>();
    for (String name : policies.keySet()) {
      utilities.put(name, new double[users.size()]);
    }
    utilities.put(ORACLE, new double[users.size()]);
    job.shards(
        "true utility",
        users.size(),
        (_, from, to) -> {
          for (int n = from; n < to; n++) {
            String user = users.get(n);
            for (var policy : policies.entrySet()) {
              utilities.get(policy.getKey())[n] = community.pageUtility(user, policy.getValue().page(user, length), timeMillis);
            }
            var best = community.oracle(user, length, timeMillis, new HashSet<>(met.apply(user)));
            utilities.get(ORACLE)[n] = community.pageUtility(user, best, timeMillis);
          }
        });
    return utilities;
  }
}
