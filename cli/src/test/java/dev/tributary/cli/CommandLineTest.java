package dev.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class CommandLineTest {
  /** Every command with the words that name it. */
  static List<List<String>> commands() {
    var terminal = new dev.tributary.cli.terminal.Terminal(System.in, OutputStream.nullOutputStream(), System.err, 0);
    var all = new ArrayList<List<String>>();
    collect(CommandLines.ofAll(new Main(terminal)), List.of(), all);
    return all;
  }

  private static void collect(CommandLine line, List<String> name, List<List<String>> all) {
    line.getSubcommands()
        .forEach(
            (word, sub) -> {
              var longer = new ArrayList<>(name);
              longer.add(word);
              all.add(longer);
              collect(sub, longer, all);
            });
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandHasHelpWithAnExampleAndTheGlobalOptions(List<String> name) {
    var words = new ArrayList<Object>(name);
    words.add("--help");
    var run = Run.of(words.toArray());
    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("Example:\n  ", "--home", "--threads", "--seed", "--quiet", "--json", "--debug");
    assertThat(run.out().lines().filter(line -> line.startsWith("  ./tributary"))).anySatisfy(line -> assertThat(line)
        .contains(" " + String.join(" ", name)));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void anUnknownOptionIsWrongUsageEverywhere(List<String> name) {
    var words = new ArrayList<Object>(name);
    words.add("--sede");
    var run = Run.of(words.toArray());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("unknown option '--sede'; did you mean '--seed'?", "--help");
  }

  @Test
  void aMistypedCommandIsToldTheNearest() {
    var run = Run.of("recomend");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).isEqualTo("tributary: unknown command 'recomend'; did you mean 'recommend'?\nTry './tributary --help'.\n");
  }

  @Test
  void theHelpOfACommandThatDoesNotExistIsWrongUsage() {
    var run = Run.of("frobnicate", "--help");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("unknown command 'frobnicate'");
  }

  @Test
  void aMistypedChannelIsToldTheNearest() {
    var run = Run.of("train", "itemfc", "--in", "x", "--out", "y");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("unknown channel 'itemfc'; did you mean 'itemcf'?");
  }

  @Test
  void noCommandIsWrongUsage() {
    assertThat(Run.of().exitCode()).isEqualTo(2);
    assertThat(Run.of("models").err()).contains("list, show, publish, rollback, verify");
  }

  @Test
  void theVersionIsPrinted() {
    var run = Run.of("--version");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).startsWith("tributary ").contains("Java ");
  }

  @Test
  void theSettingsOfAChannelAreInItsHelp() {
    var help = Run.of("train", "itemcf", "--help").out();
    assertThat(help).contains("topK", "1..100000", "similar items kept for each item", "Presets: course");
    assertThat(Run.of("train", "--help").out()).doesNotContain("similar items kept");
  }

  @Test
  void theHelpOfAnUnknownChannelIsWrongUsage() {
    var run = Run.of("train", "nothing", "--help");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("unknown channel 'nothing'").doesNotContain("\tat ");
  }

  @Test
  void threadsHaveARange() {
    assertThat(Run.of("train", "--list", "--threads", "1025").err()).contains("--threads is 1025, allowed 1..1024");
    assertThat(Run.of("train", "--list", "--threads", "x").exitCode()).isEqualTo(2);
    assertThat(Run.of("train", "--list", "--threads", "2").exitCode()).isZero();
  }

  @Test
  void globalOptionsStandBeforeOrAfterTheCommand() {
    assertThat(Run.of("--json", "train", "--list").json()).isInstanceOf(List.class);
    assertThat(Run.of("train", "--list", "--json").json()).isInstanceOf(List.class);
  }

  @Test
  void aStackTraceIsShownOnlyWithDebug() {
    assertThat(Run.of("train", "itemcf").err()).doesNotContain("\tat ");
    assertThat(Run.of("train", "itemcf", "--debug").err()).contains("\tat dev.tributary");
  }

  @Test
  void aFullDiskBehindStandardOutputIsAFailedJob() {
    var run = Run.onto(failing("No space left on device"), "", "train", "--list");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).isEqualTo("tributary: cannot write to standard output: No space left on device\n");
    assertThat(Run.onto(failing("No space left on device"), "", "--help").exitCode()).isEqualTo(1);
  }

  @Test
  void aReaderThatHasReadEnoughIsNoFailure() {
    var run = Run.onto(failing("Broken pipe"), "", "train", "--list");
    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
  }

  private static OutputStream failing(String reason) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException(reason);
      }
    };
  }

  @Test
  void theDoctorTellsTheMachine() {
    var facts = Run.of("doctor", "--json").jsonObject();
    assertThat(facts.get("cores")).isEqualTo(Runtime.getRuntime().availableProcessors());
    assertThat(facts.get("java").toString()).contains(System.getProperty("java.version"));
    assertThat(Run.of("doctor").out()).contains("Memory", "Vector API", "Maven");
  }
}
