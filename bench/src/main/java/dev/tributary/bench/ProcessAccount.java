package dev.tributary.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the system knows of a process. */
record ProcessAccount(long process) {
  private static final double TICK = 0.01; // seconds: the account counts hundredths

  /** User and system time so far. */
  double cpuSeconds() throws IOException {
    String text = Files.readString(Path.of("/proc", Long.toString(process), "stat"));
    String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * TICK;
  }

  /** A number of its status, as {@code VmRSS} (kibibytes) or {@code Threads}. */
  long status(String name) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc", Long.toString(process), "status"))) {
      if (line.startsWith(name + ":")) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    throw new IOException("the status of process " + process + " has no " + name);
  }
}
