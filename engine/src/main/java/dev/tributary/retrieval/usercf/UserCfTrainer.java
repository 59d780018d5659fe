package dev.tributary.retrieval.usercf;

import dev.tributary.data.Interests;
import dev.tributary.data.Vocabulary;
import dev.tributary.math.FloatColumn;
import dev.tributary.math.IntColumn;
import dev.tributary.math.Job;
import dev.tributary.math.LongColumn;
import dev.tributary.math.Seeds;
import dev.tributary.retrieval.Trainer;
import dev.tributary.retrieval.TrainingData;
import java.util.ArrayList;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Prepares user-to-user similarity (Resnick et al.: "GroupLens", CSCW 1994; damped by popularity: Breese, Heckerman, Kadie: "Empirical
 * analysis of predictive algorithms for collaborative filtering", UAI 1998). Between the asking user u, whoever they are, and a
 * user v of the log:
 *
 * <p>{@code sim(u,v) = Σ_{l∈J_u∩J_v} like(u,l)·like(v,l) / (‖u‖·‖v‖ + h)}, or damped {@code Σ 1/log(1+n_l) / (√(|J_u||J_v|) + h)};
 * {@code score(u,i) = Σ_v sim(u,v)^q · like(v,i) / n_i^β} over the K most similar users v.
 *
 * <p>With a weight w for followed authors it is {@code (1 − w)·sim(u,v) + w·}the same likeness by the authors that both follow. A neighbour's part of a
 * score then still belongs to the interests in common, and to all alike where there are none.
 *
 * <p>Nothing is computed in advance but the matrix of likes in both directions, norms and weights: similar users are found when
 * asked, through the items of the asking user. So training is O(interests), and a click of a second ago counts.
 *
 * <p>Of an item with more users than the cap, those are looked at who have the smallest hash of (seed, user): the same users for
 * all items, so that a user who is looked at is seen with all they have in common. The manifest counts {@code historyCut} and {@code
 * usersCut} (interests beyond the caps). Memory 16 bytes an interest and 16 a user and an item off the heap. Thread-safe. The
 * same bits on any number of threads.
 */
public final class UserCfTrainer implements Trainer<UserCfModel> {
  private final UserCfConfig config;

  /** A trainer with these settings. */
  public UserCfTrainer(UserCfConfig config) {
    this.config = config;
  }

  @Override
  public UserCfModel train(TrainingData data, Job job) {
    var interests = data.interests();
    var build = new TasteBuild(interests, config, Seeds.of(job.seed(), "usercf"), job);
    var follows = config.follows() == 0 ? Optional.<Tastes>empty() : Optional.of(new TasteBuild(follows(data), config, Seeds.of(job.seed(), "usercf"), job).tastes());
    return new UserCfModel(config, build.tastes(), follows, interests, interests.timed(), build.historyCut(), build.usersCut());
  }

  /** Who follows whom, with the authors in place of items. */
  private static Interests follows(TrainingData data) {
    var users = data.interests().users();
    var followed = new ArrayList<SortedSet<String>>();
    var names = new TreeSet<String>();
    for (int user = 0; user < users.size(); user++) {
      followed.add(data.followed(user));
      names.addAll(followed.getLast());
    }
    var authors = Vocabulary.of(names);
    var starts = LongColumn.allocate(users.size() + 1L);
    for (int user = 0; user < users.size(); user++) {
      starts.set(user + 1L, starts.get(user) + followed.get(user).size());
    }
    long size = starts.get(users.size());
    var author = IntColumn.allocate(size);
    var like = FloatColumn.allocate(size);
    long at = 0;
    for (var ofUser : followed) {
      for (String name : ofUser) {
        author.set(at, authors.indexOf(name));
        like.set(at++, 1f);
      }
    }
    return new Interests(users, authors, starts, author, like, LongColumn.allocate(size), LongColumn.allocate(starts.size()), IntColumn.allocate(0), false);
  }
}
