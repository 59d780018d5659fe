package dev.tributary.retrieval.dssm;

import dev.tributary.retrieval.tower.ItemTransform;
import dev.tributary.retrieval.tower.Objective;
import dev.tributary.retrieval.tower.TowerActivation;
import dev.tributary.retrieval.tower.TowerConfig;
import dev.tributary.retrieval.tower.TowerKind;
import java.util.Map;

/**
 * The deep structured semantic model (Huang and others: "Learning deep structured semantic models for web search using clickthrough data", CIKM 2013) for users and items: tanh
 * layers over ids and features, a softmax over the positive and items drawn at random. {@code course} has the settings of fun-rec's DSSM.
 */
public final class Dssm extends TowerKind {
  /** The only one. */
  public static final Dssm KIND = new Dssm();

  private Dssm() {
    super(
        "dssm",
        "two networks over ids and features alone, without the history, against items drawn at random",
        new TowerConfig(
            64, 64, 16, "128", "same", TowerActivation.TANH, false, 0.1, true, 0, false, 0.5, 1, "", "", "", Objective.LISTWISE, 0.1, 0.2, 10, "catalog", 50, 0.75, 1, false, 0, 100, 500, 0, 0, ItemTransform.MIXED, 0.003, false, 0, false,
            1024, 100, 4, "late"),
        Map.of(
            "course",
            new TowerConfig(
                32, 8, 8, "128-64", "same", TowerActivation.TANH, true, 0.2, true, 0, false, 0, 1, "", "", "", Objective.POINTWISE, 1, 0.2, 10, "catalog", 5, 0, 0, false, 0, 100, 500, 0, 0, ItemTransform.MIXED, 0.001, false, 0, false, 1024,
                1, 0, "late")));
  }
}
