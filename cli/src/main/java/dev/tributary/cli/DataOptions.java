package dev.tributary.cli;

import dev.tributary.catalog.Dataset;
import dev.tributary.data.InterestRule;
import dev.tributary.data.Split;
import dev.tributary.retrieval.TrainingData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Data to learn from: events, the rule, and what is known of items and users. */
final class DataOptions {
  @Option(names = "--items", paramLabel = "FILE", description = "What is known of the items. Default: the folder's items.*.")
  private String items = "";

  @Option(names = "--users", paramLabel = "FILE", description = "What is known of the users. Default: the folder's users.*.")
  private String users = "";

  @Mixin private ReadingOptions reading = new ReadingOptions();

  @Mixin private RuleOptions rule = new RuleOptions();

  /** A split, and its train with all that trainers need. */
  record Held(Split split, TrainingData data) {}

  /** The rule that turns signals into interest. */
  InterestRule rule() {
    return rule.rule();
  }

  /** Finds the files of what --in names; reads nothing but their beginnings. */
  Dataset open(String in, boolean derivedIds) throws IOException {
    Path data = ReadingOptions.existing("--in", in);
    var named = new Dataset.Named(reading.named(data), file("--items", items), file("--users", users));
    return Dataset.open(data, named, reading.options().withDerivedIds(derivedIds));
  }

  private static Optional<Path> file(String option, String name) {
    return name.isEmpty() ? Optional.empty() : Optional.of(ReadingOptions.existing(option, name));
  }

  /** Reads what --in names, and tells what became of the rows. */
  TrainingData load(Command command, String in) throws IOException {
    var wanted = rule.rule();
    var loaded = open(in, false).load(command.job("read").progress());
    command.terminal().clearStatus();
    loaded.sideReports().forEach(report -> command.terminal().note(report.toString()));
    command.terminal().note(loaded.report().toString());
    return TrainingData.of(loaded.interactions()).withRule(wanted).withCatalog(loaded.catalog());
  }

  /** Reads a folder with train and test. */
  Held loadSplit(Command command, String in) throws IOException {
    var train = load(command, in);
    var split = Split.read(ReadingOptions.existing("--in", in), reading.options());
    return new Held(split, train.withInteractions(split.train()));
  }
}
