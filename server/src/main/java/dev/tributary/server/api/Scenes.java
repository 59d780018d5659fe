package dev.tributary.server.api;

import dev.tributary.disk.Disk;
import dev.tributary.server.http.JsonFields;
import dev.tributary.server.http.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/** The scenes that callers configured, in {@code scenes.json} of the home. Thread-safe: readers see a whole set. */
final class Scenes {
  private static final String FILE = "scenes.json";
  private static final int MOST = 100;
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Path file;
  private volatile Map<String, SceneSettings> scenes;

  private Scenes(Path file, Map<String, SceneSettings> scenes) {
    this.file = file;
    this.scenes = scenes;
  }

  static Scenes open(Path home) throws IOException {
    Path file = home.resolve(FILE);
    var read = new TreeMap<String, SceneSettings>();
    if (Files.exists(file)) {
      try {
        var fields = JsonFields.of(Files.readAllBytes(file));
        for (String name : fields.names()) {
          fields.object(name).ifPresent(inner -> read.put(name, SceneSettings.read(name, inner)));
        }
        fields.check();
      } catch (Problem e) {
        throw new IOException(file + ": " + e.getMessage() + "; mend it, or remove it and configure the scenes again", e);
      }
    }
    return new Scenes(file, Map.copyOf(read));
  }

  /** All by name; the same map as long as nothing changes. */
  Map<String, SceneSettings> all() {
    return scenes;
  }

  synchronized void put(String name, SceneSettings settings) throws IOException {
    var changed = new TreeMap<>(scenes);
    changed.put(name, settings);
    if (changed.size() > MOST) {
      throw Problem.of(409, "there are %d scenes already; remove one first", MOST);
    }
    write(changed);
  }

  synchronized boolean remove(String name) throws IOException {
    var changed = new TreeMap<>(scenes);
    boolean found = changed.remove(name) != null;
    if (found) {
      write(changed);
    }
    return found;
  }

  private void write(Map<String, SceneSettings> changed) throws IOException {
    var all = new LinkedHashMap<String, Object>();
    changed.forEach((name, settings) -> all.put(name, settings.toMap()));
    Disk.REAL.replaceFile(file, (JSON.writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n").getBytes(StandardCharsets.UTF_8));
    scenes = Map.copyOf(changed);
  }
}
