package dev.tributary.cli;

import dev.tributary.cli.terminal.Failure;
import dev.tributary.cli.terminal.Table;
import dev.tributary.funnel.Request;
import dev.tributary.funnel.Why;
import dev.tributary.home.Home;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** {@code tributary why}: an item's way through the funnel for a user, or where it fell out. */
@picocli.CommandLine.Command(
    name = "why",
    description = "Says, stage by stage, how an item came to a user's page, or which filter, rule or cut removed it; computed as of the log's end.",
    footer = {"", "Example:", "  ./tributary quickstart --no-serve", "  ./tributary why --user u000001 --item i000001"})
final class WhyCommand extends Command {
  @Option(names = "--user", paramLabel = "ID", description = "The user; an unknown one is a newcomer.")
  private String user = "";

  @Option(names = "--item", paramLabel = "ID", description = "The item.")
  private String item = "";

  @Option(names = {"--count", "-k", "-n"}, paramLabel = "N", description = "Length of the page, 1..500. Default: 10.")
  private int count = 10;

  @Override
  public Integer call() throws IOException {
    required("--user", user);
    required("--item", item);
    var folder = main().home();
    if (!Home.isHome(folder)) {
      throw Failure.usage("%s is no home of Tributary; name one with --home, or make one with 'quickstart'", folder);
    }
    var end = new long[] {0};
    var home = Home.open(folder, () -> Instant.ofEpochMilli(end[0]));
    end[0] = home.live().lastTime() + 1;
    var funnel = home.funnel();
    if (funnel.isEmpty()) {
      throw Failure.usage("%s has no release yet; 'quickstart' trains and publishes one", folder);
    }
    var why = funnel.get().why(Request.of(user, count), item);
    if (json()) {
      printJson(asMap(why, funnel.get().release()));
    } else {
      var table = new Table("stage", "what happened to " + item);
      why.steps().forEach(step -> table.row(step.stage(), step.what()));
      terminal().print(table.plain());
    }
    return Failure.DONE;
  }

  private static Map<String, Object> asMap(Why why, String release) {
    var map = new LinkedHashMap<String, Object>();
    map.put("user", why.user());
    map.put("item", why.item());
    map.put("release", release);
    map.put("computed", "now");
    map.put("position", why.position());
    map.put("steps", why.steps().stream().map(step -> Map.of("stage", step.stage(), "what", step.what())).toList());
    return map;
  }
}
