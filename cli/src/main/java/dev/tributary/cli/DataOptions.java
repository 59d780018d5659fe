package dev.tributary.cli;

import dev.tributary.data.Split;
import dev.tributary.retrieval.TrainingData;
import java.io.IOException;
import picocli.CommandLine.Mixin;

/** Data to learn from: events, the rule, and what is known of items and users. */
final class DataOptions {
  @Mixin private ReadingOptions reading = new ReadingOptions();

  @Mixin private RuleOptions rule = new RuleOptions();

  /** A split, and its train with all that trainers need. */
  record Held(Split split, TrainingData data) {}

  /** Reads what --in names. */
  TrainingData load(Command command, String in) throws IOException {
    var wanted = rule.rule();
    return TrainingData.of(reading.load(command, "--in", in).interactions()).withRule(wanted);
  }

  /** Reads a folder with train and test. */
  Held loadSplit(Command command, String option, String folder) throws IOException {
    var split = Split.read(ReadingOptions.existing(option, folder), reading.options());
    return new Held(split, TrainingData.of(split.train()).withRule(rule.rule()));
  }
}
