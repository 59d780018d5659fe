package dev.tributary.cli;

import dev.tributary.cli.terminal.Failure;
import dev.tributary.data.Interactions;
import dev.tributary.data.Interests;
import dev.tributary.evaluation.Candidates;
import dev.tributary.evaluation.Evaluation;
import dev.tributary.evaluation.RankedLists;
import dev.tributary.evaluation.TestSet;
import dev.tributary.stats.Bootstrap;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tributary evaluate}: the offline metrics of a model, or of lists that any system made. */
@picocli.CommandLine.Command(
    name = "evaluate",
    description = "Measures a model, or a file of recommendations made by any system, over the full catalogue.",
    footer = {
      "",
      "Example:",
      "  ./tributary simulate --users 500 --items 2000 --days 7 --out demo",
      "  ./tributary split --in demo --by last-out --out demo-split",
      "  ./tributary train itemcf --in demo-split/train.jsonl --out demo-train-itemcf",
      "  ./tributary evaluate --model demo-train-itemcf --train demo-split/train.jsonl --test demo-split/test.jsonl"
    })
final class EvaluateCommand extends Command {
  @Option(names = "--model", paramLabel = "MODEL", description = "A trained model.")
  private String model = "";

  @Option(names = "--run", paramLabel = "FILE",
      description = "Recommendations: user<TAB>item<TAB>score, or a TREC run; - is standard input.")
  private String run = "";

  @Option(names = "--train", paramLabel = "DATA", description = "What was learned from: the catalogue, and what users have already.")
  private String train = "";

  @Option(names = "--test", paramLabel = "DATA", description = "What is to be found.")
  private String test = "";

  @Option(names = "--valid", paramLabel = "DATA", description = "Validation data beside train: what users have already as well.")
  private String valid = "";

  @Option(names = "--history", paramLabel = "DATA", description = "What the model is told of the users, in place of train (fold-in).")
  private String history = "";

  @Option(names = "--candidates", paramLabel = "FILE",
      description = "Rank only these: user<TAB>item[<TAB>label]. The result is labelled so.")
  private String candidates = "";

  @Option(names = "--at", paramLabel = "K,K", split = ",", description = "Lengths of list to measure at. Default: 5,10,20.")
  private int[] at = {5, 10, 20};

  @Option(names = "--interval", description = "Add 95 %% bootstrap intervals over users.")
  private boolean interval;

  @Option(names = "--markdown", description = "The table in Markdown.")
  private boolean markdown;

  @Mixin private ReadingOptions reading = new ReadingOptions();

  @Mixin private RuleOptions rule = new RuleOptions();

  @Override
  public Integer call() throws IOException {
    if (model.isEmpty() == run.isEmpty()) {
      throw Failure.usage("evaluate needs either --model or --run");
    }
    required("--train", train);
    required("--test", test);
    var job = job("evaluate");
    Cuts.check("--at", at);
    var held = testSet();
    var evaluation = evaluation(held).on(job);
    if (!candidates.isEmpty()) {
      evaluation = evaluation.among(Candidates.read(ReadingOptions.existing("--candidates", candidates)));
    }
    var result = evaluation.at(at);
    result = interval ? result.withIntervals(Bootstrap.DEFAULT.on(job)) : result;
    terminal().clearStatus();
    if (json()) {
      printJson(result.toMap());
    } else {
      terminal().println((markdown ? result.toMarkdown() : result.toString()).stripTrailing());
    }
    return Failure.DONE;
  }

  private TestSet testSet() throws IOException {
    Interactions learned = reading.load(this, "--train", train).interactions();
    Optional<Interactions> validation = valid.isEmpty() ? Optional.empty() : Optional.of(reading.load(this, "--valid", valid)
        .interactions());
    return TestSet.of(learned, validation, reading.load(this, "--test", test).interactions(), rule.rule());
  }

  private Evaluation evaluation(TestSet held) throws IOException {
    if (!run.isEmpty()) {
      if (!history.isEmpty()) {
        throw Failure.usage("--history is told to a model; the lists of --run are made already");
      }
      var path = ReadingOptions.existing("--run", run);
      var lists = run.equals("-") ? RankedLists.read(terminal().in(), "standard input") : RankedLists.read(path);
      lists.badRows().forEach(bad -> terminal().note("--run: " + bad));
      return Evaluation.of(lists, held);
    }
    var evaluation = Evaluation.of(ModelFolder.read("--model", model), held);
    return history.isEmpty() ? evaluation : evaluation.withHistory(Interests.of(reading.load(this, "--history", history)
        .interactions(), rule.rule()));
  }
}
