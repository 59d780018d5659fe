package dev.tributary.cli;

import dev.tributary.cli.terminal.Failure;
import picocli.CommandLine.Option;

/** How many items a list has. */
final class CountOption {
  private static final int MOST = 100_000;

  @Option(names = {"--count", "-k", "-n"}, paramLabel = "N", description = "Items in each list, at most. Default: 20.")
  private int count = 20;

  int count() {
    if (count < 1 || count > MOST) {
      throw Failure.usage("--count is %d, allowed 1..%d", count, MOST);
    }
    return count;
  }
}
