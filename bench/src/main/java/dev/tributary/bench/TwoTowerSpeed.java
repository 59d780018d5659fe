package dev.tributary.bench;

import dev.tributary.catalog.Dataset;
import dev.tributary.data.ReadOptions;
import dev.tributary.math.Job;
import dev.tributary.math.Progress;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.twotower.TwoTower;
import dev.tributary.settings.Settings;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Samples that the two-tower channel learns from in a second, with the network that a peer in PyTorch has: vectors of 32 for ids and history, of 8 for features, layers 128-64-32 of the user and
 * 64-32 of the item, the last 50 items, softmax over a batch of 1,024. One epoch each time; the first warms up. Arguments: the folder of ml-1m with {@code
 * interactions.tsv.gz}, {@code users.dat} and {@code movies.dat}; threads; repetitions; further settings as {@code name=value}.
 */
public final class TwoTowerSpeed {
  private TwoTowerSpeed() {}

  /** See the class. */
  public static void main(String[] arguments) throws IOException {
    var out = new PrintStream(System.out, true);
    var folder = Path.of(arguments[0]);
    var named = new Dataset.Named(Optional.of(folder.resolve("interactions.tsv.gz")), Optional.of(folder.resolve("movies.dat")), Optional.of(folder.resolve("users.dat")));
    var loaded = Dataset.open(folder, named, ReadOptions.DEFAULT.withColumns("user=1,item=2,value=3,time=4")).load(Progress.NONE);
    var data = TrainingData.of(loaded.interactions()).withCatalog(loaded.catalog());
    Map<String, String> settings = new HashMap<>();
    settings.putAll(
        Map.of("dim", "32", "embedding", "32", "featureEmbedding", "8", "layers", "128-64", "userId", "true", "history", "50", "temperature", "0.07", "correction", "1", "epochs", "1", "patience", "0"));
    settings.putAll(Map.of("itemLayers", "64", "itemFeatures", "attributes.year=none", "userFeatures", "attributes.zip=none", "learningRate", "0.001", "idDropout", "0", "batch", "1024"));
    for (int n = 3; n < arguments.length; n++) {
      settings.put(arguments[n].split("=", 2)[0], arguments[n].split("=", 2)[1]);
    }
    var trainer = TwoTower.KIND.trainer(Settings.of(TwoTower.KIND.defaults()).parse(settings));
    long samples = data.interests().size();
    for (int repetition = 0; repetition <= Integer.parseInt(arguments[2]); repetition++) {
      long cpu = cpu();
      long start = System.nanoTime();
      var model = trainer.train(data, Job.DEFAULT.withThreads(Integer.parseInt(arguments[1])));
      double elapsed = (System.nanoTime() - start) / 1e9;
      double processors = (cpu() - cpu) / 1e9;
      out.printf(
          Locale.ROOT,
          "%s%d samples, loss %.4f: %,.0f a second, %,.0f a second of processors%n",
          repetition == 0 ? "warming up: " : "",
          samples,
          model.loss(),
          samples / elapsed,
          samples / processors);
    }
  }

  private static long cpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
  }
}
