package dev.tributary.bench;

import dev.tributary.data.Interactions;
import dev.tributary.math.Job;
import dev.tributary.math.Seeds;
import dev.tributary.retrieval.biassvd.BiasSvd;
import dev.tributary.retrieval.funksvd.FunkSvd;
import dev.tributary.retrieval.sgd.RatingTrainer;
import dev.tributary.retrieval.sgd.SgdConfig;
import dev.tributary.settings.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The error of foretold ratings: for each seed a random tenth of a file's ratings is held out, funksvd or biassvd learns from the rest, and the root
 * of the mean squared error and the mean absolute error on the tenth are printed, at the end their means and the spread over the seeds.
 *
 * <p>Arguments: a file of ratings; {@code funksvd} or {@code biassvd}; the first seed; how many; settings as {@code name=value}. Settings are chosen with
 * seeds that are not reported.
 */
public final class RatingError {
  private RatingError() {}

  /** Runs as the class says. */
  public static void main(String[] arguments) throws Exception {
    var log = Interactions.read(Path.of(arguments[0]));
    boolean biased = arguments[1].equals("biassvd");
    int first = Integer.parseInt(arguments[2]);
    int count = Integer.parseInt(arguments[3]);
    Map<String, Object> given = new HashMap<>();
    for (int n = 4; n < arguments.length; n++) {
      given.put(arguments[n].substring(0, arguments[n].indexOf('=')), arguments[n].substring(arguments[n].indexOf('=') + 1));
    }
    SgdConfig defaults = (biased ? BiasSvd.KIND : FunkSvd.KIND).defaults();
    var config = Settings.of(defaults).parse(given);
    var errors = new ArrayList<Double>();
    for (int seed = first; seed < first + count; seed++) {
      errors.add(error(log, biased ? BiasSvd.ratings(config) : FunkSvd.ratings(config), seed));
    }
    double mean = errors.stream().mapToDouble(e -> e).average().orElseThrow();
    double spread = Math.sqrt(errors.stream().mapToDouble(e -> (e - mean) * (e - mean)).sum() / Math.max(1, count - 1));
    System.out.printf(Locale.ROOT, "%s over %d seeds: RMSE %.4f, standard deviation %.4f%n", arguments[1], count, mean, spread);
  }

  private static double error(Interactions log, RatingTrainer trainer, int seed) {
    long splits = Seeds.of(seed, "held out");
    var model = trainer.train(log.where(row -> Seeds.unit(Seeds.of(splits, row)) >= 0.1), Job.DEFAULT.withSeed(seed));
    double squares = 0;
    double absolutes = 0;
    long held = 0;
    for (int user = 0; user < log.users().size(); user++) {
      for (long row = log.start(user); row < log.end(user); row++) {
        if (Seeds.unit(Seeds.of(splits, row)) < 0.1) {
          double error = log.value(row) - model.predict(log.users().id(user), log.items().id(log.item(row)));
          squares += error * error;
          absolutes += Math.abs(error);
          held++;
        }
      }
    }
    System.out.printf(Locale.ROOT, "seed %d: RMSE %.4f, MAE %.4f on %d ratings%n", seed, Math.sqrt(squares / held), absolutes / held, held);
    return Math.sqrt(squares / held);
  }
}
