package dev.tributary.cli;

import dev.tributary.cli.terminal.Failure;
import dev.tributary.cli.terminal.OutputFile;
import dev.tributary.cli.terminal.Text;
import dev.tributary.home.Home;
import dev.tributary.server.Backup;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import picocli.CommandLine.Option;

/** {@code tributary backup}: a checked copy of a home, also while it serves. */
@picocli.CommandLine.Command(
    name = "backup",
    description = "Copies a home to a new folder while it serves: log, releases, keys, configuration. Every checksum of the copy is compared.",
    footer = {"", "Example:", "  ./tributary quickstart --no-serve", "  ./tributary backup --out home-copy"})
final class BackupCommand extends Command {
  @Option(names = "--out", paramLabel = "DIR", description = "The new folder. It holds keys (hashed) and the signing secret: guard it like the home.")
  private String out = "";

  @Override
  public Integer call() throws IOException {
    var folder = OutputFile.path("--out", required("--out", out));
    if (!Home.isHome(main().home())) {
      throw Failure.usage("%s is no home of Tributary; name one with --home", main().home());
    }
    try {
      tell(this, Backup.write(main().home(), folder), "backup of " + main().home() + " in " + folder);
    } catch (FileAlreadyExistsException e) {
      throw Failure.usage("%s", e.getMessage()).because(e);
    }
    return Failure.DONE;
  }

  static void tell(Command command, Backup.Content content, String what) {
    if (command.json()) {
      command.printJson(fields("records", content.records(), "releases", content.releases(), "bundles", content.bundles()));
    } else {
      command.terminal().println(what + ": " + Text.count(content.records()) + " records, " + content.releases() + " releases, " + content.bundles() + " bundles; all checksums agree");
    }
  }
}
