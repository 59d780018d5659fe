package dev.tributary.retrieval;

import dev.tributary.catalog.Catalog;
import dev.tributary.data.Interactions;
import dev.tributary.data.InterestRule;
import dev.tributary.data.Interests;
import dev.tributary.data.Vocabulary;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** What trainers learn from: a log, the rule that turns signals into interest, and the attributes of items and users. */
public final class TrainingData {
  private final Interactions interactions;
  private final InterestRule rule;
  private final Catalog catalog;
  private Optional<Interests> interests = Optional.empty();

  private TrainingData(Interactions interactions, InterestRule rule, Catalog catalog) {
    this.interactions = interactions;
    this.rule = rule;
    this.catalog = catalog;
  }

  /** A log under the default rule, without attributes. */
  public static TrainingData of(Interactions interactions) {
    return new TrainingData(interactions, InterestRule.DEFAULT, new Catalog());
  }

  /** The same log under another rule. */
  public TrainingData withRule(InterestRule rule) {
    return new TrainingData(interactions, rule, catalog);
  }

  /** The same log with attributes. */
  public TrainingData withCatalog(Catalog catalog) {
    return new TrainingData(interactions, rule, catalog);
  }

  /** Another log with the same rule and attributes. */
  public TrainingData withInteractions(Interactions interactions) {
    return new TrainingData(interactions, rule, catalog);
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
