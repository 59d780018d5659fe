package dev.tributary.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.server.keys.Role;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupTest {
  @TempDir Path folder;

  @Test
  void aCopyMadeWhileEventsPourInServesTheSamePagesWithTheSameKeys() throws Exception {
    Path home = TestHome.make(folder.resolve("home"), true);
    String token;
    Caller reader;
    try (var running = new Running(home); var sender = Executors.newVirtualThreadPerTaskExecutor()) {
      reader = running.as(Role.READ);
      var stop = new AtomicBoolean();
      sender.submit(() -> {
        for (int n = 0; !stop.get(); n++) {
          running.as(Role.WRITE).post("/v1/events", "[{\"id\":\"b-" + n + "\",\"type\":\"click\",\"user\":\"u1\",\"item\":\"i1\"}]");
        }
      });
      token = reader.post("/v1/recommend", "{\"user\":\"u2\"}").json().get("nextPage").asString();
      var content = Backup.write(home, folder.resolve("copy"));
      stop.set(true);
      assertThat(content.releases()).isEqualTo(1);
      assertThat(content.records()).isGreaterThan(1500);
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("copy/keys.json")))).isEqualTo("rw-------");
    Backup.restore(folder.resolve("copy"), folder.resolve("restored"));
    try (var service = Service.start(folder.resolve("restored"), Running.settings(java.util.Map.of()), java.time.InstantSource.system())) {
      assertThat(service.created()).isEmpty();
      var page = new Caller(service.address(), reader.key()).post("/v1/recommend", "{\"user\":\"u2\",\"page\":\"" + token + "\"}");
      assertThat(page.status()).isEqualTo(200);
      assertThat(page.json().get("items").size()).isEqualTo(10);
    }
  }

  @Test
  void nothingIsOverwrittenAndADamagedHomeIsNotCopied() throws Exception {
    Path home = TestHome.make(folder.resolve("home"), true);
    assertThatThrownBy(() -> Backup.write(home, home)).isInstanceOf(FileAlreadyExistsException.class);
    Path bundle;
    try (var bundles = Files.list(home.resolve("store/bundles"))) {
      bundle = bundles.filter(b -> b.getFileName().toString().startsWith("itemcf")).findFirst().orElseThrow();
    }
    try (var files = Files.list(bundle)) {
      Path file = files.filter(f -> f.toString().endsWith(".safetensors")).findFirst().orElseThrow();
      byte[] bytes = Files.readAllBytes(file);
      bytes[bytes.length - 1] ^= 1;
      Files.write(file, bytes);
    }
    assertThatThrownBy(() -> Backup.write(home, folder.resolve("copy"))).hasMessageContaining("damaged");
    assertThat(folder.resolve("copy")).doesNotExist();
    try (var left = Files.list(folder)) {
      assertThat(left).hasSize(1);
    }
  }
}
