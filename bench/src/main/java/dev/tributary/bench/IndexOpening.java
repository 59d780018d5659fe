package dev.tributary.bench;

import dev.tributary.ann.Metric;
import dev.tributary.ann.RowFilter;
import dev.tributary.ann.SearchResult;
import dev.tributary.ann.files.IndexFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** How long an index takes to open, in a process that did nothing before and then again in it, and the search after each. Arguments: its file, and its metric for files that do not say it. */
public final class IndexOpening {
  private static final int TIMES = 3;

  private IndexOpening() {}

  /** See the class. */
  public static void main(String[] arguments) throws IOException {
    Optional<Metric> metric = arguments.length < 2 ? Optional.empty() : Optional.of(Metric.named(arguments[1]));
    for (int n = 0; n < TIMES; n++) {
      long begun = System.nanoTime();
      var index = IndexFiles.open(Path.of(arguments[0]), metric);
      long opened = System.nanoTime();
      var query = new float[index.dimension()];
      query[0] = 1;
      index.search(query, 10, RowFilter.ALL, new SearchResult());
      System.out.printf(Locale.ROOT, "%,d vectors of %d values: open in %.1f ms, first search %.1f ms%n", index.size(), index.dimension(), (opened - begun) / 1e6, (System.nanoTime() - opened) / 1e6);
    }
  }
}
