package dev.tributary.retrieval.content;

import dev.tributary.catalog.Item;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The terms of an item: its fields as strings whose first character names the field, each with its count.
 *
 * <p>Categories, keywords and the author are one term each; text is cut into words (runs of Unicode letters and digits with
 * their marks, in lower case) and, in runs of Han characters, into overlapping pairs, or the character itself when it stands
 * alone. All after NFKC, so that full-width letters are letters. Words of more than 64 characters are no words.
 */
final class ItemTerms {
  static final char CATEGORY = 'c';
  static final char KEYWORD = 'k';
  static final char AUTHOR = 'a';
  static final char WORD = 'w';
  private static final int LONGEST = 64;

  private final Map<String, Integer> counts = new TreeMap<>();
  private int words;

  private ItemTerms() {}

  static ItemTerms of(Item item) {
    var terms = new ItemTerms();
    item.categories().forEach(category -> terms.whole(CATEGORY, category));
    item.keywords().forEach(keyword -> terms.whole(KEYWORD, keyword));
    terms.whole(AUTHOR, item.author());
    terms.text(item.title());
    terms.text(item.text());
    return terms;
  }

  /** Terms in the order of their characters, with their counts; those of categories, keywords and author count once. */
  Map<String, Integer> counts() {
    return counts;
  }

  /** Number of words in title and text, repeated ones too. */
  int words() {
    return words;
  }

  private static String normal(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
  }

  private void whole(char field, String value) {
    String normal = normal(value).strip();
    if (!normal.isEmpty()) {
      counts.put(field + normal, 1);
    }
  }

  private void text(String raw) {
    String text = normal(raw);
    for (int at = 0; at < text.length(); ) {
      int first = text.codePointAt(at);
      int end;
      if (isHan(first)) {
        end = at;
        while (end < text.length() && isHan(text.codePointAt(end))) {
          end += Character.charCount(text.codePointAt(end));
        }
        pairs(text.substring(at, end));
      } else if (Character.isLetterOrDigit(first)) {
        end = at;
        while (end < text.length() && isWordPart(text.codePointAt(end))) {
          end += Character.charCount(text.codePointAt(end));
        }
        if (end - at <= LONGEST) {
          word(text.substring(at, end));
        }
      } else {
        end = at + Character.charCount(first);
      }
      at = end;
    }
  }

  private void pairs(String run) {
    int[] characters = run.codePoints().toArray();
    if (characters.length == 1) {
      word(run);
    }
    for (int n = 0; n + 1 < characters.length; n++) {
      word(new String(characters, n, 2));
    }
  }

  private void word(String word) {
    counts.merge(WORD + word, 1, Integer::sum);
    words++;
  }

  private static boolean isHan(int character) {
    return Character.isLetter(character) && Character.UnicodeScript.of(character) == Character.UnicodeScript.HAN;
  }

  private static boolean isWordPart(int character) {
    int type = Character.getType(character);
    return Character.isLetterOrDigit(character) && !isHan(character)
        || type == Character.NON_SPACING_MARK
        || type == Character.COMBINING_SPACING_MARK;
  }
}
