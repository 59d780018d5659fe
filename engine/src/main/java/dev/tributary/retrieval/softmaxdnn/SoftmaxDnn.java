package dev.tributary.retrieval.softmaxdnn;

import dev.tributary.retrieval.tower.ClassifierConfig;
import dev.tributary.retrieval.tower.ClassifierKind;
import java.util.Map;

/**
 * A network whose softmax over all items is held against what a user took after a cut, evenly, with nothing known but what came before it. {@code course} has ReLU layers, inner products and vectors of
 * their own for the history.
 */
public final class SoftmaxDnn extends ClassifierKind {
  /** The only one. */
  public static final SoftmaxDnn KIND = new SoftmaxDnn();

  private SoftmaxDnn() {
    super(
        "softmaxdnn",
        "a network over the mean of the history that foretells all that comes after a cut; vectors are searched",
        new ClassifierConfig(64, "", 0, true, true, 100, false, 16, "", 20, 20, true, 0.1, 2000, 500, 0.5, 1, false, 0.003, false, 0, 1024, 60, 4),
        Map.of("course", new ClassifierConfig(64, "256-128", 0, false, false, 50, false, 16, "", 100, 1, false, 1, 20_000, 500, 0.75, 1, false, 0.001, false, 0, 256, 60, 5)));
  }
}
