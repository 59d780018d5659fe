package dev.tributary.cli;

import dev.tributary.data.InterestRule;
import picocli.CommandLine.Option;

/** How signals become interest: the options of every command that needs to know what a user likes. */
final class RuleOptions {
  @Option(names = "--positive", paramLabel = "COND",
      description = "Which ratings count, for example \"rating >= 4\". Default: every rating is an interaction.")
  private String positive = "";

  @Option(names = "--weights", paramLabel = "W",
      description = "Weights of the signals, for example comment=0.5,play=0. Default: click, like, collect and share 1 each.")
  private String weights = "";

  /** The rule in force. */
  InterestRule rule() {
    var rule = weights.isEmpty() ? InterestRule.DEFAULT : InterestRule.DEFAULT.withWeights(weights);
    return positive.isEmpty() ? rule : rule.withPositive(positive);
  }
}
