package dev.tributary.retrieval.tower;

import java.util.Map;

/** A channel of small towers. */
final class TowerKindForTests extends TowerKind {
  static final TowerConfig DEFAULTS =
      new TowerConfig(
          16, 16, 8, "", "same", TowerActivation.RELU, false, 0, false, 20, false, 0.2, 1, "", "", "", Objective.SOFTMAX, 0.1, 0.2, 10, "batch", 20, 0.75, 1, false, 0, 1, 20, 0, 0, ItemTransform.MIXED, 0.01, false, 0, false, 64, 40, 5, "late");

  static final TowerKindForTests KIND = new TowerKindForTests();

  private TowerKindForTests() {
    super("towers", "small towers", DEFAULTS, Map.of());
  }
}
