package dev.tributary.cli.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher as a process, over the jars that the build has just made; it never builds here. */
class LauncherTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path LAUNCHER = ROOT.resolve("tributary");

  @TempDir Path folder;

  private record Result(int exitCode, String out, String err) {}

  @BeforeEach
  void builtBefore() {
    Assumptions.assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "skipped: no /bin/sh");
    var lib = ROOT.resolve("cli/target/lib").toFile().list((_, name) -> name.startsWith("tributary-") && name.endsWith(".jar"));
    Assumptions.assumeTrue(lib != null && lib.length >= 2, "skipped: the jars are not built; run mvn package first");
  }

  private Result run(Map<String, String> environment, Path in, String... words) throws IOException, InterruptedException {
    var out = Files.createTempFile(folder, "out", "");
    var err = Files.createTempFile(folder, "err", "");
    var process = start(environment, in, out.toFile(), err.toFile(), words);
    assertThat(process.waitFor(900, TimeUnit.SECONDS)).as("%s ends in time", List.of(words)).isTrue();
    return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  private static Process start(Map<String, String> environment, Path in, File out, File err, String... words) throws IOException {
    var builder = new ProcessBuilder(words).directory(in.toFile()).redirectOutput(out).redirectError(err).redirectInput(new File("/dev/null"));
    builder.environment().keySet().removeIf(name -> name.startsWith("TRIBUTARY_"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("TRIBUTARY_NO_BUILD", "1");
    builder.environment().put("TRIBUTARY_NO_CACHE", "1"); // a test of its own fills the cache
    builder.environment().putAll(environment);
    return builder.start();
  }

  private Result tributary(String... words) throws IOException, InterruptedException {
    var line = new ArrayList<>(List.of(LAUNCHER.toString()));
    line.addAll(List.of(words));
    return run(Map.of(), folder, line.toArray(String[]::new));
  }

  @Test
  void itRunsFromAnywhereAlsoThroughLinks() throws IOException, InterruptedException {
    Path first = Files.createSymbolicLink(Files.createDirectories(folder.resolve("with space")).resolve("first"), LAUNCHER);
    Path second = Files.createSymbolicLink(folder.resolve("second"), Path.of("with space", "first"));
    for (Path way : List.of(LAUNCHER, first, second)) {
      var result = run(Map.of(), folder, way.toString(), "--version");
      assertThat(result.exitCode()).as(result.err()).isZero();
      assertThat(result.out()).startsWith("tributary ");
      assertThat(result.err()).isEmpty();
    }
    assertThat(run(Map.of(), folder, "/bin/sh", "-c", "PATH=\"" + ROOT + ":$PATH\" tributary --version").exitCode()).isZero();
  }

  @Test
  void aServiceFillsTheCacheOnceAndLaterStartsUseIt() throws IOException, InterruptedException {
    Path copy = Files.createDirectories(folder.resolve("a copy"));
    Files.copy(LAUNCHER, copy.resolve("tributary"), java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
    Path lib = Files.createDirectories(copy.resolve("cli/target/lib"));
    try (var jars = Files.list(ROOT.resolve("cli/target/lib"))) {
      for (Path jar : jars.toList()) {
        Files.copy(jar, lib.resolve(jar.getFileName()));
      }
    }
    var cold = run(Map.of("TRIBUTARY_NO_CACHE", ""), folder, copy.resolve("tributary").toString(), "serve", "--home", "nowhere"); // fails, and fills it all the same
    assertThat(cold.exitCode()).isEqualTo(2);
    for (int n = 0; n < 6000 && caches(copy) < 2; n++) {
      Thread.sleep(100);
    }
    assertThat(caches(copy)).isEqualTo(2);
    var options = Map.of("TRIBUTARY_JAVA_OPTS", "-XX:AOTMode=on"); // ends Java when a cache does not suit
    var warm = run(options, folder, copy.resolve("tributary").toString(), "--help");
    assertThat(warm.exitCode()).as(warm.err()).isZero();
    assertThat(warm.err()).doesNotContain("aot");
    var service = run(Map.of("TRIBUTARY_JAVA_OPTS", "-Xshare:on"), folder, copy.resolve("tributary").toString(), "serve", "--home", "nowhere"); // likewise
    assertThat(service.exitCode()).as(service.err()).isEqualTo(2);
    assertThat(service.err()).contains("nowhere is no home");
  }

  private static long caches(Path copy) throws IOException {
    try (var files = Files.walk(copy.resolve("cli/target/run"))) {
      return files.filter(file -> file.toString().endsWith(".aot") || file.toString().endsWith(".jsa")).count();
    }
  }

  @Test
  void anUnfitJavaHomeIsPassedOverButANamedOneMustFit() throws IOException, InterruptedException {
    Path old = Files.createDirectories(folder.resolve("jdk-17/bin")).getParent();
    Files.writeString(old.resolve("release"), "JAVA_VERSION=\"17.0.15\"\n");
    Path java = Files.writeString(old.resolve("bin/java"), "#!/bin/sh\nexit 1\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    var named = run(Map.of("TRIBUTARY_JAVA_HOME", old.toString()), folder, LAUNCHER.toString(), "--version");
    assertThat(named.exitCode()).isEqualTo(2);
    assertThat(named.err()).contains("TRIBUTARY_JAVA_HOME", "is no JDK 25 or newer");
    var fit = run(Map.of("JAVA_HOME", old.toString(), "TRIBUTARY_JAVA_HOME", System.getProperty("java.home")), folder,
        LAUNCHER.toString(), "doctor", "--json");
    assertThat(fit.exitCode()).isZero();
    assertThat(fit.out()).contains("\"chosenBy\" : \"TRIBUTARY_JAVA_HOME\"");
  }

  @Test
  void onlyCommandsThatComputeStartWithTheVectorModule() throws IOException, InterruptedException {
    assertThat(tributary("doctor").err()).isEmpty();
    assertThat(tributary("train", "itemcf", "--help").err()).isEmpty();
    assertThat(tributary("train", "itemcf", "--in", "missing.csv", "--out", "x").err()).contains("incubator");
  }

  @Test
  void optionsOfTheJavaRuntimeWin() throws IOException, InterruptedException {
    for (String options : List.of("-Xmx200m", "-XX:+UseSerialGC", "-XX:+UseParallelGC", "-XX:+UseG1GC -Xmx1g")) {
      var result = run(Map.of("TRIBUTARY_JAVA_OPTS", options), folder, LAUNCHER.toString(), "train", "--list");
      assertThat(result.exitCode()).as(options + result.err()).isZero();
      var heavy = run(Map.of("TRIBUTARY_JAVA_OPTS", options), folder, LAUNCHER.toString(), "evaluate");
      assertThat(heavy.exitCode()).as(options + heavy.err()).isEqualTo(2);
      assertThat(heavy.err()).contains("evaluate needs");
    }
  }

  @Test
  void theReaderMayGoAndTheDiskMayBeFull() throws IOException, InterruptedException {
    var gone = run(Map.of(), folder, "/bin/sh", "-c", "{ '" + LAUNCHER + "' train itemcf --help; echo $? >code; } | head -n 1");
    assertThat(gone.out()).startsWith("Usage:");
    assertThat(gone.err()).isEmpty();
    assertThat(folder.resolve("code")).hasContent("0");
    Assumptions.assumeTrue(Files.exists(Path.of("/dev/full")), "skipped: this system has no /dev/full");
    var full = run(Map.of(), folder, "/bin/sh", "-c", "'" + LAUNCHER + "' train --list >/dev/full");
    assertThat(full.exitCode()).isEqualTo(1);
    assertThat(full.err()).contains("No space left on device").doesNotContain("\tat ");
  }

  @Test
  void anInterruptedCommandEndsWith130AndLeavesNothing() throws IOException, InterruptedException {
    Path err = folder.resolve("err");
    var process =
        start(Map.of(), folder, folder.resolve("out").toFile(), err.toFile(), LAUNCHER.toString(), "simulate", "--users",
            "100000", "--items", "100000", "--days", "60", "--out", "made");
    while (process.isAlive() && !Files.isDirectory(folder.resolve("made"))) {
      Thread.sleep(50);
    }
    Thread.sleep(300);
    assertThat(new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor()).isZero();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(err)).isEqualTo(130);
    assertThat(Files.readString(err)).contains("nothing half-written was kept").doesNotContain("\tat ");
    try (var left = Files.list(folder.resolve("made"))) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void anInterruptWhileItWaitsForInputEndsItAtOnce() throws IOException, InterruptedException {
    var builder = new ProcessBuilder(LAUNCHER.toString(), "import", "--in", "-", "--out", "events.jsonl").directory(folder.toFile());
    builder.environment().put("TRIBUTARY_NO_BUILD", "1");
    builder.environment().put("TRIBUTARY_NO_CACHE", "1"); // a test of its own fills the cache
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    var process = builder.redirectError(folder.resolve("err").toFile()).redirectOutput(folder.resolve("out").toFile()).start();
    process.getOutputStream().write("user,item\nann,A\n".getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
    Thread.sleep(3000);
    assertThat(new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor()).isZero();
    assertThat(process.waitFor(9, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(130);
    assertThat(folder.resolve("events.jsonl")).doesNotExist();
  }

  @Test
  void twoAtOnceDoNotDisturbEachOther() throws IOException, InterruptedException {
    var running = new ArrayList<Process>();
    for (int n = 0; n < 4; n++) {
      running.add(start(Map.of(), folder, folder.resolve("out" + n).toFile(), folder.resolve("err" + n).toFile(),
          LAUNCHER.toString(), "--version"));
    }
    for (Process process : running) {
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
    }
  }

  @Test
  void everyExampleOfTheHelpWorksWhenItIsPasted() throws IOException, InterruptedException {
    var lines = examples();
    assertThat(lines).hasSizeGreaterThan(10);
    for (String line : lines) {
      String pasted = line.replace("./tributary", "'" + LAUNCHER + "'");
      if (line.startsWith("./tributary serve") || line.equals("./tributary quickstart")) {
        servesUntilItIsStopped(pasted);
        continue;
      }
      var result = run(Map.of(), folder, "/bin/sh", "-c", "set -e; " + pasted);
      assertThat(result.exitCode()).as("%s%n%s", line, result.err()).isZero();
    }
  }

  private void servesUntilItIsStopped(String pasted) throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder, "out", "");
    Path err = Files.createTempFile(folder, "err", "");
    var process = start(Map.of("TRIBUTARY_PORT", "0"), folder, out.toFile(), err.toFile(), "/bin/sh", "-c", "exec " + pasted);
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(600);
    while (!Files.readString(out).contains("serving at http://127.0.0.1:")) {
      assertThat(process.isAlive() && System.nanoTime() < until).as("%s%n%s", pasted, Files.readString(err)).isTrue();
      Thread.sleep(100);
    }
    assertThat(new ProcessBuilder("kill", "-TERM", Long.toString(process.pid())).start().waitFor()).isZero();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(143); // 128 and the number of SIGTERM
    assertThat(Files.readString(err)).endsWith("stopped\n").doesNotContain("half-written");
  }

  /** The lines of all examples, each once, those that make something before those that need it. */
  private Set<String> examples() throws IOException, InterruptedException {
    var lines = new LinkedHashSet<String>();
    var names = new LinkedHashMap<String, List<String>>();
    commands("", names);
    for (List<String> example : names.values()) {
      lines.addAll(example);
    }
    return lines;
  }

  private void commands(String name, Map<String, List<String>> found) throws IOException, InterruptedException {
    var words = new ArrayList<>(List.of(LAUNCHER.toString()));
    if (!name.isEmpty()) {
      words.addAll(List.of(name.strip().split(" ")));
    }
    words.add("--help");
    String help = run(Map.of(), folder, words.toArray(String[]::new)).out();
    found.put(name, help.lines().filter(line -> line.startsWith("  ./tributary ") || line.startsWith("  printf ")).map(String::strip).toList());
    boolean inCommands = false;
    for (String line : help.lines().toList()) {
      if (inCommands && line.matches("  [a-z]+ .*")) {
        commands(name + " " + line.strip().split(" ")[0], found);
      }
      inCommands = line.equals("Commands:") || inCommands && line.startsWith("  ");
    }
  }

  @Test
  void itIsPlainShell() throws IOException, InterruptedException {
    assertThat(run(Map.of(), folder, "/bin/sh", "-n", LAUNCHER.toString()).exitCode()).isZero();
    assertThat(Files.readString(LAUNCHER, StandardCharsets.UTF_8)).startsWith("#!/bin/sh\n");
  }
}
