package dev.tributary.server.keys;

import static dev.tributary.math.Require.require;

import java.util.Arrays;
import java.util.Locale;

/** What a key may do; each role may also do what the ones before it may. */
public enum Role {
  /** Pages, lists, items. */
  READ,
  /** Also events, items and users. */
  WRITE,
  /** Also releases, jobs, scenes, keys, and what reveals other people. */
  ADMIN;

  /** The name in files and on the wire. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether this role may do what another one may. */
  public boolean covers(Role needed) {
    return compareTo(needed) >= 0;
  }

  /** The role of a name. */
  public static Role named(String name) {
    var role = Arrays.stream(values()).filter(r -> r.wireName().equals(name)).findFirst();
    require(role.isPresent(), "role is '%s', must be read, write or admin", name);
    return role.get();
  }
}
