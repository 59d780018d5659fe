package dev.tributary.server;

import dev.tributary.server.keys.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** A service on a free port, and callers with a key of each role. */
final class Running implements AutoCloseable {
  private static final Map<Path, Map<Role, String>> KEYS = new HashMap<>();

  private final Service service;
  private final Map<Role, String> keys;

  Running(Path home) throws IOException {
    this(home, settings(Map.of()));
  }

  Running(Path home, ServiceSettings settings) throws IOException {
    this(home, settings, InstantSource.system());
  }

  Running(Path home, ServiceSettings settings, InstantSource clock) throws IOException {
    service = Service.start(home, settings, clock);
    var made = new EnumMap<Role, String>(Role.class);
    service.created().forEach(created -> made.put(created.key().role(), created.text()));
    keys = made.isEmpty() ? KEYS.get(home) : made; // a home's keys are told once
    KEYS.put(home, keys);
  }

  /** The defaults on a free port, without a nightly training, changed. */
  static ServiceSettings settings(Map<String, String> changes) {
    var all = new HashMap<>(Map.of("port", "0", "retrainAt", ""));
    all.putAll(changes);
    return dev.tributary.settings.Settings.of(ServiceSettings.DEFAULT).parse(all);
  }

  Service service() {
    return service;
  }

  Caller as(Role role) {
    return new Caller(service.address(), keys.get(role));
  }

  Caller admin() {
    return as(Role.ADMIN);
  }

  @Override
  public void close() throws IOException {
    service.close();
  }
}
