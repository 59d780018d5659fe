package dev.tributary.bench;

import dev.tributary.catalog.AttributeSchema;
import dev.tributary.catalog.Catalog;
import dev.tributary.catalog.ItemReader;
import dev.tributary.data.Interactions;
import dev.tributary.data.ReadOptions;
import dev.tributary.math.Job;
import dev.tributary.math.Seeds;
import dev.tributary.retrieval.TrainingData;
import dev.tributary.retrieval.fm.FmConfig;
import dev.tributary.retrieval.fm.FmTrainer;
import dev.tributary.retrieval.wals.WalsConfig;
import dev.tributary.retrieval.wals.WalsTrainer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How well factorisations find items that nobody took, by their attributes: a tenth of a log's items, chosen by the seed, is taken out of it with all interests in them. For
 * each user who has one of these and others too, the one met last is ranked among all that were taken out, and counts when it comes among the first ten. Arguments: events,
 * items, seed. Prints what chance would have beside.
 */
public final class ColdItemTrial {
  private static final int BEST = 10;

  private ColdItemTrial() {}

  /** See the class. */
  public static void main(String[] arguments) throws IOException {
    var out = new PrintStream(System.out, true);
    long seed = Long.parseLong(arguments[2]);
    var whole = Interactions.read(Path.of(arguments[0]));
    var catalog = new Catalog();
    ItemReader.read(Path.of(arguments[1]), ReadOptions.DEFAULT, AttributeSchema.NONE, catalog::put);
    var hidden = new ArrayList<String>();
    var isHidden = new boolean[whole.items().size()];
    for (int item = 0; item < isHidden.length; item++) {
      if (catalog.itemIndex(whole.items().id(item)) >= 0 && Seeds.unit(Seeds.of(seed, item)) < 0.1) {
        isHidden[item] = true;
        hidden.add(whole.items().id(item));
      }
    }
    var known = Interactions.builder();
    var users = new ArrayList<String>();
    var truths = new ArrayList<String>();
    for (int user = 0; user < whole.users().size(); user++) {
      String truth = "";
      boolean others = false;
      for (long row = whole.start(user); row < whole.end(user); row++) {
        String item = whole.items().id(whole.item(row));
        if (isHidden[whole.item(row)]) {
          truth = item;
        } else {
          others = true;
          known.add(whole.users().id(user), item, whole.signal(row), whole.value(row), whole.time(row));
        }
      }
      if (others && !truth.isEmpty()) {
        users.add(whole.users().id(user));
        truths.add(truth);
      }
    }
    var data = TrainingData.of(known.build()).withCatalog(catalog);
    out.printf(Locale.ROOT, "%d items taken out, %d users; by chance %.4f%n", hidden.size(), users.size(), (double) BEST / hidden.size());
    var job = Job.DEFAULT.withSeed(seed);
    for (double attributes : new double[] {0.1, 1, 10}) {
      var wals = new WalsTrainer(WalsConfig.DEFAULT.withFactors(64).withAttributes(attributes)).train(data, job);
      out.printf(Locale.ROOT, "wals, attributes %4.1f  %.4f%n", attributes, found(wals::score, users, truths, hidden));
    }
    var fm = new FmTrainer(FmConfig.DEFAULT.withEpochs(10)).train(data, job);
    out.printf(Locale.ROOT, "fm                    %.4f%n", found(fm::score, users, truths, hidden));
  }

  private interface Score {
    Optional<Float> of(String user, String item);
  }

  /** The share of users whose item is among the ten best; equal scores count against it. */
  private static double found(Score score, List<String> users, List<String> truths, List<String> hidden) {
    int hits = 0;
    for (int n = 0; n < users.size(); n++) {
      String user = users.get(n);
      String truth = truths.get(n);
      float right = score.of(user, truth).orElse(0f);
      long before = hidden.stream().filter(item -> !item.equals(truth) && score.of(user, item).orElse(0f) >= right).limit(BEST).count();
      hits += before < BEST ? 1 : 0;
    }
    return (double) hits / users.size();
  }
}
