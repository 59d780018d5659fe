package dev.tributary.catalog;

import java.util.LinkedHashMap;
import java.util.Set;

/** One user as a JSON object in the wire format: {@code id attributes}. Thread-safe: holds nothing that changes. */
public final class UserJson {
  private static final Set<String> FIELDS = Set.of("id", "attributes");

  private UserJson() {}

  /**
   * The user of a JSON object.
   *
   * @throws InvalidFieldException naming the field that is missing, unknown or of a wrong type
   */
  public static User parse(String json) {
    var fields = JsonFields.of(json, FIELDS);
    String id = fields.id("id");
    if (id.isEmpty()) {
      throw new InvalidFieldException("id", fields.has("id") ? "is empty" : "is missing");
    }
    var attributes = new LinkedHashMap<String, Object>();
    fields.attributes(attributes::put);
    return new User(id, attributes);
  }

  /** The user as one line of JSON, without a line break. */
  public static String write(User user) {
    var object = JsonFields.object();
    object.put("id", user.id());
    JsonFields.write(user.attributes(), object);
    return object.toString();
  }
}
