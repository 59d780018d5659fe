package dev.tributary.cli;

import dev.tributary.cli.terminal.ErrorReport;
import dev.tributary.cli.terminal.Failure;
import dev.tributary.cli.terminal.Interrupts;
import dev.tributary.cli.terminal.OutputFile;
import dev.tributary.cli.terminal.Terminal;
import dev.tributary.cli.terminal.Text;
import dev.tributary.math.Job;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/**
 * The {@code tributary} command: global options, exit codes, errors. Each subcommand is a class named after it.
 *
 * <p>Confined: one run of one command line.
 */
@picocli.CommandLine.Command(
    name = "tributary",
    description = "A recommender engine: from an interaction log to measured, explained, personalised pages.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Exit codes: 0 done, 1 the job failed, 2 wrong usage or configuration, 3 bad input data, 130 interrupted.",
      "'./tributary COMMAND --help' shows a command's options and an example.",
      "",
      "Example:",
      "  ./tributary quickstart"
    })
public final class Main extends Command {
  /** All commands in the order in which the help names them. */
  static final List<Class<? extends Command>> COMMANDS =
      List.of(
          QuickstartCommand.class,
          SimulateCommand.class,
          ImportCommand.class,
          SplitCommand.class,
          TrainCommand.class,
          TuneCommand.class,
          RecommendCommand.class,
          SimilarCommand.class,
          EvaluateCommand.class,
          LeaderboardCommand.class,
          IndexCommand.class,
          WhyCommand.class,
          ModelsCommand.class,
          LogCommand.class,
          DoctorCommand.class);

  private final Terminal terminal;

  @Option(
      names = "--home",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description = "The home folder: log, catalog, models, keys, configuration. Default: $TRIBUTARY_HOME, else ./tributary-home.")
  private String home = "";

  @Option(names = "--threads", paramLabel = "N", scope = ScopeType.INHERIT,
      description = "Threads, 1..1024. Default: one per core. Changes speed, never a result.")
  private int threads;

  @Option(names = "--seed", paramLabel = "N", scope = ScopeType.INHERIT, description = "Start of all random numbers. Default: 42.")
  private long seed = Job.DEFAULT.seed();

  @Option(names = {"-q", "--quiet"}, scope = ScopeType.INHERIT, description = "Nothing on standard error but errors.")
  private boolean quiet;

  @Option(names = "--json", scope = ScopeType.INHERIT, description = "The result as one JSON document on standard output.")
  private boolean json;

  @Option(names = "--debug", scope = ScopeType.INHERIT, description = "A stack trace with every error.")
  private boolean debug;

  @Option(names = {"-h", "--help"}, usageHelp = true, scope = ScopeType.INHERIT, description = "Show this help.")
  private boolean help;

  @Option(names = {"-V", "--version"}, versionHelp = true, scope = ScopeType.INHERIT, description = "Show the version.")
  private boolean version;

  Main(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Runs the command line of the process. */
  public static void main(String[] args) {
    int columns = number(System.getProperty("tributary.terminal", ""));
    System.setIn(Interrupts.watched(new FileInputStream(FileDescriptor.in)));
    var terminal =
        new Terminal(
            System.in,
            new FileOutputStream(FileDescriptor.out),
            new PrintStream(new FileOutputStream(FileDescriptor.err), false, StandardCharsets.UTF_8),
            columns);
    var ended = new CountDownLatch(1);
    Interrupts.watch(ended, terminal);
    int exitCode = run(terminal, args);
    ended.countDown();
    System.exit(exitCode);
  }

  private static int number(String text) {
    return text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : 0;
  }

  /** Runs one command line over these streams and answers its exit code; throws nothing. */
  public static int run(Terminal terminal, String... args) {
    var main = new Main(terminal);
    try {
      int exitCode = CommandLines.of(main, args).execute(args);
      terminal.flush();
      return exitCode;
    } catch (Throwable e) { // top of the command
      return main.report(e);
    } finally {
      terminal.clearStatus();
    }
  }

  /** Tells what went wrong and answers the exit code. */
  int report(Throwable error) {
    var report = ErrorReport.of(error);
    if (!report.message().isEmpty()) {
      terminal.error("tributary: " + Text.message(report.message()));
    }
    if (debug) {
      var trace = new java.io.StringWriter();
      error.printStackTrace(new java.io.PrintWriter(trace));
      terminal.error(trace.toString().stripTrailing());
    }
    return report.exitCode();
  }

  /** Called between parsing and the command. */
  void begin() {
    if (threads < 0 || threads > 1024) {
      throw Failure.usage("--threads is %d, allowed 1..1024", threads);
    }
    if (quiet) {
      terminal.beQuiet();
    }
  }

  @Override
  public Integer call() {
    throw Failure.usage("no command is given; './tributary --help' lists them");
  }

  @Override
  Terminal terminal() {
    return terminal;
  }

  @Override
  boolean json() {
    return json;
  }

  /** Threads asked for; 0 means one per core. */
  int threads() {
    return threads;
  }

  long seed() {
    return seed;
  }

  /** The home folder. */
  Path home() {
    if (!home.isEmpty()) {
      return OutputFile.path("--home", home);
    }
    String fromEnvironment = Optional.ofNullable(System.getenv("TRIBUTARY_HOME")).orElse("");
    return fromEnvironment.isEmpty() ? Path.of("tributary-home") : OutputFile.path("TRIBUTARY_HOME", fromEnvironment);
  }

  /** The version of these jars. */
  static String versionText() {
    return Optional.ofNullable(Main.class.getPackage().getImplementationVersion()).orElse("(run from classes)");
  }
}
