package dev.tributary.retrieval.content;

import static dev.tributary.math.Require.require;

import dev.tributary.settings.Setting;

/**
 * Settings of {@link Content}. A field's weight is relative to the others'; 0 leaves it out.
 *
 * @param weighting of words in text and of terms by how rare they are
 * @param categories weight of the categories
 * @param keywords weight of the keywords
 * @param author weight of the author
 * @param words weight of the words of title and text
 * @param minItems words in fewer items are left out
 * @param maxShare words in a larger share of the items are left out: they say nothing
 * @param topTerms terms kept for an item, the heaviest
 * @param postings items kept in a term's list, the heaviest: the rest is not found through this term
 * @param profileTerms terms of a user's profile that candidates are looked for with, the heaviest
 * @param historyUsed interests that make the profile, the newest; 0: all
 * @param halfLife an interest counts half as much for every so many newer ones; 0: all alike
 * @param halfLifeDays an interest counts half as much for every so many days before the newest; 0: all alike; ignored where
 *     the log has no times
 * @param embedding weight of the cosine of the items' own vectors, added to that of the terms
 */
public record ContentConfig(
    @Setting("how much a term says of an item") Weighting weighting,
    @Setting(value = "weight of the categories", min = 0, max = 1000, search = {0.1, 3}, log = true, orZero = true) double categories,
    @Setting(value = "weight of the keywords", min = 0, max = 1000, search = {0.1, 3}, log = true, orZero = true) double keywords,
    @Setting(value = "weight of the author", min = 0, max = 1000, search = {0.1, 3}, log = true, orZero = true) double author,
    @Setting(value = "weight of the words of title and text", min = 0, max = 1000, search = {0.1, 3}, log = true, orZero = true) double words,
    @Setting(value = "words in fewer items are left out", min = 1, max = 1_000_000) int minItems,
    @Setting(value = "words in a larger share of the items are left out", min = 0, max = 1) double maxShare,
    @Setting(value = "heaviest terms kept for an item", min = 1, max = 10_000) int topTerms,
    @Setting(value = "heaviest items kept in a term's list", min = 1, max = 100_000_000) int postings,
    @Setting(value = "heaviest terms of a profile that candidates are looked for with", min = 1, max = 100_000, search = {8, 128}, log = true) int profileTerms,
    @Setting(value = "newest interests that make the profile; 0: all", min = 0, max = 1_000_000_000, search = {3, 200}, log = true, orZero = true) int historyUsed,
    @Setting(value = "an interest counts half as much for every so many newer ones; 0: all alike", min = 0, max = 1e9, search = {1, 100}, log = true, orZero = true) double halfLife,
    @Setting(value = "an interest counts half as much for every so many days before the newest; 0: all alike", min = 0, max = 1e6) double halfLifeDays,
    @Setting(value = "weight of the cosine of the items' own vectors, beside 1 for the terms", min = 0, max = 1000) double embedding) {

  /** What serves best where nothing is known of the data. */
  public static final ContentConfig DEFAULT = new ContentConfig(Weighting.BM25, 1, 1, 1, 1, 2, 0.2, 64, 1000, 48, 50, 5, 0, 1);

  public ContentConfig {
    for (double weight : new double[] {categories, keywords, author, words, embedding}) {
      require(weight >= 0 && weight <= 1000, "a weight is %s, allowed 0..1000", weight);
    }
    require(categories + keywords + author + words + embedding > 0, "all weights are 0; give at least one field a weight");
    require(minItems >= 1, "minItems is %d, must be 1 or more", minItems);
    require(maxShare >= 0 && maxShare <= 1, "maxShare is %s, allowed 0..1", maxShare);
    require(topTerms >= 1 && topTerms <= 10_000, "topTerms is %d, allowed 1..10000", topTerms);
    require(postings >= 1, "postings is %d, must be 1 or more", postings);
    require(profileTerms >= 1 && profileTerms <= 100_000, "profileTerms is %d, allowed 1..100000", profileTerms);
    require(historyUsed >= 0, "historyUsed is %d, must be 0 (all) or more", historyUsed);
    require(halfLife >= 0 && halfLife <= 1e9, "halfLife is %s, allowed 0 (none)..1e9", halfLife);
    require(halfLifeDays >= 0 && halfLifeDays <= 1e6, "halfLifeDays is %s, allowed 0 (none)..1e6", halfLifeDays);
  }

  public ContentConfig withWeighting(Weighting weighting) {
    return new ContentConfig(weighting, categories, keywords, author, words, minItems, maxShare, topTerms, postings, profileTerms, historyUsed, halfLife, halfLifeDays, embedding);
  }

  /** The same settings with other weights of the fields. */
  public ContentConfig withFields(double categories, double keywords, double author, double words, double embedding) {
    return new ContentConfig(weighting, categories, keywords, author, words, minItems, maxShare, topTerms, postings, profileTerms, historyUsed, halfLife, halfLifeDays, embedding);
  }

  /** The same settings with another choice of words. */
  public ContentConfig withWords(int minItems, double maxShare) {
    return new ContentConfig(weighting, categories, keywords, author, words, minItems, maxShare, topTerms, postings, profileTerms, historyUsed, halfLife, halfLifeDays, embedding);
  }

  /** The same settings with other caps. */
  public ContentConfig withCaps(int topTerms, int postings, int profileTerms) {
    return new ContentConfig(weighting, categories, keywords, author, words, minItems, maxShare, topTerms, postings, profileTerms, historyUsed, halfLife, halfLifeDays, embedding);
  }

  /** The same settings with another memory of the past. */
  public ContentConfig withHistory(int historyUsed, double halfLife, double halfLifeDays) {
    return new ContentConfig(weighting, categories, keywords, author, words, minItems, maxShare, topTerms, postings, profileTerms, historyUsed, halfLife, halfLifeDays, embedding);
  }
}
