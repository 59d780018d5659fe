package dev.tributary.cli;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much memory this process has had resident at most. */
final class PeakMemory {
  private PeakMemory() {}

  /** The operating system's figure where it tells; else the peaks of the Java heap's and other pools. */
  static long bytes() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith("VmHWM:")) {
          return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
        }
      }
    } catch (IOException e) {
      return ofPools(); // no such file on this system
    }
    return ofPools();
  }

  private static long ofPools() {
    return ManagementFactory.getMemoryPoolMXBeans().stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
  }
}
