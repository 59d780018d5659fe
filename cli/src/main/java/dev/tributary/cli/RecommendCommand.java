package dev.tributary.cli;

import dev.tributary.cli.terminal.Failure;
import dev.tributary.cli.terminal.OutputFile;
import dev.tributary.cli.terminal.Text;
import dev.tributary.data.Interactions;
import dev.tributary.data.Interests;
import dev.tributary.data.Vocabulary;
import dev.tributary.evaluation.RankedLists;
import dev.tributary.retrieval.ChannelModel;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tributary recommend}: lists of items for users, from one model. */
@picocli.CommandLine.Command(
    name = "recommend",
    description = "Recommends items to users from one model: user<TAB>item<TAB>score, best first.",
    footer = {
      "",
      "Example:",
      "  ./tributary simulate --users 500 --items 2000 --days 7 --out demo",
      "  ./tributary train itemcf --in demo --out demo-itemcf",
      "  ./tributary recommend --model demo-itemcf --user u000007 --count 10"
    })
final class RecommendCommand extends Command {
  @Option(names = "--model", paramLabel = "MODEL", description = "A trained model.")
  private String model = "";

  @Option(names = "--user", paramLabel = "ID", description = "A user. May be given several times. Default: all users of the histories.")
  private List<String> user = List.of();

  @Option(names = "--users", paramLabel = "FILE", description = "Users, one id a line.")
  private String users = "";

  @Mixin private CountOption count = new CountOption();

  @Option(names = "--history", paramLabel = "DATA", description = "What the users did, in place of the training data (fold-in).")
  private String history = "";

  @Option(names = "--exclude", paramLabel = "DATA", description = "Pairs of user and item that are not recommended.")
  private String exclude = "";

  @Option(names = "--keep-seen", description = "Items may come back that a user has in the history.")
  private boolean keepSeen;

  @Option(names = "--fill", paramLabel = "popular", description = "Fill short lists up with popular items, at scores of -1e30 and less.")
  private String fill = "";

  @Option(names = "--out", paramLabel = "FILE", description = "Where to write; - is standard output, the default.")
  private String out = "-";

  @Mixin private ReadingOptions reading = new ReadingOptions();

  @Mixin private RuleOptions rule = new RuleOptions();

  @Override
  public Integer call() throws IOException {
    required("--model", model);
    OutputFile.check("--out", out);
    if (!fill.isEmpty() && !fill.equals("popular")) {
      throw Failure.usage("--fill is '%s'; what it can fill with is: popular", fill);
    }
    var trained = ModelFolder.read("--model", model);
    Interests known = history.isEmpty() ? trained.history() : Interests.of(reading.load(this, "--history", history)
        .interactions(), rule.rule());
    Optional<Interactions> excluded = exclude.isEmpty() ? Optional.empty() : Optional.of(reading.load(this, "--exclude", exclude)
        .interactions());
    var asked = asked(known);
    var lists = RankedLists.of(trained, known, asked, count.count(), keepSeen ? RankedLists.Seen.KEPT : RankedLists.Seen.LEFT_OUT,
        excluded, job("recommend"));
    lists = fill.isEmpty() ? lists : lists.filled(count.count(), known, excluded);
    terminal().clearStatus();
    tellUnknown(asked, known, trained);
    write(lists);
    return Failure.DONE;
  }

  private Vocabulary asked(Interests known) throws IOException {
    if (user.isEmpty() && users.isEmpty()) {
      if (known.users().size() == 0) {
        throw Failure.usage("the model holds no histories; name users with --user or --users, and what they did with --history");
      }
      return known.users();
    }
    var ids = new ArrayList<>(user);
    if (!users.isEmpty()) {
      ids.addAll(IdFile.read("--users", users, terminal().in()));
    }
    return Vocabulary.of(ids);
  }

  private void tellUnknown(Vocabulary asked, Interests known, ChannelModel trained) {
    int[] place = asked.indexesIn(known.users());
    long unknown = java.util.Arrays.stream(place).filter(p -> p < 0).count();
    if (unknown > 0) {
      terminal().note(unknown + (unknown == 1 ? " user has" : " users have") + " no history; they get what '" + trained.kind()
          + "' says without one");
    }
  }

  private void write(RankedLists lists) throws IOException {
    long padded = padded(lists);
    boolean toFile = !OutputFile.isStandardOutput(out);
    if (json() && !toFile) {
      printJson(asMaps(lists));
      return;
    }
    try (var file = OutputFile.open(out, terminal())) {
      var writer = new BufferedWriter(new OutputStreamWriter(file.stream(), StandardCharsets.UTF_8));
      lists.write(writer);
      writer.flush();
      file.commit();
    }
    if (json()) {
      printJson(fields("users", lists.users().size(), "rows", lists.rows(), "padded", padded, "out", out));
    } else if (toFile) {
      terminal().note(
          Text.count(lists.rows()) + " items for " + Text.count(lists.users().size()) + " users in " + out + (padded > 0 ? "; "
              + Text.count(padded) + " of them only fill up" : ""));
    }
  }

  /** How many rows only fill up. */
  private static long padded(RankedLists lists) {
    long padded = 0;
    for (int user = 0; user < lists.users().size(); user++) {
      for (int rank = lists.size(user) - 1; rank >= 0 && lists.score(user, rank) <= RankedLists.PADDING; rank--) {
        padded++;
      }
    }
    return padded;
  }

  private static List<Map<String, Object>> asMaps(RankedLists lists) {
    var all = new ArrayList<Map<String, Object>>();
    for (int user = 0; user < lists.users().size(); user++) {
      var items = new ArrayList<Map<String, Object>>();
      for (int rank = 0; rank < lists.size(user); rank++) {
        items.add(fields("item", lists.items().id(lists.item(user, rank)), "score", lists.score(user, rank)));
      }
      all.add(fields("user", lists.users().id(user), "items", items));
    }
    return all;
  }
}
