package dev.tributary.retrieval.wals;

import dev.tributary.math.FloatColumn;
import dev.tributary.math.Job;
import dev.tributary.math.Matrix;
import dev.tributary.retrieval.vectors.Basis;
import dev.tributary.retrieval.vectors.VectorTable;
import java.util.Map;

/** Vectors of items that are new since training, out of the users who like them. Confined: one thread. */
public final class ItemFoldIn {
  private final VectorTable users;
  private final Basis basis;
  private final WalsFoldIn foldIn;

  ItemFoldIn(WalsConfig config, VectorTable users) {
    this.users = users;
    basis = Basis.of(users.vectors(), Job.DEFAULT);
    var turned = Matrix.of(users.vectors().rows(), users.vectors().columns(), FloatColumn.copyOf(users.vectors().values().toArray()));
    basis.turn(turned, Job.DEFAULT);
    var weights = FloatColumn.allocate(turned.rows());
    for (int user = 0; user < turned.rows(); user++) {
      weights.set(user, 1);
    }
    foldIn = new WalsFoldIn(config, turned, turned.rows(), basis.spectrum(), weights);
  }

  /**
   * The vector of an item that these users like so much. Users that the model lacks are left out; where none is left, it is 0. Its
   * entries weigh as those of an item of mean popularity.
   */
  public float[] vector(Map<String, Float> likes) {
    return basis.back(WalsModel.folded(foldIn, users.ids(), likes));
  }
}
