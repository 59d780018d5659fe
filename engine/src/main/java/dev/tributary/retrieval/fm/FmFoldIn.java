package dev.tributary.retrieval.fm;

import dev.tributary.catalog.User;
import dev.tributary.math.Matrix;
import dev.tributary.retrieval.Query;
import dev.tributary.retrieval.vectors.Features;
import dev.tributary.retrieval.vectors.LinearFoldIn;
import dev.tributary.retrieval.vectors.VectorTable;
import java.util.Arrays;
import java.util.Map;

/**
 * {@code V_user} at request time: Σ v/√count over the interests of the moment, and what is known of who asks. An interest's part is its own vector, with an even share of the rest. About
 * count · factors additions.
 */
final class FmFoldIn implements LinearFoldIn {
  private static final User NOBODY = new User("nobody", Map.of());

  private final FmConfig config;
  private final Matrix interests;
  private final VectorTable attributes;
  private final VectorTable profiles;
  private final Sums sums;
  private final int factors;
  private final float[] profile; // what the user is beside interests
  private int[] bag = {};
  private int count;

  FmFoldIn(FmConfig config, Matrix interests, VectorTable attributes, VectorTable profiles) {
    this.config = config;
    this.interests = interests;
    this.attributes = attributes;
    this.profiles = profiles;
    factors = config.factors();
    sums = new Sums(attributes.vectors());
    profile = new float[factors];
  }

  @Override
  public void begin(Query query) {
    Arrays.fill(profile, 0f);
    if (profiles.ids().size() == 0) {
      return;
    }
    var user = query.profile().orElse(NOBODY);
    int known = profiles.ids().indexOf(user.id());
    if (known >= 0 && (config.userId() || user.attributes().isEmpty())) {
      profiles.vectors().copyRow(known, profile);
    } else {
      sums.addAttributes(Features.of(user, attributes.ids()), 0, profile, 0, factors);
    }
  }

  @Override
  public void vector(int[] items, float[] likes, int count, float[] vector) {
    this.count = count;
    bag = items;
    Machine.interests(interests, items, 0, config.history() == 0 ? 0 : count, vector, 0);
    for (int p = 0; p < factors; p++) {
      vector[p] += profile[p];
    }
    vector[factors] = 1;
  }

  @Override
  public void parts(float[] parts) {
    for (int n = 0; n < count; n++) {
      int at = n * (factors + 1);
      Machine.interests(interests, bag, n, config.history() == 0 ? n : n + 1, parts, at);
      for (int p = 0; p < factors; p++) {
        parts[at + p] = parts[at + p] / (float) Math.sqrt(count) + profile[p] / count;
      }
      parts[at + factors] = 1f / count;
    }
  }
}
