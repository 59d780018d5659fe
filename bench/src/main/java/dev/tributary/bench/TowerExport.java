package dev.tributary.bench;

import dev.tributary.catalog.Catalog;
import dev.tributary.catalog.Item;
import dev.tributary.data.Interactions;
import dev.tributary.data.Signal;
import dev.tributary.math.Job;
import dev.tributary.math.Seeds;
import dev.tributary.model.BundleWriter;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.twotower.TwoTower;
import dev.tributary.settings.Settings;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The vectors of a catalogue from the item tower to a bundle on disk: a training of a few thousand interests, so that nearly all of its time goes to features, tables and vectors of the
 * items, and the writing, also of the index. Arguments: items, threads, an empty folder.
 */
public final class TowerExport {
  private TowerExport() {}

  /** See the class. */
  public static void main(String[] arguments) throws IOException {
    int items = Integer.parseInt(arguments[0]);
    var folder = Files.createDirectories(Path.of(arguments[2]));
    var catalog = new Catalog();
    var random = Seeds.random(1);
    for (int item = 0; item < items; item++) {
      catalog.put(Item.builder("i" + item).author("a" + item % 1000).categories(List.of("c" + item % 37, "c" + item % 11)).build());
    }
    var log = Interactions.builder();
    for (int n = 0; n < 5000; n++) {
      log.add("u" + n % 500, "i" + random.nextInt(items), Signal.CLICK, 0f, 1000 + n);
    }
    var data = TrainingData.of(log.build()).withCatalog(catalog);
    var trainer = TwoTower.KIND.trainer(Settings.of(TwoTower.KIND.defaults()).parse(Map.of("epochs", "1", "patience", "0", "layers", "128-64")));
    var job = Job.DEFAULT.withThreads(Integer.parseInt(arguments[1]));
    var process = new ProcessAccount(ProcessHandle.current().pid());
    var out = new PrintStream(System.out, true);
    for (int repetition = 0; repetition < 3; repetition++) {
      double cpu = process.cpuSeconds();
      long start = System.nanoTime();
      var model = trainer.train(data, job);
      double trained = (System.nanoTime() - start) / 1e9;
      var bundle = new BundleWriter(model.kind(), 1);
      model.write(bundle);
      bundle.write(folder.resolve("export" + repetition), Map.of());
      out.printf(
          Locale.ROOT,
          "%,d items: training with all vectors %.1f s, with the bundle %.1f s, %.1f s of processors; peak of memory %.2f GB%n",
          items,
          trained,
          (System.nanoTime() - start) / 1e9,
          process.cpuSeconds() - cpu,
          process.status("VmHWM") / 1048576.0);
    }
  }
}
