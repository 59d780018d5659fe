package dev.tributary.connect.milvus;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real server as a process of its own, on a free port of this machine, with its data in a folder. The environment variable MILVUS names a Python that has the servers; {@code .ci/run} makes it. */
final class MilvusServer {
  private static final String LITE =
      """
      import sys
      from milvus_lite.cmdline import main
      sys.argv = ['milvus-lite', 'server', '--data-dir', sys.argv[1], '--host', '127.0.0.1', '--port', sys.argv[2]]
      main()
      """;

  /**
   * The package starts the server as a process below its own. As it comes it tries ports by listening on them, and takes the next one when it cannot, as behind a server that was just killed; so it is told to bind only, and again. What a killed server was
   * registered as goes after a time to live; before, the next one does not answer.
   */
  private static final String STANDALONE =
      """
      import socket, sys, time
      from milvus import MilvusServer, MilvusServerConfig

      def try_bind_port(self, port):
          tried = socket.socket()
          tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
          try:
              tried.bind(('127.0.0.1', port))
              return tried
          except OSError:
              tried.close()

      MilvusServerConfig.try_bind_port = try_bind_port
      server = MilvusServer(debug=False)
      server.config.set('common.session.ttl', 10)
      server.set_base_dir(sys.argv[1])
      server.listen_port = int(sys.argv[2])
      server.start()
      while True:
          time.sleep(1)
      """;

  private static final String PYTHON = System.getenv().getOrDefault("MILVUS", "");

  private final String script;
  private final Path folder;
  private final int port;
  private Process process;

  private MilvusServer(String script, Path folder) throws IOException {
    this.script = script;
    this.folder = folder;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    Runtime.getRuntime().addShutdownHook(new Thread(this::kill));
    start();
  }

  static boolean isThere(String module) {
    if (PYTHON.isEmpty()) {
      return false;
    }
    try {
      return new ProcessBuilder(PYTHON, "-c", "import " + module).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
    } catch (IOException e) {
      return false; // no such program
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  static MilvusServer lite(Path folder) throws IOException {
    return new MilvusServer(LITE, folder);
  }

  static MilvusServer standalone(Path folder) throws IOException {
    return new MilvusServer(STANDALONE, folder);
  }

  String uri() {
    return "http://127.0.0.1:" + port;
  }

  /** Returns when the port takes connections; that it also answers is for who asks to see. */
  void start() throws IOException {
    Path told = folder.resolve("told.txt");
    process = new ProcessBuilder(PYTHON, "-c", script, folder.resolve("data").toString(), Integer.toString(port)).redirectErrorStream(true).redirectOutput(told.toFile()).start();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
    while (process.isAlive() && System.nanoTime() < end) {
      try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (IOException e) {
        sleep(50); // not yet
      }
    }
    kill();
    throw new IOException("the server did not start; it said:\n" + Files.readString(told));
  }

  /** As a machine that goes off: what belongs to it is killed at once. */
  void kill() {
    var all = List.of(process.descendants().toArray(ProcessHandle[]::new));
    all.forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    while (process.isAlive() || all.stream().anyMatch(ProcessHandle::isAlive)) {
      sleep(10);
    }
  }

  static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
