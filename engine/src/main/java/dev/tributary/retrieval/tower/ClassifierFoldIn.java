package dev.tributary.retrieval.tower;

import dev.tributary.catalog.User;
import dev.tributary.feature.FeatureBatch;
import dev.tributary.feature.Row;
import dev.tributary.math.ArrayProduct;
import dev.tributary.retrieval.Query;
import dev.tributary.retrieval.vectors.FoldIn;
import java.util.Map;

/** The network at request time: the interests of the moment, and what is known of who asks. Confined. */
final class ClassifierFoldIn implements FoldIn {
  private static final User NOBODY = new User("nobody", Map.of());

  private final Classifier network;
  private final UserFeatures users;
  private final Tower.Pass pass;
  private final ArrayProduct product = new ArrayProduct();
  private final FeatureBatch asked;
  private User profile = NOBODY;

  ClassifierFoldIn(Classifier network, UserFeatures users) {
    this.network = network;
    this.users = users;
    pass = network.user.new Pass();
    asked = network.userFeatures.batch();
  }

  @Override
  public void begin(Query query) {
    profile = query.profile().orElse(NOBODY);
  }

  @Override
  public int most() {
    return network.config.history();
  }

  @Override
  public void vector(int[] items, float[] likes, int count, float[] vector) {
    int known = profile.attributes().isEmpty() ? users.ids().indexOf(profile.id()) : -1;
    pass.reset(1);
    if (known >= 0) {
      network.addUser(users.features(), known, 0, pass);
    } else {
      asked.clear();
      network.userFeatures.encode(Row.of(profile), asked);
      network.addUser(asked, 0, 0, pass);
    }
    for (int n = 0; n < count; n++) {
      pass.bags[0].add(items[n]);
    }
    network.user.forward(pass, false, 0, product);
    System.arraycopy(pass.out, 0, vector, 0, vector.length);
  }
}
