package dev.tributary.cli;

import dev.tributary.cli.terminal.Text;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** {@code tributary doctor}: what this machine offers, what is missing, and what to do about it. */
@picocli.CommandLine.Command(
    name = "doctor",
    description = "What this machine offers (JDK, vector width, memory, cores, disk), what is missing, and what to do.",
    footer = {"", "Example:", "  ./tributary doctor --json"})
final class DoctorCommand extends Command {
  private static final long LITTLE_MEMORY = 2_000_000_000L;
  private static final long LITTLE_DISK = 2_000_000_000L;
  private static final Pattern MAVEN_VERSION = Pattern.compile("Apache Maven ([0-9]+)\\.([0-9]+)\\.([0-9]+)");
  private static final Pattern VECTOR_BYTES = Pattern.compile("MaxVectorSize\\s*=\\s*([0-9]+)");
  private static final String VECTOR_MODULE = "jdk.incubator.vector";

  private final List<Finding> findings = new ArrayList<>();
  private final Map<String, Object> facts = new LinkedHashMap<>();

  /**
   * One line of the answer.
   *
   * @param advice what to do; empty when all is well
   */
  private record Finding(String name, String found, String advice) {}

  @Override
  public Integer call() {
    java();
    vectors();
    memory();
    disk();
    maven();
    build();
    data();
    if (json()) {
      facts.put("ok", findings.stream().allMatch(f -> f.advice.isEmpty()));
      facts.put("advice", findings.stream().filter(f -> !f.advice.isEmpty()).map(f -> fields("about", f.name, "do", f.advice)).toList());
      printJson(facts);
      return 0;
    }
    for (Finding finding : findings) {
      terminal().println(String.format(java.util.Locale.ROOT, "%-3s %-16s  %s", finding.advice.isEmpty() ? "ok" : "!",
          finding.name, finding.found));
    }
    var advice = findings.stream().filter(f -> !f.advice.isEmpty()).toList();
    terminal().println(advice.isEmpty() ? "\nNothing is missing." : "\nWhat to do:");
    advice.forEach(f -> terminal().println("  " + f.name + ": " + f.advice));
    return 0;
  }

  private void found(String name, String found, String advice) {
    findings.add(new Finding(name, found, advice));
  }

  private void java() {
    String version = System.getProperty("java.version") + ", " + System.getProperty("java.vendor", "vendor unknown");
    String folder = System.getProperty("java.home");
    String reason = System.getProperty("tributary.java", "started by hand");
    facts.put("tributary", Main.versionText());
    facts.put("java", fields("version", System.getProperty("java.version"), "home", folder, "chosenBy", reason, "vendor",
        System.getProperty("java.vendor", "")));
    boolean compiler = Files.isExecutable(Path.of(folder, "bin", "javac"));
    found("Java", version + " in " + folder + " (" + reason + ")", compiler ? ""
        : "this is no JDK (it has no javac): the first build needs one; set TRIBUTARY_JAVA_HOME to a JDK 25 or newer");
  }

  private void vectors() {
    boolean there = ModuleFinder.ofSystem().find(VECTOR_MODULE).isPresent();
    int bits = 8 * vectorBytes();
    facts.put("vector", fields("module", there, "bits", bits));
    found(
        "Vector API",
        (there ? "module " + VECTOR_MODULE + " is there" : "module " + VECTOR_MODULE + " is absent") + (bits > 0 ? "; vectors of "
            + bits + " bits" : "; width unknown"),
        there ? "" : "all works, several times slower where vectors are multiplied; use a full JDK 25");
  }

  /** The widest vector that this Java compiles to, in bytes; asked of a Java with its full compiler. 0 when it does not say. */
  private static int vectorBytes() {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var match = VECTOR_BYTES.matcher(outputOf(java, "-XX:+PrintFlagsFinal", "-version"));
    return match.find() ? Integer.parseInt(match.group(1)) : 0;
  }

  private void memory() {
    var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long total = system.getTotalMemorySize();
    long free = system.getFreeMemorySize();
    Optional<Long> limit = cgroupLimit();
    int cores = Runtime.getRuntime().availableProcessors();
    facts.put("cores", cores);
    var memory = new LinkedHashMap<String, Object>();
    memory.put("totalBytes", total);
    memory.put("freeBytes", free);
    limit.ifPresent(bytes -> memory.put("cgroupLimitBytes", bytes));
    facts.put("memory", memory);
    found("Cores", String.valueOf(cores), "");
    found(
        "Memory",
        Text.bytes(total) + ", " + Text.bytes(free) + " free" + limit.map(bytes -> "; a limit of " + Text.bytes(bytes)
            + " on this process group").orElse("; no limit on this process group"),
        Math.min(total, limit.orElse(total)) >= LITTLE_MEMORY ? ""
            : "little memory: quickstart needs about 1 GB; give this machine or container 2 GB");
  }

  /** The memory limit of the control group, where there is one. */
  private static Optional<Long> cgroupLimit() {
    for (String file : List.of("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")) {
      try {
        String text = Files.readString(Path.of(file)).strip();
        if (text.matches("[0-9]{1,18}") && Long.parseLong(text) < 1L << 50) {
          return Optional.of(Long.parseLong(text));
        }
      } catch (IOException e) {
        continue; // no such control group here
      }
    }
    return Optional.empty();
  }

  private void disk() {
    Path home = main().home().toAbsolutePath();
    Path folder = home;
    while (folder.getParent() != null && !Files.isDirectory(folder)) {
      folder = folder.getParent();
    }
    try {
      long free = Files.getFileStore(folder).getUsableSpace();
      boolean writable = Files.isWritable(folder);
      facts.put("home", fields("folder", home.toString(), "exists", Files.isDirectory(home), "writable", writable, "freeBytes", free));
      found(
          "Home folder",
          home + (Files.isDirectory(home) ? "" : " (not there yet)") + ", " + Text.bytes(free) + " free",
          !writable ? folder + " is not writable; choose another with --home or TRIBUTARY_HOME" : free < LITTLE_DISK
              ? "little room on the disk: quickstart needs about 1 GB" : "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void maven() {
    String output = outputOf("mvn", "-version");
    var match = MAVEN_VERSION.matcher(output);
    if (!match.find()) {
      facts.put("maven", fields("found", false));
      found("Maven", "none on the PATH", "needed only to build: apt-get install maven, or https://maven.apache.org");
      return;
    }
    int number = Integer.parseInt(match.group(1)) * 1_000_000 + Integer.parseInt(match.group(2)) * 1000 + Integer.parseInt(match.group(3));
    String version = match.group().substring("Apache Maven ".length());
    facts.put("maven", fields("found", true, "version", version));
    found("Maven", version, number >= 3_008_007 ? "" : "the build needs 3.8.7 or newer; install one from https://maven.apache.org");
  }

  private void build() {
    String root = System.getProperty("tributary.root", "");
    if (root.isEmpty()) {
      facts.put("build", fields("launcher", false));
      found("Build", "version " + Main.versionText() + ", not started by the launcher", "");
      return;
    }
    boolean sources = Files.exists(Path.of(root, "pom.xml"));
    Path stamp = Path.of(root, "cli", "target", "build.stamp");
    String built = "";
    try {
      built = Files.exists(stamp) ? ", built "
          + Files.getLastModifiedTime(stamp).toInstant().truncatedTo(java.time.temporal.ChronoUnit.SECONDS) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    facts.put("build", fields("launcher", true, "root", root, "sources", sources));
    found(
        "Build",
        "version " + Main.versionText() + (sources ? ", as new as the sources" : ", no sources beside it") + built,
        "");
  }

  private void data() {
    String named = Optional.ofNullable(System.getenv("TRIBUTARY_DATA")).orElse("");
    String root = System.getProperty("tributary.root", "");
    Path folder = !named.isEmpty() ? Path.of(named) : root.isEmpty() ? Path.of("..", "shared", "data")
        : Path.of(root).resolveSibling("shared").resolve("data");
    boolean there = Files.isDirectory(folder);
    var sets = new ArrayList<String>();
    if (there) {
      try (var entries = Files.list(folder)) {
        entries.filter(Files::isDirectory).map(p -> p.getFileName().toString()).sorted().forEach(sets::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    facts.put("data", fields("folder", folder.normalize().toString(), "sets", sets));
    found(
        "Public data sets",
        there ? folder.normalize() + ": " + String.join(" ", sets) : "none",
        there || named.isEmpty() ? "" : "TRIBUTARY_DATA names a folder that does not exist; only some tests and measurements need it");
  }

  /** What a program prints on standard output within ten seconds; empty when it cannot be run. */
  private static String outputOf(String... command) {
    try {
      var process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null"))).start();
      try (var output = process.inputReader(java.nio.charset.StandardCharsets.UTF_8)) {
        var text = new StringBuilder();
        output.lines().forEach(line -> text.append(line).append('\n'));
        return process.waitFor(10, TimeUnit.SECONDS) ? text.toString() : "";
      }
    } catch (IOException e) {
      return ""; // not there: the finding says so
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
