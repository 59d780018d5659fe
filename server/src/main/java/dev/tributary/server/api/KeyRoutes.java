package dev.tributary.server.api;

import dev.tributary.server.http.Answer;
import dev.tributary.server.http.Exchange;
import dev.tributary.server.http.Parameter;
import dev.tributary.server.http.Problem;
import dev.tributary.server.http.Route;
import dev.tributary.server.keys.Keys;
import dev.tributary.server.keys.Role;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Keys. The text of one is told once, when it is made. */
final class KeyRoutes {
  private static final Parameter ID = Parameter.pathId("id", "the key's id, not its text");

  private final Keys keys;

  KeyRoutes(Keys keys) {
    this.keys = keys;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/v1/keys", Role.ADMIN).summary("All keys, without their texts").answers(200, "KeyList", "the keys").by(_ -> Answer.json(200, Map.of("keys", keys.list().stream().map(KeyRoutes::toMap).toList()))),
        Route.post("/v1/keys", Role.ADMIN).summary("Makes a key; its text is told in this answer and never again").body("KeyRequest").answers(201, "NewKey", "the key").problems(507).by(this::create),
        Route.delete("/v1/keys/{id}", Role.ADMIN).summary("Takes a key away; it is refused from now on").with(ID).answers(204, "", "", "it is gone").problems(404, 409).by(this::revoke));
  }

  private static Map<String, Object> toMap(Keys.Key key) {
    var map = new LinkedHashMap<String, Object>();
    map.put("id", key.id());
    map.put("role", key.role().wireName());
    map.put("createdAt", key.createdAt().toString());
    return map;
  }

  private Answer create(Exchange exchange) throws IOException {
    var fields = exchange.json().only("role");
    String name = fields.text("role", 20);
    if (!List.of("read", "write", "admin").contains(name)) {
      fields.wrong("role", "must be read, write or admin");
    }
    fields.check();
    var created = keys.create(Role.named(name));
    var map = toMap(created.key());
    map.put("key", created.text());
    return Answer.json(201, map);
  }

  private Answer revoke(Exchange exchange) throws IOException {
    String id = exchange.text(ID);
    var admins = keys.list().stream().filter(key -> key.role() == Role.ADMIN).toList();
    if (admins.size() == 1 && admins.getFirst().id().equals(id)) {
      throw Problem.of(409, "this is the last key of the role admin; make another one first");
    }
    if (!keys.revoke(id)) {
      throw Problem.of(404, "there is no key of this id");
    }
    return Answer.nothing();
  }
}
