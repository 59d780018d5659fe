package dev.tributary.house;

import dev.tributary.data.Interactions;
import dev.tributary.math.Kernels;
import dev.tributary.retrieval.itemcf.ItemCfConfig;
import dev.tributary.retrieval.itemcf.ItemCfTrainer;

/** A program of a user: trains on a few rows and says what it got, and from which module. */
final class ModuleProbe {
  private ModuleProbe() {}

  public static void main(String[] arguments) {
    var model = new ItemCfTrainer(ItemCfConfig.COURSE).train(Interactions.parse("ann A B; bob A B C; cat A C"));
    System.out.println(model.getClass().getModule().getName() + " " + Kernels.vectorized() + " " + model.recommend("ann", 1));
  }
}
