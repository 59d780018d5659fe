package dev.tributary.catalog;

import dev.tributary.data.BadDataException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Types of the attributes of items and users, as {@code schema.yaml} gives them:
 *
 * <pre>
 * items:
 *   price: number
 *   brand: text
 *   colours: list
 * users:
 *   adult: boolean
 * </pre>
 *
 * <p>A column that is not named has the type that its cells show. Immutable.
 *
 * @param items types by attribute
 * @param users types by attribute
 */
public record AttributeSchema(Map<String, Type> items, Map<String, Type> users) {
  /** Nothing is given. */
  public static final AttributeSchema NONE = new AttributeSchema(Map.of(), Map.of());

  private static final long MAX_BYTES = 1 << 20;

  /** The type of an attribute. */
  public enum Type {
    TEXT,
    NUMBER,
    BOOLEAN,
    /** Texts, in a table separated by {@code |}. */
    LIST
  }

  public AttributeSchema {
    items = Map.copyOf(items);
    users = Map.copyOf(users);
  }

  /**
   * Reads a schema file.
   *
   * @throws BadDataException when it is no such file
   */
  public static AttributeSchema read(Path file) throws IOException {
    if (!Files.isRegularFile(file) || Files.size(file) > MAX_BYTES) {
      throw new BadDataException(file + " is no schema: a YAML file of at most 1 MiB is expected");
    }
    Object root;
    try {
      root = new Load(LoadSettings.builder().setLabel(file.getFileName().toString()).build()).loadFromString(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    } catch (YamlEngineException e) {
      throw new BadDataException(file.getFileName() + " is no readable YAML: " + e.getMessage().lines().findFirst().orElse(""));
    }
    if (!(root instanceof Map<?, ?> map)) {
      throw new BadDataException(file.getFileName() + " must have the keys items and users with attribute: type");
    }
    for (Object key : map.keySet()) {
      if (!"items".equals(key) && !"users".equals(key)) {
        throw new BadDataException(file.getFileName() + ": unknown key '" + key + "'; the keys are items and users");
      }
    }
    return new AttributeSchema(types(file, "items", map.get("items")), types(file, "users", map.get("users")));
  }

  private static Map<String, Type> types(Path file, String key, Object node) throws BadDataException {
    var types = new TreeMap<String, Type>();
    if (node == null) {
      return types;
    }
    if (!(node instanceof Map<?, ?> map)) {
      throw new BadDataException(file.getFileName() + ": " + key + " must hold attribute: type");
    }
    for (var entry : map.entrySet()) {
      try {
        types.put(String.valueOf(entry.getKey()), Type.valueOf(String.valueOf(entry.getValue()).toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException e) {
        throw new BadDataException(file.getFileName() + ": type of " + key + "." + entry.getKey() + " is '" + entry.getValue() + "', must be text, number, boolean or list");
      }
    }
    return types;
  }
}
