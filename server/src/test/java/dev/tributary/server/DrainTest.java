package dev.tributary.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.home.Home;
import dev.tributary.server.keys.Role;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrainTest {
  @TempDir Path folder;

  @Test
  void aRequestInHandIsAnsweredWhenTheServiceStops() throws Exception {
    var running = new Running(TestHome.make(folder.resolve("home"), true));
    String body = "[{\"id\":\"d-1\",\"type\":\"click\",\"user\":\"u1\",\"item\":\"i1\"}]";
    try (var socket = new Socket("127.0.0.1", running.service().address().getPort())) {
      var out = socket.getOutputStream();
      out.write(("POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nX-API-Key: " + running.as(Role.WRITE).key() + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body.substring(0, 10)).getBytes(StandardCharsets.US_ASCII));
      out.flush();
      Thread.sleep(300); // its handler waits for the rest
      var stop = Thread.ofVirtual().start(() -> {
        try {
          running.close();
        } catch (java.io.IOException e) {
          throw new java.io.UncheckedIOException(e);
        }
      });
      Thread.sleep(300);
      out.write(body.substring(10).getBytes(StandardCharsets.US_ASCII));
      out.flush();
      assertThat(new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII)).readLine()).startsWith("HTTP/1.1 202");
      stop.join();
    }
  }

  @Test
  void aServiceThatReadTheWholeLogLeavesASnapshotForTheNextStart() throws Exception {
    Path home = TestHome.make(folder.resolve("home"), true);
    Files.delete(home.resolve("live/view.safetensors"));
    new Running(home).close(); // nothing new happened meanwhile
    try (var opened = Home.open(home, InstantSource.system())) {
      assertThat(opened.recordsInSnapshot()).isEqualTo(opened.records());
    }
  }
}
