package dev.tributary.retrieval.content;

import dev.tributary.catalog.ItemMask;
import dev.tributary.data.Interests;
import dev.tributary.data.Vocabulary;
import dev.tributary.model.Bundle;
import dev.tributary.model.BundleWriter;
import dev.tributary.retrieval.Channel;
import dev.tributary.retrieval.ChannelModel;
import dev.tributary.retrieval.Hits;
import dev.tributary.retrieval.Query;
import dev.tributary.retrieval.Scored;
import dev.tributary.retrieval.SimilarItems;
import dev.tributary.settings.Settings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What the content channel knows of its items; its files are those of {@link ContentIndex}. Immutable. */
public final class ContentModel implements ChannelModel, SimilarItems {
  private final ContentConfig config;
  private final ContentIndex index;
  private final Interests history;
  private final Cut cut;

  /**
   * What caps left out.
   *
   * @param terms terms that are too rare, too common or of a field without weight
   * @param itemTerms terms of items beyond {@code topTerms}
   * @param postings places in the lists of terms beyond {@code postings}
   */
  record Cut(long terms, long itemTerms, long postings) {}

  ContentModel(ContentConfig config, ContentIndex index, Interests history, Cut cut) {
    this.config = config;
    this.index = index;
    this.history = history;
    this.cut = cut;
  }

  static ContentModel read(Bundle bundle) throws IOException {
    var config = Settings.of(ContentConfig.DEFAULT).parse(bundle.settings());
    var index = ContentIndex.read(bundle);
    var cut = new Cut(bundle.figure("termsCut").longValue(), bundle.figure("itemTermsCut").longValue(), bundle.figure("postingsCut").longValue());
    return new ContentModel(config, index, ChannelModel.historyIn(bundle, index.items()), cut);
  }

  /** The settings it was trained with. */
  public ContentConfig config() {
    return config;
  }

  @Override
  public String kind() {
    return Content.KIND.name();
  }

  @Override
  public Vocabulary items() {
    return index.items();
  }

  @Override
  public Interests history() {
    return history;
  }

  /** How many items have a vector of terms or one of their own: the others are never found. */
  public int describedItems() {
    int described = 0;
    var rowOf = index.embeddings().rowOf(items().size());
    for (int item = 0; item < items().size(); item++) {
      described += index.vectors().start(item) < index.vectors().end(item) || rowOf.length > 0 && rowOf[item] >= 0 ? 1 : 0;
    }
    return described;
  }

  /** What makes vectors of items. */
  TermWeights termWeights() {
    var statistics = index.statistics();
    return new TermWeights(config, index.terms(), statistics.itemsWith(), statistics.documents(), statistics.meanWords());
  }

  @Override
  public Channel open(int[] toCatalog) {
    return new ContentWalk(kind(), config, index, termWeights(), toCatalog);
  }

  @Override
  public void write(BundleWriter bundle) {
    bundle.settings(Settings.of(ContentConfig.DEFAULT).toMap(config));
    bundle.figure("items", items().size());
    bundle.figure("itemsWithoutAttributes", items().size() - describedItems());
    bundle.figure("terms", index.terms().size());
    bundle.figure("entries", index.vectors().size());
    bundle.figure("termsCut", cut.terms);
    bundle.figure("itemTermsCut", cut.itemTerms);
    bundle.figure("postingsCut", cut.postings);
    bundle.figure("vectors", index.embeddings().rows());
    bundle.figure("vectorDimension", index.embeddings().dimension());
    bundle.figure("vectorsIgnored", index.embeddings().ignored());
    index.write(bundle);
  }

  /** As {@link SimilarItems} says; the score is the one that a user with this one interest would see. O(items). */
  @Override
  public List<Scored> similar(String item, int count) {
    var found = new ArrayList<Scored>();
    int wanted = items().indexOf(item);
    if (wanted < 0) {
      return found;
    }
    var identity = new int[items().size()];
    Arrays.setAll(identity, i -> i);
    var mask = new ItemMask().allowAll(identity.length);
    mask.forbid(wanted);
    var hits = new Hits();
    open(identity).retrieve(new Query().reset(-1, 0, mask).addInterest(wanted, 1f, 0), count, hits);
    for (int rank = 0; rank < hits.size(); rank++) {
      found.add(new Scored(items().id(hits.item(rank)), hits.score(rank)));
    }
    return found;
  }
}
