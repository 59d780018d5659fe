package dev.tributary.cli;

import dev.tributary.cli.terminal.Failure;
import dev.tributary.cli.terminal.OutputFile;
import dev.tributary.cli.terminal.Text;
import dev.tributary.retrieval.Scored;
import dev.tributary.retrieval.SimilarItems;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tributary similar}: for items the items most like them, from one model. */
@picocli.CommandLine.Command(
    name = "similar",
    description = "Lists the items most like an item, from one model: item<TAB>similar item<TAB>score, best first.",
    footer = {
      "",
      "Example:",
      "  ./tributary simulate --users 500 --items 2000 --days 7 --out demo",
      "  ./tributary train itemcf --in demo --out demo-itemcf",
      "  ./tributary similar --model demo-itemcf --count 5 | head"
    })
final class SimilarCommand extends Command {
  @Option(names = "--model", paramLabel = "MODEL", description = "A trained model.")
  private String model = "";

  @Option(names = "--item", paramLabel = "ID", description = "An item. May be given several times. Default: all items of the model.")
  private List<String> item = List.of();

  @Option(names = "--items", paramLabel = "FILE", description = "Items, one id a line.")
  private String items = "";

  @Mixin private CountOption count = new CountOption();

  @Option(names = "--out", paramLabel = "FILE", description = "Where to write; - is standard output, the default.")
  private String out = "-";

  @Override
  public Integer call() throws IOException {
    required("--model", model);
    OutputFile.check("--out", out);
    int most = count.count();
    var trained = ModelFolder.read("--model", model);
    if (!(trained instanceof SimilarItems similar)) {
      throw Failure.usage("--model: '%s' does not say which items are alike", trained.kind());
    }
    var asked = new ArrayList<>(item);
    if (!items.isEmpty()) {
      asked.addAll(IdFile.read("--items", items, terminal().in()));
    }
    if (asked.isEmpty()) {
      IntStream.range(0, trained.items().size()).mapToObj(trained.items()::id).forEach(asked::add);
    }
    var unknown = asked.stream().filter(id -> trained.items().indexOf(id) < 0).toList();
    if (!unknown.isEmpty()) {
      terminal().note(unknown.size() + (unknown.size() == 1 ? " item is" : " items are") + " not in the model, for example '"
          + Text.cut(unknown.getFirst(), 60) + "'");
    }
    write(asked, similar, most);
    return Failure.DONE;
  }

  private void write(List<String> asked, SimilarItems similar, int most) throws IOException {
    boolean toFile = !OutputFile.isStandardOutput(out);
    var lists = new ArrayList<Map<String, Object>>();
    long rows = 0;
    try (var file = OutputFile.open(json() && !toFile ? "-" : out, terminal())) {
      for (String id : asked) {
        var found = similar.similar(id, most);
        rows += found.size();
        if (json() && !toFile) {
          lists.add(fields("item", id, "similar", found.stream().map(s -> fields("item", s.item(), "score", s.score())).toList()));
        } else {
          var lines = new StringBuilder();
          for (Scored scored : found) {
            lines.append(id).append('\t').append(scored.item()).append('\t').append(scored.score()).append('\n');
          }
          file.print(lines.toString());
        }
      }
      file.commit();
    }
    if (json()) {
      printJson(toFile ? fields("items", asked.size(), "rows", rows, "out", out) : lists);
    } else if (toFile) {
      terminal().note(Text.count(rows) + " rows for " + Text.count(asked.size()) + " items in " + out);
    }
  }
}
