package dev.tributary.retrieval.vectors;

import static dev.tributary.math.Require.require;

import dev.tributary.ann.RowFilter;
import dev.tributary.ann.SearchResults;
import dev.tributary.ann.ivf.Ivf;
import dev.tributary.ann.ivf.IvfConfig;
import dev.tributary.ann.recall.RecallTarget;
import dev.tributary.math.Job;
import dev.tributary.math.Seeds;
import dev.tributary.retrieval.ChannelModel;
import dev.tributary.settings.Setting;

/**
 * How trained channels of vectors are searched, whichever they are: settings of what serves, not of what is learned. Immutable.
 *
 * @param index exactly, or through an index
 * @param recall the share of the true best that a search through an index is to find
 */
public record Indexing(
    @Setting("flat compares a user's vector with all items, ivf with those of the likeliest cells; auto: ivf from 20,000 items on") IndexChoice index,
    @Setting(value = "share of the best items that ivf is to find, reached by measuring on users of the log", min = 0.5, max = 1) double recall) {

  private static final System.Logger LOG = System.getLogger(Indexing.class.getName());

  /** An index where it pays. */
  public static final Indexing DEFAULT = new Indexing(IndexChoice.AUTO, 0.98);

  /** From so many items on, an index answers in less than half the time of the exact scan. */
  static final int WORTHWHILE = 20_000;

  /** The most that channels are mostly asked for: what finds enough of so many finds a larger share of fewer, and a smaller one of more. */
  private static final int ASKED = 500;

  private static final int USERS = 200;

  public Indexing {
    require(recall >= 0.5 && recall <= 1, "recall is %s, allowed 0.5..1; start with 0.98", recall);
  }

  /** The same recall with another choice. */
  public Indexing with(IndexChoice index) {
    return new Indexing(index, recall);
  }

  /**
   * The model with an index over its items, where it has vectors and an index is wanted; else the model itself. The index is searched in the cheapest way that finds enough for a sample of the
   * model's users; where no way does, {@link IndexChoice#AUTO} leaves the search exact, and {@link IndexChoice#IVF} takes the most thorough one. The same model, seed and settings give the same index on any number of threads.
   *
   * @throws java.util.concurrent.CancellationException when the job's listener stops it
   */
  public ChannelModel apply(ChannelModel model, Job job) {
    return model instanceof VectorModel vectors && wanted(vectors.items().size()) ? indexed(vectors, job.withSeed(Seeds.of(job.seed(), "index"))) : model;
  }

  private boolean wanted(int items) {
    return switch (index) {
      case AUTO -> items >= WORTHWHILE;
      case FLAT -> false;
      case IVF -> items > 0;
    };
  }

  private ChannelModel indexed(VectorModel model, Job job) {
    var table = model.itemVectors();
    var exact = table.exact();
    var built = Ivf.KIND.build(exact.vectors(), IvfConfig.DEFAULT, job);
    var asked = model.vectorsOfUsers(USERS);
    var queries = asked.rows() == 0 ? RecallTarget.sample(exact.vectors(), USERS, job.seed()) : asked;
    var truth = new SearchResults(queries.rows(), Math.min(ASKED, table.ids().size()));
    exact.search(queries, RowFilter.ALL, truth, job);
    var chosen = RecallTarget.choose(built, Ivf.KIND.searches(ASKED), queries, truth, recall, job);
    if (!chosen.reached()) {
      LOG.log(System.Logger.Level.WARNING, model.kind() + ": the index finds " + chosen.recall() + " of the best " + truth.k() + " at most, wanted are " + recall + (index == IndexChoice.AUTO ? "; its items are searched exactly" : ""));
    }
    return chosen.reached() || index == IndexChoice.IVF ? model.with(table.withIndex(built.withSearch(chosen.settings()))) : model;
  }
}
