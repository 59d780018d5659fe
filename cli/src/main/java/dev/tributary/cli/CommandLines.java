package dev.tributary.cli;

import dev.tributary.cli.terminal.Failure;
import dev.tributary.cli.terminal.Text;
import dev.tributary.settings.Nearest;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.UnmatchedArgumentException;

/** How the library that parses command lines is set up: help, suggestions, errors. */
final class CommandLines {
  private static final int WIDEST_HELP = 120;
  private static final int NARROWEST_HELP = 60;
  private static final int HELP_WIDTH = 100;
  private static final String OWN_OPTIONS = "ownOptions";
  private static final String CHANNEL_SETTINGS = "channelSettings";
  private static final String GLOBAL_OPTIONS = "globalOptions";

  private CommandLines() {}

  /**
   * The parser for a command line. A command that none of its words names is known by name and description alone: to read all
   * options of all commands would take most of the time that {@code --help} has.
   */
  static CommandLine of(Main main, String... words) {
    return of(main, Set.copyOf(List.of(words))::contains);
  }

  /** The parser that knows every command whole. */
  static CommandLine ofAll(Main main) {
    return of(main, _ -> true);
  }

  private static CommandLine of(Main main, Predicate<String> wanted) {
    var line = new CommandLine(main);
    for (Class<? extends Command> command : Main.COMMANDS) {
      var about = command.getAnnotation(picocli.CommandLine.Command.class);
      if (wanted.test(about.name())) {
        line.addSubcommand(about.name(), command);
      } else {
        var spec = CommandSpec.create().name(about.name());
        spec.usageMessage().description(about.description());
        line.addSubcommand(about.name(), spec);
      }
    }
    line.setOut(new PrintWriter(new OutputStreamWriter(main.terminal().out(), StandardCharsets.UTF_8), true));
    line.setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpLongOptionsMaxWidth(28);
    line.setUsageHelpWidth(main.terminal().columns() == 0 ? HELP_WIDTH : Math.clamp(main.terminal().columns() - 1, NARROWEST_HELP,
        WIDEST_HELP));
    line.setParameterExceptionHandler((e, _) -> wrongUsage(main, e));
    line.setExecutionExceptionHandler((e, _, _) -> main.report(e));
    line.setExpandAtFiles(false); // an id may begin with @
    line.setExecutionStrategy(parsed -> execute(main, parsed));
    setUp(line.getCommandSpec());
    return line;
  }

  private static int execute(Main main, ParseResult parsed) {
    try {
      var last = parsed;
      while (last.hasSubcommand()) {
        last = last.subcommand();
      }
      if (!last.unmatched().isEmpty()) { // the library lets everything pass beside --help
        return wrongUsage(main, new UnmatchedArgumentException(last.commandSpec().commandLine(), last.unmatched()));
      }
      main.begin();
      return new RunLast().execute(parsed);
    } catch (ExecutionException e) {
      return main.report(e.getCause() == null ? e : e.getCause());
    } catch (RuntimeException e) { // the help could not be written: the library itself would print a trace
      return main.report(e);
    }
  }

  private static void setUp(CommandSpec spec) {
    spec.version("tributary " + Main.versionText() + " (Java " + System.getProperty("java.version") + ")");
    var usage = spec.usageMessage();
    usage.sortOptions(false);
    usage.abbreviateSynopsis(true);
    var keys = new ArrayList<>(usage.sectionKeys());
    keys.set(keys.indexOf(UsageMessageSpec.SECTION_KEY_OPTION_LIST), OWN_OPTIONS);
    keys.remove(UsageMessageSpec.SECTION_KEY_OPTION_LIST_HEADING);
    keys.add(keys.indexOf(UsageMessageSpec.SECTION_KEY_FOOTER), GLOBAL_OPTIONS);
    keys.add(keys.indexOf(GLOBAL_OPTIONS), CHANNEL_SETTINGS);
    usage.sectionMap().put(CHANNEL_SETTINGS, help -> help.commandSpec().userObject() instanceof TrainCommand train
        ? train.settingsHelp() : "");
    usage.sectionKeys(keys);
    usage.sectionMap().put(UsageMessageSpec.SECTION_KEY_FOOTER, _ -> String.join("\n", usage.footer())
        + "\n"); // never wrapped: examples are to be pasted
    boolean root = spec.parent() == null;
    usage.sectionMap().put(OWN_OPTIONS, help -> options(help, "Options:", root ? List.of() : help.commandSpec().options().stream()
        .filter(o -> !o.inherited()).toList()));
    usage.sectionMap()
        .put(
            GLOBAL_OPTIONS,
            help -> options(help, "Every command takes:", help.commandSpec().options().stream().filter(o -> root || o.inherited())
                .toList()));
    spec.subcommands().values().forEach(sub -> setUp(sub.getCommandSpec()));
  }

  private static String options(Help help, String heading, List<OptionSpec> options) {
    var shown = options.stream().filter(option -> !option.hidden()).toList();
    if (shown.isEmpty()) {
      return "";
    }
    var layout = help.createDefaultLayout(shown, List.of(), help.colorScheme());
    layout.addAllOptions(shown, help.parameterLabelRenderer());
    return "\n" + heading + "\n" + layout;
  }

  private static int wrongUsage(Main main, ParameterException e) {
    if (e.getCause() instanceof Failure failure) {
      return main.report(failure);
    }
    String name = e.getCommandLine().getCommandSpec().qualifiedName();
    main.terminal().error("tributary: " + Text.message(message(e)) + "\nTry './" + name + " --help'.");
    return Failure.USAGE;
  }

  private static String message(ParameterException e) {
    var spec = e.getCommandLine().getCommandSpec();
    if (e instanceof UnmatchedArgumentException unmatched) {
      String wrong = unmatched.getUnmatched().getFirst();
      boolean option = wrong.length() > 1 && wrong.startsWith("-");
      String given = option && wrong.contains("=") ? wrong.substring(0, wrong.indexOf('=')) : wrong;
      var known = option ? spec.optionsMap().keySet().stream().filter(n -> n.startsWith("--")).toList()
          : List.copyOf(spec.subcommands().keySet());
      String what = option ? "unknown option" : spec.subcommands().isEmpty() ? "unexpected argument" : "unknown command";
      String nearest = known.isEmpty() || given.length() > 100 ? "" : Nearest.of(given, known);
      return what + " '" + shorten(given) + "'" + (nearest.isEmpty() ? "" : "; did you mean '" + nearest + "'?");
    }
    return lower(String.valueOf(e.getMessage()));
  }

  private static String shorten(String text) {
    return Text.cut(text, 100);
  }

  private static String lower(String text) {
    return text.isEmpty() ? text : Character.toLowerCase(text.charAt(0)) + text.substring(1);
  }
}
