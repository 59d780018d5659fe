package dev.tributary.disk;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a main class in a JVM of its own and kills it (SIGKILL where there are signals) in the middle of its work. */
public final class Child {
  private Child() {}

  /**
   * Lets it run until it has printed so many lines and then for so many milliseconds more.
   *
   * @return the lines that it printed, the last of which may be incomplete
   */
  public static List<String> killed(Class<?> main, int lines, long millis, Path folder) throws IOException, InterruptedException {
    var places = new LinkedHashSet<String>();
    for (Class<?> type : List.of(main, Disk.class, tools.jackson.core.JsonParser.class, org.jspecify.annotations.NullMarked.class)) {
      places.add(Path.of(java.net.URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString())).toString());
    }
    var process =
        new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m", "-XX:TieredStopAtLevel=1", "-cp", String.join(java.io.File.pathSeparator, places), main.getName(), folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    var text = new StringBuilder();
    try (var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (int n = 0; n < lines; n++) {
        text.append(out.readLine()).append('\n');
      }
      process.waitFor(millis, TimeUnit.MILLISECONDS);
      process.toHandle().destroyForcibly(); // the process's own method would close its output
      out.transferTo(new java.io.StringWriter() {
        @Override
        public void write(char[] chars, int from, int length) {
          text.append(chars, from, length);
        }
      });
    } finally {
      process.destroyForcibly().waitFor();
    }
    return Arrays.asList(text.toString().split("\n"));
  }
}
