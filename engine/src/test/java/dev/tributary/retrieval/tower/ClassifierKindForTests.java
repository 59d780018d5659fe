package dev.tributary.retrieval.tower;

import dev.tributary.settings.Settings;
import java.util.HashMap;
import java.util.Map;

/** A channel of small networks over classes. */
final class ClassifierKindForTests extends ClassifierKind {
  static final ClassifierConfig DEFAULTS = new ClassifierConfig(8, "", 0, true, true, 20, true, 4, "", 1, 0, true, 0.2, 0, 20, 0.5, 1, false, 0.01, false, 0, 64, 30, 0);

  static final ClassifierKindForTests KIND = new ClassifierKindForTests();

  private ClassifierKindForTests() {
    super("classes", "small networks over classes", DEFAULTS, Map.of());
  }

  static ClassifierConfig with(Object... namesAndValues) {
    Map<String, String> given = new HashMap<>();
    for (int n = 0; n < namesAndValues.length; n += 2) {
      given.put((String) namesAndValues[n], namesAndValues[n + 1].toString());
    }
    return Settings.of(DEFAULTS).parse(given);
  }
}
