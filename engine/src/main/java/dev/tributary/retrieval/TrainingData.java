package dev.tributary.retrieval;

import dev.tributary.catalog.Catalog;
import dev.tributary.data.CutItems;
import dev.tributary.data.Follows;
import dev.tributary.data.Interactions;
import dev.tributary.data.InterestRule;
import dev.tributary.data.Interests;
import dev.tributary.data.Signal;
import dev.tributary.data.Vocabulary;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** What trainers learn from: a log, the rule that turns signals into interest, and the attributes of items and users. */
public final class TrainingData {
  private final Interactions interactions;
  private final InterestRule rule;
  private final Catalog catalog;
  private final Optional<Follows> follows;
  private final CutItems cuts;
  private Optional<Follows> fromLog = Optional.empty();
  private Optional<Interests> interests = Optional.empty();

  private TrainingData(Interactions interactions, InterestRule rule, Catalog catalog, Optional<Follows> follows, CutItems cuts) {
    this.interactions = interactions;
    this.rule = rule;
    this.catalog = catalog;
    this.follows = follows;
    this.cuts = cuts;
  }

  /** A log under the default rule, without attributes. */
  public static TrainingData of(Interactions interactions) {
    return new TrainingData(interactions, InterestRule.DEFAULT, new Catalog(), Optional.empty(), new CutItems());
  }

  /** The same log under another rule. */
  public TrainingData withRule(InterestRule rule) {
    return new TrainingData(interactions, rule, catalog, follows, cuts);
  }

  /** The same log with attributes. */
  public TrainingData withCatalog(Catalog catalog) {
    return new TrainingData(interactions, rule, catalog, follows, cuts);
  }

  /** Another log with the same rule and attributes. */
  public TrainingData withInteractions(Interactions interactions) {
    return new TrainingData(interactions, rule, catalog, follows, cuts);
  }

  /** The same with whom each user follows, where more is known than what users did with items. */
  public TrainingData withFollows(Follows follows) {
    return new TrainingData(interactions, rule, catalog, Optional.of(follows), cuts);
  }

  /** The same with the record of what stages cut. */
  public TrainingData withCuts(CutItems cuts) {
    return new TrainingData(interactions, rule, catalog, follows, cuts);
  }

  public Interactions interactions() {
    return interactions;
  }

  public InterestRule rule() {
    return rule;
  }

  /** Attributes; may know fewer or more items than the log. */
  public Catalog catalog() {
    return catalog;
  }

  /**
   * The log's interest scores; computed once and shared by all channels.
   *
   * @throws IllegalArgumentException when no signal counts under the rule
   */
  public synchronized Interests interests() {
    if (interests.isEmpty()) {
      interests = Optional.of(Interests.of(interactions, rule));
    }
    return interests.get();
  }

  /** What was found for users and cut before it was shown, as far as that is on record. */
  public CutItems cuts() {
    return cuts;
  }

  /**
   * The authors that a user follows in the end, ascending: as {@link #withFollows} says, else as far as the log says it of items whose author the
   * catalog knows.
   */
  public SortedSet<String> followed(int user) {
    return follows.orElseGet(this::followsInLog).of(interactions.users().id(user));
  }

  private synchronized Follows followsInLog() {
    if (fromLog.isEmpty()) {
      var found = new Follows();
      for (int user = 0; user < interactions.users().size(); user++) {
        for (long row = interactions.start(user); row < interactions.end(user); row++) {
          var signal = interactions.signal(row);
          int item = signal == Signal.FOLLOW || signal == Signal.UNFOLLOW ? catalog.itemIndex(interactions.items().id(interactions.item(row))) : -1;
          if (item >= 0) {
            found.add(interactions.users().id(user), signal, catalog.item(item).author());
          }
        }
      }
      fromLog = Optional.of(found);
    }
    return fromLog.get();
  }

  /** The items of log and catalog, also those that nobody met; the log's own vocabulary where the catalog adds none. */
  public Vocabulary allItems() {
    var ids = new TreeSet<String>();
    for (int item = 0; item < catalog.itemCount(); item++) {
      if (interactions.items().indexOf(catalog.item(item).id()) < 0) {
        ids.add(catalog.item(item).id());
      }
    }
    if (ids.isEmpty()) {
      return interactions.items();
    }
    for (int item = 0; item < interactions.items().size(); item++) {
      ids.add(interactions.items().id(item));
    }
    return Vocabulary.of(ids);
  }

  /** What a manifest says of the data: rows, users, items, interests, the rule. */
  public Map<String, Object> describe() {
    var text = new java.util.LinkedHashMap<String, Object>();
    text.put("rows", interactions.size());
    text.put("users", interactions.users().size());
    text.put("items", interactions.items().size());
    text.put("interests", interests().size());
    text.put("rule", rule.toString());
    text.put("fingerprint", interactions.fingerprint());
    return text;
  }
}
