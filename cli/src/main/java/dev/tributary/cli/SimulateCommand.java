package dev.tributary.cli;

import dev.tributary.cli.terminal.Failure;
import dev.tributary.cli.terminal.OutputFile;
import dev.tributary.cli.terminal.Text;
import dev.tributary.settings.Settings;
import dev.tributary.simulation.Community;
import dev.tributary.simulation.CommunityConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** {@code tributary simulate}: a community with a known truth, as JSON lines. */
@picocli.CommandLine.Command(
    name = "simulate",
    description = {
      "Writes a simulated community with a known truth as JSON lines: items, users, events, and what makes it again.",
      "The same options and seed give the same bytes."
    },
    footer = {"", "Example:", "  ./tributary simulate --users 500 --items 2000 --days 7 --out demo"})
final class SimulateCommand extends Command {
  @Option(names = "--users", paramLabel = "N", description = "People who read. Default: 5000.")
  private int users = CommunityConfig.DEFAULT.users();

  @Option(names = "--items", paramLabel = "N", description = "Items, old stock and new ones together. Default: 20000.")
  private int items = CommunityConfig.DEFAULT.items();

  @Option(names = "--days", paramLabel = "N", description = "Days of the log. Default: 14.")
  private int days = CommunityConfig.DEFAULT.days();

  @Option(names = "--set", paramLabel = "KEY=VALUE",
      description = "Another habit of the community, for example drift=0.2. May be given several times.")
  private List<String> set = List.of();

  @Option(names = "--out", paramLabel = "DIR", description = "Folder of the files; a community that is there is replaced.")
  private String out = "";

  @Override
  public Integer call() throws IOException {
    OutputFile.checkFolder("--out", required("--out", out));
    Path folder = OutputFile.path("--out", out);
    if (Files.isDirectory(folder) && !Files.exists(folder.resolve("truth.json")) && !isEmpty(folder)) {
      throw Failure.usage("--out: %s holds something else; name a new folder", out);
    }
    var config = Settings.of(CommunityConfig.DEFAULT).with(CommunityConfig.DEFAULT.withSize(users, items, days), SettingsFile.parse(set));
    long begun = System.nanoTime();
    var community = Community.of(config, job("simulate"));
    long events = community.write(folder);
    terminal().clearStatus();
    if (json()) {
      printJson(fields("users", config.users(), "items", config.items(), "days", config.days(), "events", events, "seconds",
          secondsSince(begun), "out", out));
    } else {
      terminal().println(
          Text.count(events) + " events of " + Text.count(config.users()) + " users with " + Text.count(config.items())
              + " items over " + config.days() + " days in " + out + " (seed "
              + community.seed() + ", " + Text.seconds(secondsSince(begun)) + ")");
    }
    return Failure.DONE;
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (var entries = Files.list(folder)) {
      return entries.findAny().isEmpty();
    }
  }
}
