package dev.tributary.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;

/** A Python script of {@code bench/peers} at work: one line of answer for each line. Confined: one thread. */
final class Peer implements AutoCloseable {
  private final Process process;
  private final BufferedReader out;

  /** Starts {@code python bench/peers/SCRIPT ARGUMENTS}; its errors go to ours. */
  Peer(String python, String script, Object... arguments) throws IOException {
    var command = new ArrayList<String>();
    command.add(python);
    command.add("bench/peers/" + script);
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    out = process.inputReader();
  }

  String ask(String line) throws IOException {
    process.outputWriter().write(line + "\n");
    process.outputWriter().flush();
    return line();
  }

  String line() throws IOException {
    String line = out.readLine();
    if (line == null) {
      throw new IOException("the peer ended; its own words stand above");
    }
    return line;
  }

  @Override
  public void close() {
    process.destroy();
  }
}
