package dev.tributary.cli;

import dev.tributary.cli.terminal.Failure;
import dev.tributary.cli.terminal.Table;
import dev.tributary.server.ServiceSettings;
import dev.tributary.settings.Settings;
import java.io.IOException;
import java.util.Map;

/** {@code tributary config}: how the service of a home is configured. */
@picocli.CommandLine.Command(
    name = "config",
    description = "Settings of the service: tributary.yaml in the home, changed by environment variables, changed by options.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "Example:", "  ./tributary config show"},
    subcommands = {ConfigCommand.Show.class, ConfigCommand.Check.class})
final class ConfigCommand extends Command {
  @Override
  public Integer call() {
    throw Failure.usage("config needs one of show, check");
  }

  private static ServiceSettings settings(Command command) throws IOException {
    return ServeCommand.settings(command.main().home(), Map.of());
  }

  /** {@code config show}. */
  @picocli.CommandLine.Command(
      name = "show",
      description = "Every setting with its value, range, meaning and environment variable.",
      footer = {"", "Example:", "  ./tributary config show"})
  static final class Show extends Command {
    @Override
    public Integer call() throws IOException {
      var settings = Settings.of(ServiceSettings.DEFAULT);
      var values = settings.toMap(settings(this));
      if (json()) {
        printJson(values);
        return Failure.DONE;
      }
      var table = new Table("setting", "value", "range", "environment", "meaning");
      settings.describe().forEach(d -> table.row(d.name(), values.get(d.name()), d.range(), ServiceSettings.variable(d.name()), d.meaning()));
      terminal().print(table.plain());
      return Failure.DONE;
    }
  }

  /** {@code config check}. */
  @picocli.CommandLine.Command(
      name = "check",
      description = "Reads the settings and says whether the service would take them.",
      footer = {"", "Example:", "  ./tributary config check"})
  static final class Check extends Command {
    @Override
    public Integer call() throws IOException {
      settings(this);
      if (json()) {
        printJson(fields("valid", true));
      } else {
        terminal().println("all is well: " + main().home().resolve(ServiceSettings.FILE) + " and the environment can be used");
      }
      return Failure.DONE;
    }
  }
}
