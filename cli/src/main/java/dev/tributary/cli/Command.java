package dev.tributary.cli;

import dev.tributary.cli.terminal.Failure;
import dev.tributary.cli.terminal.ProgressLine;
import dev.tributary.cli.terminal.Terminal;
import dev.tributary.math.Job;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What all commands share: the global options and the terminal. A command answers its exit code. Confined: one thread. */
abstract class Command implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  /** The root, which holds the global options. */
  Main main() {
    return (Main) spec.root().userObject();
  }

  CommandSpec spec() {
    return spec;
  }

  Terminal terminal() {
    return main().terminal();
  }

  boolean json() {
    return main().json();
  }

  /** Threads and seed as asked for, and a progress line in front of which stands what is being done. */
  Job job(String what) {
    return new Job(main().threads(), main().seed(), new ProgressLine(terminal(), what));
  }

  /** The value of an option that must be given. */
  String required(String option, String value) {
    if (value.isEmpty()) {
      throw Failure.usage("%s needs %s; './tributary %s --help' shows an example", spec.name(), option, spec.name());
    }
    return value;
  }

  static double secondsSince(long nanoTime) {
    return Math.round((System.nanoTime() - nanoTime) / 1e6) / 1e3;
  }

  /** Named values in their order: name, value, name, value. */
  static Map<String, Object> fields(Object... pairs) {
    var fields = new LinkedHashMap<String, Object>();
    for (int n = 0; n < pairs.length; n += 2) {
      fields.put((String) pairs[n], pairs[n + 1]);
    }
    return fields;
  }

  /** Prints the one JSON document of this command. */
  void printJson(Object value) {
    terminal().println(JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build().writeValueAsString(value));
  }
}
