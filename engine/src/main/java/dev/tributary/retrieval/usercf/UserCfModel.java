package dev.tributary.retrieval.usercf;

import dev.tributary.data.Interests;
import dev.tributary.data.Vocabulary;
import dev.tributary.math.TopK;
import dev.tributary.model.Bundle;
import dev.tributary.model.BundleWriter;
import dev.tributary.model.CorruptFileException;
import dev.tributary.retrieval.Channel;
import dev.tributary.retrieval.ChannelModel;
import dev.tributary.settings.Settings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What UserCF knows: who likes what. Its files are {@code items} and {@code tastes}, and where followed authors count {@code authors} and {@code follows}; the manifest's figure {@code timed} (0 or 1) says
 * whether the log had times. Immutable.
 */
public final class UserCfModel implements ChannelModel {
  private static final String TIMED = "timed";
  private static final String HISTORY_CUT = "historyCut";
  private static final String USERS_CUT = "usersCut";

  private final UserCfConfig config;
  private final Tastes tastes;
  private final Optional<Tastes> follows;
  private final Interests history;
  private final boolean timed;
  private final long historyCut;
  private final long usersCut;

  UserCfModel(UserCfConfig config, Tastes tastes, Optional<Tastes> follows, Interests history, boolean timed, long historyCut, long usersCut) {
    this.config = config;
    this.tastes = tastes;
    this.follows = follows;
    this.history = history;
    this.timed = timed;
    this.historyCut = historyCut;
    this.usersCut = usersCut;
  }

  static UserCfModel read(Bundle bundle) throws IOException {
    var config = Settings.of(UserCfConfig.DEFAULT).parse(bundle.settings());
    var tastes = Tastes.read(bundle, "items", "tastes");
    return new UserCfModel(
        config,
        tastes,
        config.follows() == 0 ? Optional.empty() : Optional.of(readFollows(bundle, tastes)),
        ChannelModel.historyIn(bundle, tastes.items()),
        bundle.figure(TIMED).longValue() == 1,
        bundle.figure(HISTORY_CUT).longValue(),
        bundle.figure(USERS_CUT).longValue());
  }

  private static Tastes readFollows(Bundle bundle, Tastes tastes) throws IOException {
    var follows = Tastes.read(bundle, "authors", "follows");
    if (follows.users().count() != tastes.users().count()) {
      throw new CorruptFileException(
          bundle.folder().resolve("follows.safetensors"), -1, "has " + follows.users().count() + " users where tastes.safetensors has " + tastes.users().count());
    }
    return follows;
  }

  /** A user and how similar they are. */
  public record SimilarUser(String user, float similarity) {}

  /** The settings it was trained with. */
  public UserCfConfig config() {
    return config;
  }

  /** Interests that the cap on histories left out. */
  public long historyCut() {
    return historyCut;
  }

  /** Interests that the cap on the users of an item left out of the search for similar users. */
  public long usersCut() {
    return usersCut;
  }

  @Override
  public String kind() {
    return UserCf.KIND.name();
  }

  @Override
  public Vocabulary items() {
    return tastes.items();
  }

  @Override
  public Interests history() {
    return history;
  }

  @Override
  public Channel open(int[] toCatalog) {
    return new NeighborWalk(tastes, follows, config, timed, toCatalog);
  }

  @Override
  public void write(BundleWriter bundle) {
    bundle.settings(Settings.of(UserCfConfig.DEFAULT).toMap(config));
    bundle.figure(TIMED, timed ? 1 : 0);
    bundle.figure(HISTORY_CUT, historyCut);
    bundle.figure(USERS_CUT, usersCut);
    tastes.write(bundle, "items", "tastes");
    follows.ifPresent(table -> table.write(bundle, "authors", "follows"));
  }

  /**
   * Up to {@code count} users of the log most similar to one of them by everything kept of both, best first, equals in the order of
   * ties; without the user, without recency and by items alone. Empty for an unknown user and in a bundle that came without histories. O(users +
   * postings of the user's items).
   */
  public List<SimilarUser> similarUsers(String user, int count) {
    int index = history.users().indexOf(user);
    if (index < 0) {
      return List.of();
    }
    int self = history.users().tieRank(index);
    var sums = new float[tastes.users().count()];
    for (long entry = tastes.users().start(self); entry < tastes.users().end(self); entry++) {
      int item = tastes.users().columns().get(entry);
      float taste = tastes.weights().get(item) * config.similarity().taste(tastes.users().likes().get(entry));
      for (long posting = tastes.postings().start(item); posting < tastes.postings().end(item); posting++) {
        sums[tastes.postings().columns().get(posting)] += taste * config.similarity().taste(tastes.postings().likes().get(posting));
      }
    }
    var best = new TopK(Math.min(count, sums.length));
    for (int row = 0; row < sums.length; row++) {
      float similarity = (float) (sums[row] / ((double) tastes.norms().get(self) * tastes.norms().get(row) + config.shrinkage()));
      if (row != self && sums[row] > 0 && similarity >= (float) config.minSimilarity()) {
        best.offer(similarity, row);
      }
    }
    best.ascending();
    var similar = new ArrayList<SimilarUser>();
    for (int rank = 0; rank < best.size(); rank++) {
      long key = best.best(rank);
      similar.add(new SimilarUser(history.users().id(history.users().atTieRank(TopK.tieRank(key))), TopK.score(key)));
    }
    return similar;
  }
}
