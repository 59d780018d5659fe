package dev.tributary.cli;

import dev.tributary.retrieval.TrainingData;
import java.io.IOException;
import picocli.CommandLine.Mixin;

/** Data to learn from: events, the rule, and what is known of items and users. */
final class DataOptions {
  @Mixin private ReadingOptions reading = new ReadingOptions();

  @Mixin private RuleOptions rule = new RuleOptions();

  /** Reads what --in names. */
  TrainingData load(Command command, String in) throws IOException {
    var wanted = rule.rule();
    return TrainingData.of(reading.load(command, "--in", in).interactions()).withRule(wanted);
  }
}
