package dev.tributary.cli;

import dev.tributary.cli.terminal.Failure;
import dev.tributary.home.Home;
import dev.tributary.server.Backup;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import picocli.CommandLine.Option;

/** {@code tributary restore}: a home from a backup. */
@picocli.CommandLine.Command(
    name = "restore",
    description = "Makes a home of a backup, in a folder that does not exist yet. Every checksum is compared first.",
    footer = {"", "Example:", "  ./tributary quickstart --no-serve", "  ./tributary backup --out home-copy", "  ./tributary restore --in home-copy --home restored-home"})
final class RestoreCommand extends Command {
  @Option(names = "--in", paramLabel = "DIR", description = "The backup.")
  private String in = "";

  @Override
  public Integer call() throws IOException {
    var backup = ReadingOptions.existing("--in", required("--in", in));
    if (!Home.isHome(backup)) {
      throw Failure.usage("%s is no backup of a home; 'backup' makes one", backup);
    }
    try {
      BackupCommand.tell(this, Backup.restore(backup, main().home()), "restored to " + main().home());
    } catch (FileAlreadyExistsException e) {
      throw Failure.usage("%s", e.getMessage()).because(e);
    }
    return Failure.DONE;
  }
}
