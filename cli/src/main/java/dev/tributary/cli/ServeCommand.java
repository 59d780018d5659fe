package dev.tributary.cli;

import dev.tributary.cli.terminal.Failure;
import dev.tributary.cli.terminal.Interrupts;
import dev.tributary.home.Home;
import dev.tributary.server.Service;
import dev.tributary.server.ServiceSettings;
import dev.tributary.server.http.ServiceLog;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** {@code tributary serve}: a home that answers over HTTP. */
@picocli.CommandLine.Command(
    name = "serve",
    description = {
      "Serves a home over HTTP until it is stopped by Ctrl-C or SIGTERM, and then answers what is in hand.",
      "On the first start it makes a key of each role and shows them once. 'config show' tells all settings."
    },
    footer = {"", "Example:", "  ./tributary quickstart --no-serve", "  ./tributary serve --port 0"})
final class ServeCommand extends Command {
  @Option(names = "--host", paramLabel = "H", description = "Address to listen on. Default: 127.0.0.1, which is reached from this machine alone.")
  private String host = "";

  @Option(names = "--port", paramLabel = "P", description = "Port to listen on, 0 for any that is free. Default: 8420.")
  private String port = "";

  @Override
  public Integer call() throws IOException {
    var options = new LinkedHashMap<String, String>();
    if (!host.isEmpty()) {
      options.put("host", host);
    }
    if (!port.isEmpty()) {
      options.put("port", port);
    }
    serve(this, main().home(), options, fields(), _ -> () -> {});
    return Failure.DONE;
  }

  /** The settings of a home as this process sees them. */
  static ServiceSettings settings(Path home, Map<String, String> options) throws IOException {
    try {
      return ServiceSettings.read(home, System.getenv(), options);
    } catch (IllegalArgumentException e) {
      throw Failure.usage("%s", e.getMessage()).because(e);
    }
  }

  /** What goes on beside a service, and ends before it does. */
  @FunctionalInterface
  interface Company {
    /** Begins; what comes back ends it. */
    Ending start(Service service) throws IOException;

    /** Ends something. */
    @FunctionalInterface
    interface Ending extends AutoCloseable {
      @Override
      void close() throws IOException;
    }
  }

  /**
   * Serves until the process is to stop.
   *
   * @param company what goes on beside the service as long as it answers
   * @param more fields of the JSON document that --json prints when the service answers
   */
  static void serve(Command command, Path home, Map<String, String> options, Map<String, Object> more, Company company) throws IOException {
    if (!Home.isHome(home)) {
      throw Failure.usage("%s is no home of Tributary; name one with --home, or make one with 'quickstart'", home);
    }
    var settings = settings(home, options);
    ServiceLog.use(settings.logFormat());
    Service service;
    try {
      service = Service.start(home, settings, InstantSource.system());
    } catch (BindException e) {
      throw Failure.usage("%s", e.getMessage()).because(e);
    }
    try (service; var _ = company.start(service)) {
      tell(command, service, more);
      command.terminal().flush();
      Interrupts.awaitStop();
      command.terminal().note("stopping: answering what is in hand");
    }
    command.terminal().note("stopped");
  }

  private static void tell(Command command, Service service, Map<String, Object> more) {
    if (command.json()) {
      var keys = new ArrayList<Map<String, Object>>();
      service.created().forEach(created -> keys.add(fields("id", created.key().id(), "role", created.key().role().wireName(), "key", created.text())));
      more.put("address", service.address().toString());
      more.put("console", service.address() + "/console/");
      more.put("keys", keys);
      command.printJson(more);
      return;
    }
    for (var created : service.created()) {
      command.terminal().println("key " + created.key().id() + " (" + created.key().role().wireName() + "): " + created.text());
    }
    if (!service.created().isEmpty()) {
      command.terminal().println("these keys are shown this once; 'keys create' makes more, 'keys revoke' takes one away");
    }
    command.terminal().println("serving at " + service.address() + ", the contract is " + service.address() + "/openapi.json");
    command.terminal().println("console: " + service.address() + "/console/" + (service.created().isEmpty() ? "; it asks for an admin key, and 'keys create --role admin' makes one" : "; it asks for the admin key above"));
  }
}
