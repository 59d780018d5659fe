package dev.tributary.evaluation;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * All candidates of the users of the test data.
 *
 * @param predictions their scores and labels; one without a score is below all others
 * @param withoutScore how many have none: the model gave none, or the user already has the item
 */
record CandidateScores(Predictions predictions, int withoutScore) {
  Map<String, Object> toMap() {
    var map = new LinkedHashMap<>(predictions.toMap());
    map.put("withoutScore", withoutScore);
    return map;
  }
}
