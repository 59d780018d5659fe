package dev.tributary.funnel;

import static dev.tributary.math.Require.require;

import dev.tributary.reranking.ScatterRule;
import java.util.List;

/**
 * How a funnel works: quotas, sizes of the stages, budgets and rules. Immutable.
 *
 * @param name for example feed
 * @param quota how many items each channel is asked for, 1..10000
 * @param preRanked how many merged candidates go on to ranking, by fair interleaving
 * @param ranked how many ranked candidates go on to re-ranking
 * @param history how many of a user's newest interests the channels are told
 * @param channelMillis budget of one channel
 * @param retrievalMillis budget of all channels together: those that have no time left are named as late
 * @param rankingMillis budget of pre-ranking and ranking: past it the best-ranked by their channels go on unscored
 * @param leftovers how many items that ranked highest on a user's last page and did not fit on it go on to pre-ranking of the next, 0..1000; 0: none. Kept in
 *     memory for the 10,000 users who asked last: a page then depends on the one before
 * @param rules scatter rules of the last stage
 */
public record Scene(
    String name, int quota, int preRanked, int ranked, int history, int channelMillis, int retrievalMillis, int rankingMillis, int leftovers, List<ScatterRule> rules) {
  /** The first 300 of each channel, 600 ranked and re-ranked, the newest 2,000 interests; at most 2 of an author and 5 of a category in 10. */
  public static final Scene DEFAULT =
      new Scene(
          "feed",
          300,
          600,
          600,
          2000,
          50,
          100,
          50,
          0,
          List.of(new ScatterRule(ScatterRule.Field.AUTHOR, 2, 10), new ScatterRule(ScatterRule.Field.CATEGORY, 5, 10)));

  public Scene {
    require(quota >= 1 && quota <= 10_000, "quota is %d, allowed 1..10000", quota);
    require(preRanked >= 1 && preRanked <= 100_000, "preRanked is %d, allowed 1..100000", preRanked);
    require(ranked >= 1 && ranked <= preRanked, "ranked is %d, allowed 1..%d (preRanked)", ranked, preRanked);
    require(history >= 1 && history <= 10_000, "history is %d, allowed 1..10000", history);
    require(channelMillis >= 1 && retrievalMillis >= 1 && rankingMillis >= 1, "a budget is 0 ms, must be 1 or more");
    require(leftovers >= 0 && leftovers <= 1000, "leftovers is %d, allowed 0 (none)..1000", leftovers);
    rules = List.copyOf(rules);
  }

  /** The same scene with another quota; pre-ranking and ranking keep at least so many. */
  public Scene withQuota(int quota) {
    return new Scene(name, quota, Math.max(preRanked, quota), ranked, history, channelMillis, retrievalMillis, rankingMillis, leftovers, rules);
  }

  /** The same scene with other stage sizes. */
  public Scene withSizes(int preRanked, int ranked) {
    return new Scene(name, quota, preRanked, ranked, history, channelMillis, retrievalMillis, rankingMillis, leftovers, rules);
  }

  /** The same scene with other rules. */
  public Scene withRules(List<ScatterRule> rules) {
    return new Scene(name, quota, preRanked, ranked, history, channelMillis, retrievalMillis, rankingMillis, leftovers, rules);
  }

  /** The same scene with other budgets. */
  public Scene withBudgets(int channelMillis, int retrievalMillis, int rankingMillis) {
    return new Scene(name, quota, preRanked, ranked, history, channelMillis, retrievalMillis, rankingMillis, leftovers, rules);
  }

  /** The same scene with another number of leftovers. */
  public Scene withLeftovers(int leftovers) {
    return new Scene(name, quota, preRanked, ranked, history, channelMillis, retrievalMillis, rankingMillis, leftovers, rules);
  }
}
