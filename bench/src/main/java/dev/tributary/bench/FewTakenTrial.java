package dev.tributary.bench;

import dev.tributary.catalog.AttributeSchema;
import dev.tributary.catalog.Catalog;
import dev.tributary.catalog.ItemReader;
import dev.tributary.data.EventFiles;
import dev.tributary.data.EventFormat;
import dev.tributary.data.Interactions;
import dev.tributary.data.ReadOptions;
import dev.tributary.math.Job;
import dev.tributary.math.Progress;
import dev.tributary.math.Seeds;
import dev.tributary.retrieval.Recommender;
import dev.tributary.retrieval.Scored;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.stats.Bootstrap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * How well channels find items that nobody or few took. A tenth of a log's items, chosen by the seed, is new: all interests in them are taken out, and of these each user's last is
 * asked for. So is each user's last interest in another item, which is taken out too. It counts when it is among the fifty best of the whole catalogue that the user has not had; Recall@50 is printed by how many
 * interests the item has left in training.
 *
 * <p>Arguments: events; their format; items with attributes; channels with commas between, as {@link TrainerText} reads them, the first of which the others are compared with, question by
 * question; seeds.
 */
public final class FewTakenTrial {
  private static final int BEST = 50;
  private static final int FEW = 10;
  private static final String[] GROUPS = {"none", "1..10", "more", "all"};

  private FewTakenTrial() {}

  /** An item that a user took, which training does not know of, and how many others took it that training knows of. */
  private record Question(String user, String item, int taken) {
    /** Its place in {@link #GROUPS}. */
    int group() {
      return taken == 0 ? 0 : taken <= FEW ? 1 : 2;
    }
  }

  /** Of one seed: what is learned from and what is asked. */
  private record Trial(TrainingData data, List<Question> questions) {
    static Trial of(Interactions whole, Catalog catalog, long seed) {
      var fresh = new boolean[whole.items().size()];
      for (int item = 0; item < fresh.length; item++) {
        fresh[item] = catalog.itemIndex(whole.items().id(item)) >= 0 && Seeds.unit(Seeds.of(seed, item)) < 0.1;
      }
      var known = Interactions.builder();
      var asked = new ArrayList<Question>();
      var taken = new int[fresh.length];
      for (int user = 0; user < whole.users().size(); user++) {
        long lastFresh = last(whole, user, fresh, true);
        long lastOther = last(whole, user, fresh, false);
        boolean others = false;
        for (long row = whole.start(user); row < whole.end(user); row++) {
          if (!fresh[whole.item(row)] && row != lastOther) {
            known.add(whole.users().id(user), whole.items().id(whole.item(row)), whole.signal(row), whole.value(row), whole.time(row));
            taken[whole.item(row)]++;
            others = true;
          }
        }
        for (long row : others ? new long[] {lastFresh, lastOther} : new long[0]) {
          if (row >= 0) {
            asked.add(new Question(whole.users().id(user), whole.items().id(whole.item(row)), whole.item(row)));
          }
        }
      }
      asked.replaceAll(question -> new Question(question.user, question.item, taken[question.taken]));
      return new Trial(TrainingData.of(known.build()).withCatalog(catalog), asked);
    }

    private static long last(Interactions whole, int user, boolean[] fresh, boolean wanted) {
      for (long row = whole.end(user) - 1; row >= whole.start(user); row--) {
        if (fresh[whole.item(row)] == wanted) {
          return row;
        }
      }
      return -1;
    }

    /** 1 for each question whose item is found. */
    double[] found(String channel, long seed) {
      var recommender = new Recommender(TrainerText.trainer(channel).train(data, Job.DEFAULT.withSeed(seed)));
      return questions.stream().mapToDouble(question -> recommender.recommend(question.user, BEST).stream().map(Scored::item).anyMatch(question.item::equals) ? 1 : 0).toArray();
    }
  }

  /** See the class. */
  public static void main(String[] arguments) throws IOException {
    var whole = EventFiles.load(Path.of(arguments[0]), ReadOptions.DEFAULT.withFormat(EventFormat.named(arguments[1])), Progress.NONE).interactions();
    var catalog = new Catalog();
    ItemReader.read(Path.of(arguments[2]), ReadOptions.DEFAULT, AttributeSchema.NONE, catalog::put);
    var channels = arguments[3].split(",");
    var all = new ArrayList<List<double[]>>(); // by channel and group: the questions of all seeds
    for (var _ : channels) {
      all.add(new ArrayList<>(Collections.nCopies(GROUPS.length, new double[0])));
    }
    for (int n = 4; n < arguments.length; n++) {
      long seed = Long.parseLong(arguments[n]);
      var trial = Trial.of(whole, catalog, seed);
      for (int channel = 0; channel < channels.length; channel++) {
        var found = trial.found(channels[channel], seed);
        System.out.printf(Locale.ROOT, "seed %d  %-60s", seed, channels[channel]);
        for (int group = 0; group < GROUPS.length; group++) {
          var here = of(group, trial.questions, found);
          System.out.printf(Locale.ROOT, "  %s %.4f (%d)", GROUPS[group], TrialValues.mean(here), here.length);
          all.get(channel).set(group, TrialValues.joined(all.get(channel).get(group), here));
        }
        System.out.println();
      }
    }
    for (int channel = 0; channel < channels.length; channel++) {
      System.out.printf(Locale.ROOT, "%s%n", channels[channel]);
      for (int group = 0; group < GROUPS.length; group++) {
        var here = all.get(channel).get(group);
        var difference = Bootstrap.DEFAULT.difference(here, all.getFirst().get(group));
        System.out.printf(Locale.ROOT, "  %-5s %.4f, %+.4f [%+.4f, %+.4f]%n", GROUPS[group], TrialValues.mean(here), difference.estimate(), difference.low(), difference.high());
      }
    }
  }

  private static double[] of(int group, List<Question> questions, double[] found) {
    var some = new double[found.length];
    int size = 0;
    for (int n = 0; n < found.length; n++) {
      if (group == GROUPS.length - 1 || questions.get(n).group() == group) {
        some[size++] = found[n];
      }
    }
    return Arrays.copyOf(some, size);
  }
}
