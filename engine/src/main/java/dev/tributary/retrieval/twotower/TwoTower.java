package dev.tributary.retrieval.twotower;

import dev.tributary.retrieval.tower.ItemTransform;
import dev.tributary.retrieval.tower.Objective;
import dev.tributary.retrieval.tower.TowerActivation;
import dev.tributary.retrieval.tower.TowerConfig;
import dev.tributary.retrieval.tower.TowerKind;
import java.util.Map;

/**
 * Two towers trained by softmax over the batch with the correction for popularity (Yi and others: "Sampling-bias-corrected neural modeling for large corpus item recommendations",
 * RecSys 2019), the user known by what they did.
 */
public final class TwoTower extends TowerKind {
  /** The only one. */
  public static final TwoTower KIND = new TwoTower();

  private TwoTower() {
    super(
        "twotower",
        "two networks whose vectors meet in a cosine: features and history against features; new items by their features",
        new TowerConfig(
            64, 64, 16, "", "same", TowerActivation.RELU, false, 0, false, 100, false, 0.1, 1, "", "", "", Objective.SOFTMAX, 0.1, 0.2, 10, "batch", 512, 0.75, 0.5, false, 0, 100, 500, 0, 0, ItemTransform.MIXED, 0.003, false, 0, false,
            1024, 100, 4, "late"),
        Map.of());
  }
}
