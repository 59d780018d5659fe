package dev.tributary.bench;

import dev.tributary.data.Interactions;
import dev.tributary.math.Job;
import dev.tributary.math.Seeds;
import dev.tributary.retrieval.biassvd.BiasSvd;
import dev.tributary.retrieval.funksvd.FunkSvd;
import dev.tributary.retrieval.ratings.BayesianConfig;
import dev.tributary.retrieval.ratings.BayesianTrainer;
import dev.tributary.retrieval.ratings.RatingModel;
import dev.tributary.settings.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The error of foretold ratings: for each seed a random tenth of a file's ratings is held out, funksvd, biassvd or the Bayesian factorisation learns from the rest, and the root
 * of the mean squared error and the mean absolute error on the tenth are printed, at the end their means and the spread over the seeds.
 *
 * <p>Arguments: a file of ratings; {@code funksvd}, {@code biassvd} or {@code bayesian}; the first seed; how many; settings as {@code name=value}. Settings are chosen with
 * seeds that are not reported.
 */
public final class RatingError {
  private RatingError() {}

  private interface Learning {
    RatingModel from(Interactions log, Job job);
  }

  /** Runs as the class says. */
  public static void main(String[] arguments) throws Exception {
    var log = Interactions.read(Path.of(arguments[0]));
    int first = Integer.parseInt(arguments[2]);
    int count = Integer.parseInt(arguments[3]);
    Map<String, Object> given = new HashMap<>();
    for (int n = 4; n < arguments.length; n++) {
      given.put(arguments[n].substring(0, arguments[n].indexOf('=')), arguments[n].substring(arguments[n].indexOf('=') + 1));
    }
    var learning = learning(arguments[1], given);
    var errors = new ArrayList<Double>();
    for (int seed = first; seed < first + count; seed++) {
      errors.add(error(log, learning, seed));
    }
    double mean = errors.stream().mapToDouble(e -> e).average().orElseThrow();
    double spread = Math.sqrt(errors.stream().mapToDouble(e -> (e - mean) * (e - mean)).sum() / Math.max(1, count - 1));
    System.out.printf(Locale.ROOT, "%s over %d seeds: RMSE %.4f, standard deviation %.4f%n", arguments[1], count, mean, spread);
  }

  private static Learning learning(String name, Map<String, Object> given) {
    return switch (name) {
      case "funksvd" -> FunkSvd.ratings(Settings.of(FunkSvd.KIND.defaults()).parse(given))::train;
      case "biassvd" -> BiasSvd.ratings(Settings.of(BiasSvd.KIND.defaults()).parse(given))::train;
      case "bayesian" -> new BayesianTrainer(Settings.of(BayesianConfig.DEFAULT).parse(given))::train;
      default -> throw new IllegalArgumentException("unknown method '" + name + "', known are funksvd, biassvd and bayesian");
    };
  }

  private static double error(Interactions log, Learning learning, int seed) {
    long splits = Seeds.of(seed, "held out");
    var model = learning.from(log.where(row -> Seeds.unit(Seeds.of(splits, row)) >= 0.1), Job.DEFAULT.withSeed(seed));
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
