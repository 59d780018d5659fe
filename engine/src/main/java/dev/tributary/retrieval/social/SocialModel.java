package dev.tributary.retrieval.social;

import dev.tributary.data.Interests;
import dev.tributary.data.Vocabulary;
import dev.tributary.model.Bundle;
import dev.tributary.model.BundleWriter;
import dev.tributary.retrieval.Channel;
import dev.tributary.retrieval.ChannelModel;
import dev.tributary.retrieval.Scored;
import dev.tributary.retrieval.shelves.ShelfChannel;
import dev.tributary.retrieval.shelves.Shelves;
import dev.tributary.settings.Settings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The items of each author, and authors like others; its files are those of {@link Shelves}, and {@code authors}. Immutable. */
public final class SocialModel implements ChannelModel {
  private final SocialConfig config;
  private final Shelves shelves;
  private final SimilarAuthors similar;
  private final Interests history;

  SocialModel(SocialConfig config, Shelves shelves, SimilarAuthors similar, Interests history) {
    this.config = config;
    this.shelves = shelves;
    this.similar = similar;
    this.history = history;
  }

  static SocialModel read(Bundle bundle) throws IOException {
    var shelves = Shelves.read(bundle);
    return new SocialModel(
        Settings.of(SocialConfig.DEFAULT).parse(bundle.settings()), shelves, SimilarAuthors.read(bundle, shelves.names().size()), ChannelModel.historyIn(bundle, shelves.items()));
  }

  /** The settings it was trained with. */
  public SocialConfig config() {
    return config;
  }

  /** The authors most like one, best first; empty for an unknown one. */
  public List<Scored> similarAuthors(String author) {
    var found = new ArrayList<Scored>();
    int row = shelves.names().indexOf(author);
    for (long entry = row < 0 ? 0 : similar.starts().get(row); row >= 0 && entry < similar.starts().get(row + 1L); entry++) {
      found.add(new Scored(shelves.names().id(similar.authors().get(entry)), similar.similarities().get(entry)));
    }
    return found;
  }

  @Override
  public String kind() {
    return Social.KIND.name();
  }

  @Override
  public Vocabulary items() {
    return shelves.items();
  }

  @Override
  public Interests history() {
    return history;
  }

  @Override
  public Channel open(int[] toCatalog) {
    return new ShelfChannel(kind(), shelves, config, Social::shelves, new Circle(config, similar), toCatalog);
  }

  @Override
  public void write(BundleWriter bundle) {
    bundle.settings(Settings.of(SocialConfig.DEFAULT).toMap(config));
    shelves.write(bundle);
    similar.write(bundle);
  }
}
