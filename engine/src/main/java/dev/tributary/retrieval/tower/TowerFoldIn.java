package dev.tributary.retrieval.tower;

import dev.tributary.catalog.User;
import dev.tributary.feature.FeatureBatch;
import dev.tributary.math.ArrayProduct;
import dev.tributary.retrieval.Query;
import dev.tributary.retrieval.vectors.FoldIn;
import java.util.Map;

/** The user tower at request time: who asks, and the interests of the moment. Confined. */
final class TowerFoldIn implements FoldIn {
  private static final User NOBODY = new User("nobody", Map.of());

  private final TowerModel model;
  private final Towers towers;
  private final Tower.Pass pass;
  private final ArrayProduct product = new ArrayProduct();
  private final FeatureBatch asked;
  private User profile = NOBODY;

  TowerFoldIn(TowerModel model) {
    this.model = model;
    towers = model.towers();
    pass = towers.user.new Pass();
    asked = towers.userFeatures.batch();
  }

  @Override
  public void begin(Query query) {
    profile = query.profile().orElse(NOBODY);
  }

  @Override
  public int most() {
    return towers.config.history() > 0 ? towers.config.history() : Integer.MAX_VALUE; // without a history they only explain
  }

  @Override
  public void vector(int[] items, float[] likes, int count, float[] vector) {
    int known = model.users().ids().indexOf(profile.id());
    int id = known < 0 ? towers.users : known;
    pass.reset(1);
    if (profile.attributes().isEmpty() && known >= 0) {
      towers.addUser(id, model.users().features(), known, pass);
    } else {
      asked.clear();
      towers.userFeatures.encode(model.latest().of(profile), asked);
      towers.addUser(id, asked, 0, pass);
    }
    if (towers.config.history() > 0) {
      var history = towers.histories(pass);
      for (int n = 0; n < count; n++) {
        history.add(model.id(items[n]));
      }
    }
    towers.user.forward(pass, false, 0, product);
    System.arraycopy(pass.out, 0, vector, 0, vector.length);
  }
}
