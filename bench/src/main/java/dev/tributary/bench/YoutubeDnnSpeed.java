package dev.tributary.bench;

import dev.tributary.data.EventFiles;
import dev.tributary.data.Interests;
import dev.tributary.data.ReadOptions;
import dev.tributary.math.Job;
import dev.tributary.math.Progress;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.youtubednn.YoutubeDnn;
import dev.tributary.settings.Settings;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Lessons that YouTubeDNN learns from in a second, beside PyTorch: the published network with vectors of 64, ReLU layers 256-128, the last 50 items in a table of their own, 1,000 sampled negatives, batches of
 * 1,024. One epoch each time; the first warms up. Arguments: the folder of ml-1m with {@code interactions.tsv.gz}; threads; repetitions; seconds for the peer; further settings as {@code name=value}. The
 * environment variable {@code PYTHON} names a Python with numpy and torch; without one the peer is left out.
 */
public final class YoutubeDnnSpeed {
  private static final int BATCH = 1024;
  private static final int NEGATIVES = 1000;

  private YoutubeDnnSpeed() {}

  /** See the class. */
  public static void main(String[] arguments) throws IOException {
    var out = new PrintStream(System.out, true);
    var file = Path.of(arguments[0]).resolve("interactions.tsv.gz");
    var data = TrainingData.of(EventFiles.load(file, ReadOptions.DEFAULT.withColumns("user=1,item=2,value=3,time=4"), Progress.NONE).interactions());
    int threads = Integer.parseInt(arguments[1]);
    Map<String, String> settings = new HashMap<>();
    settings.putAll(Map.of("history", "50", "negatives", "" + NEGATIVES, "fullUpTo", "0", "batch", "" + BATCH, "perUser", "0", "epochs", "1", "patience", "0", "exampleAge", "false"));
    for (int n = 4; n < arguments.length; n++) {
      settings.put(arguments[n].split("=", 2)[0], arguments[n].split("=", 2)[1]);
    }
    var trainer = YoutubeDnn.KIND.trainer(Settings.of(YoutubeDnn.KIND.presets().get("course")).parse(settings));
    var interests = data.interests();
    long lessons = interests.size() - interests.users().size(); // all but each user's first
    double best = 0;
    for (int repetition = 0; repetition <= Integer.parseInt(arguments[2]); repetition++) {
      long cpu = cpu();
      long start = System.nanoTime();
      var model = trainer.train(data, Job.DEFAULT.withThreads(threads));
      double elapsed = (System.nanoTime() - start) / 1e9;
      double processors = (cpu() - cpu) / 1e9;
      best = Math.max(best, lessons / processors);
      out.printf(
          Locale.ROOT,
          "%s%d lessons, loss %.4f: %,.0f a second, %,.0f a second of processors%n",
          repetition == 0 ? "warming up: " : "",
          lessons,
          model.loss(),
          lessons / elapsed,
          lessons / processors);
    }
    var python = Optional.ofNullable(System.getenv("PYTHON"));
    if (python.isPresent()) {
      beside(python.get(), interests, threads, arguments[3], best, out);
    }
  }

  private static void beside(String python, Interests interests, int threads, String seconds, double ours, PrintStream out) throws IOException {
    var pairs = Files.createTempFile("youtubednn", ".tsv");
    try (var file = new PrintStream(Files.newOutputStream(pairs))) {
      for (int user = 0; user < interests.users().size(); user++) {
        for (long entry = interests.start(user); entry < interests.end(user); entry++) {
          file.print(user + "\t" + interests.item(entry) + "\n");
        }
      }
    }
    for (String optimizer : new String[] {"dense", "sparse"}) {
      try (var peer = new Peer(python, "youtubednn.py", pairs, BATCH, NEGATIVES, threads, seconds, optimizer)) {
        String line = peer.line();
        if (line.startsWith("skip")) {
          out.println("PyTorch: " + line);
        } else {
          double rate = Double.parseDouble(line.split(" ")[0]);
          out.printf(Locale.ROOT, "PyTorch, %s Adam: %,.0f a second, %,.0f a second of processors; ours has %.2f times as many%n", optimizer, Double.parseDouble(line.split(" ")[1]), rate, ours / rate);
        }
      }
    }
    Files.delete(pairs);
  }

  private static long cpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
  }
}
