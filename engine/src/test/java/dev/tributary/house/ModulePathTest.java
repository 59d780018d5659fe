package dev.tributary.house;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.math.Job;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The engine works as a named module and on the class path, with and without the Vector API. */
class ModulePathTest {
  // C is alone left for ann: cos(A,C) + cos(B,C) = 2/√6 + 1/2
  private static final String RECOMMENDED = "[C  1.3165]";

  @Test
  void onTheModulePathWithTheVectorApi() throws Exception {
    assertThat(run(true, true)).contains("dev.tributary.engine true " + RECOMMENDED);
  }

  @Test
  void onTheModulePathWithoutTheVectorApi() throws Exception {
    assertThat(run(true, false)).contains("dev.tributary.engine false " + RECOMMENDED);
  }

  @Test
  void onTheClassPathWithTheVectorApi() throws Exception {
    assertThat(run(false, true)).contains("null true " + RECOMMENDED);
  }

  @Test
  void onTheClassPathWithoutTheVectorApi() throws Exception {
    assertThat(run(false, false)).contains("null false " + RECOMMENDED);
  }

  private static String run(boolean modules, boolean vectors) throws Exception {
    String engine = place(Job.class);
    String libraries =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(p -> p.contains("jackson") || p.contains("snakeyaml"))
            .collect(Collectors.joining(File.pathSeparator));
    String all = engine + File.pathSeparator + libraries;
    var command = new ArrayList<String>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    if (vectors) {
      command.add("--add-modules=jdk.incubator.vector");
    }
    if (modules) {
      command.addAll(List.of("--module-path", all, "--add-modules=dev.tributary.engine", "-cp", place(ModuleProbe.class)));
    } else {
      command.addAll(List.of("-cp", all + File.pathSeparator + place(ModuleProbe.class)));
    }
    command.add("dev.tributary.house.ModuleProbe");
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return text;
  }

  private static String place(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }
}
