package dev.tributary.bench;

import dev.tributary.data.Interactions;
import dev.tributary.math.Job;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.wals.WalsConfig;
import dev.tributary.retrieval.wals.WalsModel;
import dev.tributary.retrieval.wals.WalsTrainer;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;

/**
 * Processor seconds of an epoch of WALS, exactly solved, beside an iteration of implicit's ALS (C++) by conjugate gradients and by
 * Cholesky, by turns in one run. Ours is the median after the just-in-time compiler is done; that of the first epoch and of the whole
 * training stand beside it, and the microseconds of a fold-in of 100 interests. Arguments: a file of events with a user and an item in each row, factors, threads, epochs. The environment
 * variable {@code PYTHON} names a Python with numpy, scipy and implicit, and perhaps pyspark, whose ALS then runs too, on the Java of {@code JAVA_HOME}; a line says which peer was skipped. Further arguments: the
 * peers among {@code cg cholesky spark}, else all.
 */
public final class WalsSpeed {
  private WalsSpeed() {}

  /** See the class. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    var out = new PrintStream(System.out, true);
    var log = Interactions.read(Path.of(arguments[0]));
    int factors = Integer.parseInt(arguments[1]);
    int threads = Integer.parseInt(arguments[2]);
    int epochs = Integer.parseInt(arguments[3]);
    var data = TrainingData.of(log);
    var interests = data.interests();
    var pairs = Files.createTempFile("wals", ".tsv");
    try (var file = new PrintStream(new BufferedOutputStream(Files.newOutputStream(pairs)))) {
      for (int user = 0; user < interests.users().size(); user++) {
        for (long entry = interests.start(user); entry < interests.end(user); entry++) {
          file.print(user + "\t" + interests.item(entry) + "\n");
        }
      }
    }
    out.printf("%d users, %d items, %d interests; %d factors, %d threads%n", interests.users().size(), interests.items().size(), interests.size(), factors, threads);
    var ours = new ArrayList<Double>();
    var model = train(data, factors, threads, epochs, ours);
    double warm = median(ours.subList(ours.size() / 2, ours.size()));
    out.printf(Locale.ROOT, "ours, exact          %6.2f s an epoch; the first %.2f s, %d epochs %.2f s%n", warm, ours.getFirst(), epochs, ours.stream().mapToDouble(s -> s).sum());
    out.printf(Locale.ROOT, "ours, fold-in        %6.1f µs%n", foldIn(model));
    for (String solver : arguments.length > 4 ? List.of(arguments).subList(4, arguments.length) : List.of("cg", "cholesky", "spark")) {
      double peer =
          switch (solver) {
            case "cg" -> peer("als.py", pairs, factors, epochs, threads, solver);
            case "cholesky" -> peer("als.py", pairs, factors, 3, threads, solver);
            case "spark" -> peer("spark_als.py", pairs, factors, 2, threads);
            default -> throw new IllegalArgumentException("unknown peer '" + solver + "', known are cg, cholesky and spark");
          };
      if (peer == 0) {
        out.println(solver + " skipped: no Python with numpy, scipy and implicit, or pyspark; set PYTHON");
      } else {
        out.printf(Locale.ROOT, "%-20s %6.2f s an iteration; ours is %.2f times as fast%n", solver.equals("spark") ? "Spark MLlib" : "implicit, " + solver, peer, peer / warm);
      }
    }
    Files.delete(pairs);
  }

  /** Adds the processor seconds of each epoch to {@code seconds}; users and items are two phases of the trainer's progress. */
  private static WalsModel train(TrainingData data, int factors, int threads, int epochs, List<Double> seconds) {
    var ends = new ArrayList<Double>();
    ends.add(cpu());
    var job =
        Job.DEFAULT
            .withThreads(threads)
            .withProgress(
                (phase, done, total) -> {
                  if (phase.equals("users") && done == total) {
                    ends.add(cpu());
                  }
                  return true;
                });
    var model = new WalsTrainer(WalsConfig.DEFAULT.withFactors(factors).withWeights(0.002, 0.01, 1).withEpochs(epochs)).train(data, job);
    for (int n = 1; n < ends.size(); n++) {
      seconds.add(ends.get(n) - ends.get(n - 1));
    }
    return model;
  }

  /** Microseconds of a vector out of 100 interests: the best of ten runs of a thousand. */
  private static double foldIn(WalsModel model) {
    var likes = new HashMap<String, Float>();
    for (int n = 0; n < Math.min(100, model.items().size()); n++) {
      likes.put(model.items().id((int) (n * 7919L % model.items().size())), 1f);
    }
    double best = Double.POSITIVE_INFINITY;
    for (int run = 0; run < 10; run++) {
      long start = System.nanoTime();
      for (int n = 0; n < 1000; n++) {
        model.userVector(likes);
      }
      best = Math.min(best, (System.nanoTime() - start) / 1e6);
    }
    return best;
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  /** Of all threads: the process's, as the peer takes it. */
  private static double cpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime() / 1e9;
  }

  /** Seconds of an iteration, the first word of the last line; 0 where there is no such Python or it lacks something. */
  private static double peer(String script, Object... arguments) throws InterruptedException {
    var command = new ArrayList<String>();
    command.add(System.getenv().getOrDefault("PYTHON", "python3"));
    command.add("bench/peers/" + script);
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    try {
      var process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      var lines = new BufferedReader(process.inputReader()).lines().filter(line -> !line.isBlank()).toList();
      process.waitFor();
      return lines.isEmpty() || lines.getFirst().startsWith("skip") ? 0 : Double.parseDouble(lines.getLast().split(" ")[0]);
    } catch (IOException e) { // no such Python
      return 0;
    }
  }
}
