package dev.tributary.catalog.filter;

/** What a field holds, and with that what it can be compared with. */
enum Kind {
  TEXT("a text"),
  LIST("a list of texts"),
  NUMBER("a number"),
  TIME("a time"),
  TRUTH("true or false"),
  PLACE("a place"),
  VECTOR("a vector");

  private final String words;

  Kind(String words) {
    this.words = words;
  }

  /** As an error names it. */
  String words() {
    return words;
  }
}
